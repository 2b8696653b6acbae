// Which logs the witness watches, and the public keys by which it believes each.
import { readFile } from 'node:fs/promises'
import { ED25519, parseVerifierKey, type VerifierKey } from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'

/** Keys by origin; several while a log changes its key. */
export type KnownLogs = ReadonlyMap<string, readonly VerifierKey[]>

const KEY = /^[^+\s]+\+[0-9a-f]{8}\+\S+$/

/** Each word is a key `name+hash+base64` or a file of such lines. Throws when a log has none. */
export async function readLogs(
  origins: readonly string[],
  words: readonly string[],
): Promise<KnownLogs> {
  const lines = await Promise.all(words.map(linesOf))
  const keys = lines.flat().map((line) => parseVerifierKey(line, nodeSha256))
  const stray = keys.find(({ name, type }) => type !== ED25519 || !origins.includes(name))
  if (stray) throw new Error(`LOG_VKEYS: ${stray.name} is no key of ${origins.join(', ')}`)
  const logs = origins.map((origin): [string, VerifierKey[]] => [
    origin,
    keys.filter(({ name }) => name === origin),
  ])
  const bare = logs.find(([, own]) => own.length === 0)
  if (bare) throw new Error(`LOG_VKEYS: there is no key of ${bare[0]}`)
  return new Map(logs)
}

async function linesOf(word: string): Promise<string[]> {
  if (KEY.test(word)) return [word]
  const text = await readFile(word, 'utf8')
  return text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
}
