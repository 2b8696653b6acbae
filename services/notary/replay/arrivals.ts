// Sorts what was heard of one book into causes, entries and what contradicts the rules; pure.
import { entryBytes, fromHex, ProofError, type Entry } from '@ticun/proof'
import type { EscrowFact, LedgerFact } from '@ticun/protocol'
import { posting } from '@ticun/rules'
import type { Problem } from '../alert/problem.ts'

export type ArrivedCause = { sequence: bigint; fact: EscrowFact }

export type ArrivedEntry = {
  sequence: bigint
  factId: string
  correlationId: string
  bytes: Uint8Array
  hash: Uint8Array
}

/** `through` is how far the book is replayed: what is claimed at or below it comes too late. */
export function sortCauses(
  facts: readonly EscrowFact[],
  through: bigint,
): { causes: ArrivedCause[]; problems: Problem[] } {
  const causes: ArrivedCause[] = []
  const problems: Problem[] = []
  for (const fact of facts) {
    const ids = { causationId: fact.id, correlationId: fact.correlationId }
    if (fact.bookSequence === undefined) {
      if (!posting(fact)) continue
      const detail = `${fact.type} ${fact.id} moves money and names no entry`
      problems.push({ code: 'CAUSE_WITHOUT_ENTRY', subject: fact.id, detail, ...ids })
      continue
    }
    const sequence = BigInt(fact.bookSequence)
    if (sequence > through) {
      causes.push({ sequence, fact })
      continue
    }
    const detail = `entry ${sequence} has its cause already; ${fact.id} names it too`
    problems.push({ code: 'TWO_CAUSES', subject: sequence.toString(), sequence, detail, ...ids })
  }
  return { causes, problems }
}

/** As `sortCauses`, for entries. */
export function sortEntries(
  facts: readonly LedgerFact[],
  through: bigint,
): { entries: ArrivedEntry[]; problems: Problem[] } {
  const entries: ArrivedEntry[] = []
  const problems: Problem[] = []
  for (const fact of facts) {
    const sequence = BigInt(fact.bookSequence)
    const place = { subject: sequence.toString(), sequence }
    const ids = { causationId: fact.id, correlationId: fact.correlationId }
    const bytes = bytesOf(fact)
    if ('malformed' in bytes) {
      const detail = `entry ${sequence}: ${bytes.malformed}`
      problems.push({ code: 'ENTRY_MALFORMED', detail, ...place, ...ids })
    } else if (sequence <= through) {
      const detail = `entry ${sequence} was replayed already; ${fact.id} brings another`
      problems.push({ code: 'TWO_ENTRIES', detail, ...place, ...ids })
    } else {
      const { id: factId, correlationId } = fact
      const hash = fromHex(fact.data.hash)
      entries.push({ sequence, factId, correlationId, bytes, hash })
    }
  }
  return { entries, problems }
}

function bytesOf(fact: LedgerFact): Uint8Array | { malformed: string } {
  if (fact.bookSequence === '0') return { malformed: 'a book has no such place' }
  try {
    return entryBytes(entryOf(fact))
  } catch (error) {
    if (error instanceof ProofError) return { malformed: error.message }
    throw error
  }
}

function entryOf({ data, ...envelope }: LedgerFact): Entry {
  const { contractId, currency, kind, merchantId } = data
  return {
    bookId: envelope.bookId,
    causeId: envelope.causationId,
    ...(contractId === undefined ? {} : { contractId }),
    currency,
    entryId: envelope.subject,
    kind,
    lines: data.lines.map((line) => ({
      account: line.account,
      amount: BigInt(line.amount),
      balance: BigInt(line.balance),
      sequence: BigInt(line.sequence),
    })),
    ...(merchantId === undefined ? {} : { merchantId }),
    occurredAt: envelope.occurredAt,
    recordedAt: envelope.recordedAt,
    sequence: BigInt(envelope.bookSequence),
  }
}
