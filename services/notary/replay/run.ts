// Replays a run of heard entries on top of a book, until one is missing or does not hold; pure.
import { appendLeaf, leafHash, TILE_HEIGHT, type Frontier, type Sha256 } from '@ticun/proof'
import type { Problem } from '../alert/problem.ts'
import type { Book } from '../book/book.ts'
import { rederive, type AccountHead, type Heard, type Rederived } from './rederive.ts'

/** What was heard of one place: one cause and one entry when all is well. */
export type Candidate = Heard & { entryFactId: string; correlationId: string }

export type Replayed = Rederived & { leaf: Uint8Array }

/** A hash of the tree at the foot of a tile; `level` counts tiles from 1. */
export type TileHash = { level: number; index: number; hash: Uint8Array }

export type Run = {
  book: Book
  replayed: Replayed[]
  tileHashes: TileHash[]
  /** Why the run ended early; the book stays stopped there. */
  problem?: Problem
}

/**
 * Replays `candidates` (sorted by sequence) as far as they are dense. `heads` (signed fen by
 * account) is advanced in place with every entry that holds.
 */
export function replayRun(
  book: Book,
  heads: Map<string, AccountHead>,
  candidates: readonly Candidate[],
  sha256: Sha256,
): Run {
  let { sequence, hash, recordedAt, frontier } = book
  const run: Run = { book, replayed: [], tileHashes: [] }
  for (const [at, candidate] of candidates.entries()) {
    if (candidate.sequence !== sequence + 1n) break
    const twin = candidates[at + 1]
    const problem = twin?.sequence === candidate.sequence ? twinProblem(candidate, twin) : undefined
    const found =
      problem ?? rederive({ bookId: book.bookId, hash, recordedAt }, heads, candidate, sha256)
    if ('code' in found) {
      run.problem = problemOf(candidate, found)
      break
    }
    for (const line of found.entry.lines) {
      heads.set(line.account, { balance: line.balance, sequence: line.sequence })
    }
    const leaf = leafHash(found.bytes, sha256)
    frontier = grow(frontier, leaf, run.tileHashes, sha256)
    run.replayed.push({ ...found, leaf })
    sequence = candidate.sequence
    hash = found.hash
    recordedAt = found.entry.recordedAt
  }
  const stoppedAt = run.problem ? sequence + 1n : null
  run.book = { bookId: book.bookId, sequence, hash, recordedAt, frontier, stoppedAt }
  return run
}

function twinProblem(one: Candidate, other: Candidate): Pick<Problem, 'code' | 'detail'> {
  if (one.cause.id === other.cause.id) {
    const detail = `two entries were heard: ${one.entryFactId}, ${other.entryFactId}`
    return { code: 'TWO_ENTRIES', detail }
  }
  return { code: 'TWO_CAUSES', detail: `two facts name it: ${one.cause.id}, ${other.cause.id}` }
}

function problemOf(candidate: Candidate, found: Pick<Problem, 'code' | 'detail'>): Problem {
  return {
    code: found.code,
    detail: `entry ${candidate.sequence}: ${found.detail}`,
    subject: candidate.sequence.toString(),
    sequence: candidate.sequence,
    causationId: candidate.entryFactId,
    correlationId: candidate.correlationId,
  }
}

function grow(
  frontier: Frontier,
  leaf: Uint8Array,
  tileHashes: TileHash[],
  sha256: Sha256,
): Frontier {
  const grown = appendLeaf(frontier, leaf, sha256)
  for (const { level, index, hash } of grown.nodes) {
    if (level > 0 && level % TILE_HEIGHT === 0) {
      tileHashes.push({ level: level / TILE_HEIGHT, index, hash })
    }
  }
  return grown.frontier
}
