// The time of the house: the system's; in tests that of a clock file, which only moves forward.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@ticun/observability'
import type { ClockMode } from './edge.ts'

/** A move of the clock is known in every process after this. */
export const CLOCK_LOOK_MS = 50

/** What this process adds to the system's time; one clock for each process. */
let offsetMs = 0

/** The time of the house: ISO 8601, UTC, three decimals. */
export function systemNow(): string {
  return new Date(Date.now() + offsetMs).toISOString()
}

export type ClockOptions = {
  /** Only `caller` follows a file: a house in earnest keeps real time whatever lies around. */
  mode: ClockMode
  /** Holds what the house adds to real time, in ms, as a whole number. */
  file: string | undefined
  log: Log
  /** Awaited before this process lives at the new time (UTC); when it throws, it is tried again. */
  beforeMove?: (now: string) => Promise<void>
}

/**
 * Follows the clock file from now on; resolves when its time is taken over. A file that says an
 * earlier time than was once read changes nothing.
 */
export async function followClock(options: ClockOptions): Promise<{ stop: () => void }> {
  const { mode, file } = options
  if (mode !== 'caller' || file === undefined) return { stop: () => {} }
  const stopped = new AbortController()
  let known: number | undefined
  const look = async () => {
    const found = await readClock(file)
    if (found === undefined || (known !== undefined && found <= known)) return
    await options.beforeMove?.(new Date(Date.now() + found).toISOString())
    known = found
    offsetMs = found
  }
  const keepLooking = async () => {
    while (!stopped.signal.aborted) {
      await sleep(CLOCK_LOOK_MS, undefined, { signal: stopped.signal, ref: false })
      await look().catch((error: unknown) => {
        options.log.warn({ err: error }, 'the clock was moved and cannot be followed yet')
      })
    }
  }
  await look()
  // Only the end of waiting rejects.
  keepLooking().catch(() => undefined)
  return { stop: () => stopped.abort() }
}

/** What the file adds to real time, in ms; undefined while there is no file. */
export async function readClock(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const found = Number(text)
  if (!Number.isSafeInteger(found)) throw new Error(`${file} holds no whole number of ms`)
  return found
}

/** Moves the clock to an instant (UTC), never back; a reader sees the old or the new time. */
export async function moveClock(file: string, to: string): Promise<void> {
  const wanted = Date.parse(to) - Date.now()
  const found = await readClock(file)
  if (found !== undefined && found >= wanted) return
  const draft = `${file}.${process.pid}.new`
  await writeFile(draft, String(wanted))
  await rename(draft, file)
}
