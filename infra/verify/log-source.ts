// Fetches a notary's public pages: its newest checkpoint, its key, its bundles of entries.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseBundle, ProofError, TILE_WIDTH, tilePath } from '@ticun/proof'
import { logStatus, notaryRoutes } from '@ticun/protocol'
import type { z } from 'zod'
import { UnreadableError } from './flaw.ts'

const REQUEST_MAX_MS = 30_000
const TRIES_MAX = 4
const PAUSE_MS = 250
/** Bundles that are on their way at once. */
const AHEAD_MAX = 4

export type LogSource = {
  checkpoint: () => Promise<string>
  status: () => Promise<z.infer<typeof logStatus>>
  /** Canonical bytes of the first `size` entries, bundle by bundle. */
  bundles: (size: number) => AsyncGenerator<Uint8Array[]>
}

/**
 * The log at a notary's address. Its entries take the token of an officer or a regulator, unless
 * the office shows them to everybody. Its readers throw UnreadableError.
 */
export function openLogSource(notaryUrl: string, token = ''): LogSource {
  const get = (path: string) => fetchBytes(new URL(path, notaryUrl), token)
  const fetchBundle = async (index: number, size: number): Promise<Uint8Array[]> => {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH)
    const path = tilePath({ level: 'entries', index, width })
    const entries = parseFetched(path, await get(`/${path}`))
    if (entries.length >= width) return entries.slice(0, width)
    throw new UnreadableError(`${path}: holds ${entries.length} entries instead of ${width}`)
  }
  return {
    checkpoint: async () => Buffer.from(await get(notaryRoutes.checkpoint.path)).toString(),
    status: async () => {
      const { path } = notaryRoutes.logStatus
      const found = logStatus.safeParse(parseJson(await get(path)))
      if (found.success) return found.data
      throw new UnreadableError(`${new URL(path, notaryUrl).href}: is not a notary's log`)
    },
    bundles: async function* (size) {
      const count = Math.ceil(size / TILE_WIDTH)
      const ahead: Promise<Uint8Array[]>[] = []
      let asked = 0
      for (let index = 0; index < count; index += 1) {
        while (asked < count && ahead.length < AHEAD_MAX) {
          const bundle = fetchBundle(asked, size)
          // Its turn to be awaited may come after it failed.
          bundle.catch(() => {})
          ahead.push(bundle)
          asked += 1
        }
        const next = ahead.shift()
        if (next) yield await next
      }
    },
  }
}

function parseFetched(path: string, bytes: Uint8Array): Uint8Array[] {
  try {
    return parseBundle(bytes)
  } catch (error) {
    if (!(error instanceof ProofError)) throw error
    throw new UnreadableError(`${path}: ${error.message}`, { cause: error })
  }
}

async function fetchBytes(url: URL, token: string): Promise<Uint8Array> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await tryOnce(url, token)
    if (answer instanceof Uint8Array) return answer
    if (!answer.isPassing || attempt >= TRIES_MAX)
      throw new UnreadableError(`${url.href}: ${answer.why}`)
    await sleep(PAUSE_MS * 2 ** attempt)
  }
}

/** The body, or why there is none and whether that may pass. */
async function tryOnce(
  url: URL,
  token: string,
): Promise<Uint8Array | { why: string; isPassing: boolean }> {
  try {
    const answer = await fetch(url, {
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(REQUEST_MAX_MS),
    })
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer())
    const isPassing = answer.status >= 500 || answer.status === 429
    await answer.body?.cancel()
    const why = `answered ${answer.status}`
    return { why: isBarred(answer.status) ? `${why}; ${TOKEN_HINT}` : why, isPassing }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
    return { why: `cannot be reached (${error.message}${cause})`, isPassing: true }
  }
}

const TOKEN_HINT = 'entries take the TOKEN of an officer or a regulator'
const isBarred = (status: number) => status === 401 || status === 403

function parseJson(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString())
    return value
  } catch {
    return undefined
  }
}
