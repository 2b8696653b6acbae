// Reads the public keys that a verifier trusts: key lines themselves, or files that hold them.
import { readFile } from 'node:fs/promises'
import { ED25519, parseVerifierKey, ProofError, type VerifierKey } from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import { UnreadableError } from './flaw.ts'

const KEY_FILE_CHARS_MAX = 65_536

/** Whom to believe about one log. */
export type Trust = {
  /** The log's name: the one that all its keys have. */
  readonly origin: string
  readonly logKeys: readonly VerifierKey[]
  readonly witnessKeys: readonly VerifierKey[]
  readonly witnessesMin: number
}

/**
 * Keys from words of the command line: each a key `name+hash+base64`, or a file with one a line
 * (empty lines and lines of # are passed over). Throws UnreadableError.
 */
export async function readTrust(words: readonly string[], witnessesMin = 0): Promise<Trust> {
  const lines: string[] = []
  for (const word of words) lines.push(...(await linesOf(word)))
  const keys = lines.map(parseKey)
  const logKeys = keys.filter(({ type }) => type === ED25519)
  const [first] = logKeys
  if (!first) throw new UnreadableError('--key: holds no key of a log')
  const other = logKeys.find(({ name }) => name !== first.name)
  if (other) {
    throw new UnreadableError(`--key: of two logs, ${first.name} and ${other.name}; give one`)
  }
  const witnessKeys = keys.filter(({ type }) => type !== ED25519)
  return { origin: first.name, logKeys, witnessKeys, witnessesMin }
}

async function linesOf(word: string): Promise<string[]> {
  if (isKey(word)) return [word]
  const text = await readFile(word, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'neither a key nor a file' : error.message
    throw new UnreadableError(`--key ${word}: ${why}`)
  })
  if (text.length > KEY_FILE_CHARS_MAX) throw new UnreadableError(`--key ${word}: is no key file`)
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (keys.length === 0) throw new UnreadableError(`--key ${word}: holds no key`)
  return keys
}

function isKey(word: string): boolean {
  return /^[^+\s]+\+[0-9a-f]{8}\+\S+$/.test(word)
}

function parseKey(line: string): VerifierKey {
  try {
    return parseVerifierKey(line, nodeSha256)
  } catch (error) {
    if (!(error instanceof ProofError)) throw error
    const hint = line.includes('PRIVATE KEY') ? ' (a private key; the public one is asked for)' : ''
    throw new UnreadableError(`--key: not a key "name+hash+base64": ${error.message}${hint}`)
  }
}
