// Verifies a `.tlog-proof`: that one entry, in its canonical bytes, is in a signed tree.
import type { FileHandle } from 'node:fs/promises'
import {
  ENTRY_BYTES_MAX,
  fromUtf8,
  parseEntryText,
  parseTlogProof,
  ProofError,
  utf8,
  verifyTlogProof,
  type Checkpoint,
  type Cosignature,
  type Entry,
} from '@ticun/proof'
import { nodeSha256, verifyEd25519 } from '@ticun/proof/node'
import { UnreadableError, type Flaw } from './flaw.ts'
import { openInput } from './input-file.ts'
import type { Trust } from './key.ts'
import { refusalOf } from './signed-checkpoint.ts'

/** A path of 63 hashes and a note take far less. */
const PROOF_BYTES_MAX = 4_194_304
/** An entry that people indented is longer than its canonical bytes. */
const ENTRY_FILE_BYTES_MAX = 8 * ENTRY_BYTES_MAX

export type ProofVerdict = {
  readonly entry: Entry
  readonly checkpoint?: Checkpoint
  readonly cosignatures: readonly Cosignature[]
  readonly flaw?: Flaw
}

/** Verifies the proof in an open file for the entry in another. Throws UnreadableError. */
export async function verifyProof(
  file: FileHandle,
  entryPath: string,
  trust: Trust,
): Promise<ProofVerdict> {
  const entry = await readEntry(entryPath)
  const { size } = await file.stat()
  if (size > PROOF_BYTES_MAX) throw new UnreadableError('is too long for a proof')
  try {
    const proof = parseTlogProof(fromUtf8(await file.readFile()))
    const leaf = utf8(entry.text)
    const verdict = await verifyTlogProof(proof, leaf, trust, verifyEd25519, nodeSha256)
    if ('refused' in verdict) {
      const flaw = refusalOf(verdict.refused, proof.checkpoint, trust)
      const leafFlaw = verdict.refused === 'not_included' ? { sequence: proof.index + 1 } : {}
      return { entry: entry.entry, cosignatures: [], flaw: { ...leafFlaw, ...flaw } }
    }
    const place = doubtPlace(entry.entry, proof.index + 1)
    return { entry: entry.entry, ...verdict, ...(place ? { flaw: place } : {}) }
  } catch (error) {
    if (error instanceof ProofError) throw new UnreadableError(`is no proof: ${error.message}`)
    throw error
  }
}

/** A log's n-th leaf is its book's n-th entry. */
function doubtPlace(entry: Entry, sequence: number): Flaw | undefined {
  if (entry.sequence === BigInt(sequence)) return undefined
  const [expected, found] = [`entry ${sequence}`, `entry ${entry.sequence}`]
  return { sequence, what: 'another entry stands there', expected, found }
}

/** The entry of a JSON file: its canonical bytes, or the same written for people. */
async function readEntry(path: string): Promise<{ entry: Entry; text: string }> {
  const file = await openInput(path, '--entry ')
  try {
    const { size } = await file.stat()
    if (size > ENTRY_FILE_BYTES_MAX) throw new UnreadableError(`--entry ${path}: is too long`)
    const text = JSON.stringify(sorted(JSON.parse((await file.readFile()).toString())))
    return { entry: parseEntryText(text), text }
  } catch (error) {
    if (!(error instanceof ProofError) && !(error instanceof SyntaxError)) throw error
    throw new UnreadableError(`--entry ${path}: is no entry: ${error.message}`, { cause: error })
  } finally {
    await file.close()
  }
}

/** The same value with the keys of its objects in order, as canonical JSON has them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(pairs.map(([key, inner]) => [key, sorted(inner)]))
}
