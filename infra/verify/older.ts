// Older words about the same log: checkpoints that were kept, or logs that were exported before.
import { open, type FileHandle } from 'node:fs/promises'
import { base64, equal } from '@ticun/proof'
import { openInput } from './input-file.ts'
import { UnreadableError, type Flaw } from './flaw.ts'
import type { Trust } from './key.ts'
import { LOG_FORMAT, openLogFile, readParts, type LogFile } from './log-file.ts'
import { believe } from './signed-checkpoint.ts'

const NOTE_BYTES_MAX = 4_194_304

/** What was signed once: the log had this root at this size. */
export type Older = {
  readonly path: string
  readonly size: number
  readonly root: Uint8Array
  /** Whether the file is a whole log, whose leaves can be compared one by one. */
  readonly isLog: boolean
}

/** Reads an older checkpoint or log. Throws UnreadableError, also when the keys do not vouch. */
export async function readOlder(path: string, trust: Trust): Promise<Older> {
  const fail = (why: string) => new UnreadableError(`--older ${path}: ${why}`)
  const file = await openInput(path, '--older ')
  try {
    const { size } = await file.stat()
    const head = Buffer.alloc(Math.min(size, 64))
    await file.read(head, 0, head.length, 0)
    const isLog = head.toString().startsWith(`{"format":"${LOG_FORMAT}"`)
    if (!isLog && size > NOTE_BYTES_MAX) throw fail('is neither a checkpoint nor a log')
    const note = isLog ? (await openLogFile(file)).checkpoint : (await file.readFile()).toString()
    const believed = await believe(note, trust)
    if ('what' in believed) throw fail(believed.what)
    return { path, size: believed.checkpoint.size, root: believed.checkpoint.root, isLog }
  } finally {
    await file.close()
  }
}

/**
 * The flaw when the log contradicts what was signed before; undefined when it continues all of it.
 * `rootAt` tells the root that the log had at a size; its own checkpoint may be among `olders`.
 */
export async function doubtOlder(
  olders: readonly Older[],
  rootAt: (size: number) => Uint8Array | undefined,
  log: { file: FileHandle; lines: LogFile },
): Promise<Flaw | undefined> {
  const sorted = olders.toSorted((a, b) => a.size - b.size)
  const agrees = ({ size, root }: Older) => equal(rootAt(size) ?? new Uint8Array(), root)
  const bad = sorted.find((one) => !agrees(one))
  if (!bad) return undefined
  const good = sorted.findLast((one) => one.size < bad.size && agrees(one))
  const sequence = await firstDifference(sorted, log)
  if (sequence !== undefined) {
    const what = `it is not the entry that was signed under ${bad.path}`
    return { sequence, what, ...rootsOf(bad, rootAt) }
  }
  const [from, to] = [(good?.size ?? 0) + 1, bad.size]
  const where = from === to ? `leaf ${from}` : `one of the leaves ${from} to ${to}`
  const what =
    `the entries fit each other and not the root signed under ${bad.path}: ` +
    `the book was rewritten, and the first bad leaf is ${where}`
  return { ...(from === to ? { sequence: from } : {}), what, ...rootsOf(bad, rootAt) }
}

function rootsOf(bad: Older, rootAt: (size: number) => Uint8Array | undefined) {
  return {
    expected: `root ${base64(bad.root)} at size ${bad.size}`,
    found: `root ${base64(rootAt(bad.size) ?? new Uint8Array())}`,
  }
}

/** The first leaf in which an older log differs from this one. */
async function firstDifference(
  olders: readonly Older[],
  log: { file: FileHandle; lines: LogFile },
): Promise<number | undefined> {
  for (const { path, isLog } of olders) {
    if (!isLog) continue
    const file = await open(path)
    try {
      const older = entriesOf(file, await openLogFile(file))
      let sequence = 0
      for await (const bytes of entriesOf(log.file, log.lines)) {
        const before = await older.next()
        if (before.done === true) break
        sequence += 1
        if (!equal(before.value, bytes)) return sequence
      }
    } finally {
      await file.close()
    }
  }
  return undefined
}

async function* entriesOf(file: FileHandle, lines: LogFile): AsyncGenerator<Uint8Array> {
  for await (const part of readParts(file, lines)) {
    for (const { bytes } of part.lines) yield bytes
  }
}
