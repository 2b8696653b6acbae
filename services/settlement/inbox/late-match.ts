// References that become known after the money that names them: it need not wait for a person.
import { sql } from 'kysely'
import type { Transaction } from '@ticun/db'
import { appendFacts } from '@ticun/events'
import { systemNow } from '@ticun/http'
import { TOPICS, type Envelope, type SettlementFact } from '@ticun/protocol'
import { namedAfter } from '../naming.ts'
import { unseal } from '../sealed/text.ts'
import { loadExpectations } from '../statement/load.ts'
import { referencesIn } from '../statement/reference.ts'
import type { SettlementTables } from '../tables.ts'

type Trx = Transaction<SettlementTables>

/** A reference that has just become known, and the fact that told it. */
export type NewReference = {
  reference: string
  fact: Pick<Envelope, 'id' | 'bookId' | 'correlationId'>
}

type Waiting = {
  book_id: string
  deposit_id: string
  bank_serial: string
  amount: bigint
  booked_at: string
  /** Sealed. */
  remittance: string
}

/**
 * Tells of money in suspense that names one of these, and nothing else that is known. Escrow has
 * the word: an officer may have been first. The books must be locked.
 */
export async function matchLate(trx: Trx, references: readonly NewReference[]): Promise<void> {
  const facts: SettlementFact[] = []
  for (const waiting of await findWaiting(trx, references)) {
    const { book_id: bookId, deposit_id: depositId } = waiting
    const found = await loadExpectations(trx, bookId, referencesIn(unseal(waiting.remittance)))
    // One transfer for two contracts is for a person to split.
    if (found.length !== 1) continue
    const { contractId, lotId, reference } = found[0]!
    const cause = references.find((each) => each.reference === reference)
    if (cause) facts.push(matchedFact(cause.fact, waiting, { depositId, contractId, lotId }))
  }
  if (facts.length === 0) return
  await keepMatches(trx, facts)
  await appendFacts(
    trx,
    facts.map((fact) => ({ topic: TOPICS.settlement, fact })),
  )
}

type Ids = { depositId: string; contractId: string; lotId: string }

function matchedFact(
  { bookId, correlationId, id: causationId }: NewReference['fact'],
  waiting: Waiting,
  ids: Ids,
): SettlementFact {
  const now = systemNow()
  const money = {
    amountFen: waiting.amount.toString(),
    bankSerial: waiting.bank_serial,
    bookedAt: waiting.booked_at,
  }
  return {
    id: namedAfter('fct', 'matched', bookId, ids.depositId),
    source: 'settlement',
    subject: ids.depositId,
    recordedAt: now,
    occurredAt: now,
    bookId,
    correlationId,
    causationId,
    actor: { role: 'system', id: 'settlement' },
    type: 'deposit.matched',
    data: { ...ids, ...money },
  }
}

async function keepMatches(trx: Trx, facts: readonly SettlementFact[]): Promise<void> {
  const rows = facts.flatMap(({ id, bookId, recordedAt, type, data }) =>
    type === 'deposit.matched' ? [{ id, bookId, recordedAt, ...data }] : [],
  )
  await sql`
    INSERT INTO late_match (book_id, deposit_id, contract_id, lot_id, fact_id, matched_at)
    SELECT "bookId", "depositId", "contractId", "lotId", id, "recordedAt"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS matched ("bookId" text,
      "depositId" text, "contractId" text, "lotId" text, id text, "recordedAt" timestamptz)
  `.execute(trx)
}

/** What nobody has given away, as far as it is known here; each once. */
async function findWaiting(trx: Trx, references: readonly NewReference[]): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    SELECT DISTINCT d.book_id, d.deposit_id, d.bank_serial, d.amount, d.booked_at, d.remittance
    FROM unnest(${references.map(({ fact }) => fact.bookId)}::text[],
      ${references.map(({ reference }) => reference)}::text[]) AS told (book_id, reference)
    JOIN suspense_reference r ON r.book_id = told.book_id AND r.reference = told.reference
    JOIN deposit d ON d.book_id = r.book_id AND d.deposit_id = r.deposit_id
    WHERE NOT EXISTS (SELECT FROM late_match m
        WHERE m.book_id = d.book_id AND m.deposit_id = d.deposit_id)
      AND NOT EXISTS (SELECT FROM deposit_consumer c
        WHERE c.book_id = d.book_id AND c.deposit_id = d.deposit_id)
    ORDER BY d.booked_at, d.deposit_id`.execute(trx)
  return rows
}
