// Facts of escrow arrive: books, deposits to expect, payments that became due; no other is kept.
import { sql } from 'kysely'
import { insertOnce, orSame, type Once, type Transaction } from '@ticun/db'
import { FactRejected, type Handler } from '@ticun/events'
import type { EscrowFact, Fact } from '@ticun/protocol'
import { lockBook } from '../command/locks.ts'
import { seal } from '../sealed/text.ts'
import { comparable } from '../statement/reference.ts'
import type { SettlementTables } from '../tables.ts'
import { matchLate } from './late-match.ts'
import { creditorsOf, type Back, type Creditor } from './payees.ts'

type Trx = Transaction<SettlementTables>

/** The facts of escrow that settlement acts on. */
export const ESCROW_TYPES = [
  'book.opened',
  'contract.offered',
  'contract.signed',
  'lot.offered',
  'lot.added',
  'suspense.assigned',
  'payout.due',
  'refund.due',
  'suspense.due',
] as const satisfies EscrowFact['type'][]

type Of<T extends EscrowFact['type']> = Extract<EscrowFact, { type: T }>

/** Money in suspense is no merchant's. */
const NOBODY = ''

function only<T extends (typeof ESCROW_TYPES)[number]>(facts: readonly Fact[], type: T): Of<T>[] {
  return facts.filter((fact): fact is Of<T> => fact.type === type)
}

/** Takes what settlement has to know; a refund of an unknown deposit goes to the dead letters. */
export const takeEscrowFacts: Handler<SettlementTables> = async (trx, facts) => {
  await takeBooks(trx, only(facts, 'book.opened'))
  await takeContracts(trx, [...only(facts, 'contract.offered'), ...only(facts, 'contract.signed')])
  await takeOffers(trx, only(facts, 'lot.offered'))
  await takeLots(trx, only(facts, 'lot.added'))
  await takeAssignments(trx, only(facts, 'suspense.assigned'))
  await takePayouts(trx, only(facts, 'payout.due'))
  await takeRefunds(trx, [...only(facts, 'refund.due'), ...only(facts, 'suspense.due')])
}

const BOOK: Once = {
  table: 'book',
  key: { book_id: 'text' },
  says: { bank_number: 'text', bank_name: 'text' },
  also: { opened_at: 'timestamptz' },
  otherwise: ({ book_id: id }) => new FactRejected(`book ${id} has another bank account already`),
}

async function takeBooks(trx: Trx, facts: readonly Of<'book.opened'>[]): Promise<void> {
  if (facts.length === 0) return
  const rows = facts.map(({ bookId, occurredAt, data }) => ({
    book_id: bookId,
    bank_number: data.bankAccount.number,
    bank_name: data.bankAccount.name,
    opened_at: occurredAt,
  }))
  await insertOnce(trx, BOOK, rows)
}

async function takeContracts(
  trx: Trx,
  facts: readonly Of<'contract.signed' | 'contract.offered'>[],
): Promise<void> {
  await expectDeposits(
    trx,
    facts.map((fact) => ({ fact, amount: fact.data.terms.priceFen })),
  )
}

/** A payment accepts a renewal; what an upgrade costs is known when she has said yes herself. */
async function takeOffers(trx: Trx, facts: readonly Of<'lot.offered'>[]): Promise<void> {
  const payable = facts.filter(({ data }) => data.fromLotId === undefined)
  await expectDeposits(
    trx,
    payable.map((fact) => ({ fact, amount: fact.data.terms.priceFen })),
  )
}

/** A lot that waits for cash; one that is credited in full, or was transferred, does not. */
async function takeLots(trx: Trx, facts: readonly Of<'lot.added'>[]): Promise<void> {
  const waiting = facts.filter(({ data }) => BigInt(data.expectedFen) > 0n)
  await expectDeposits(
    trx,
    waiting.map((fact) => ({ fact, amount: fact.data.expectedFen })),
  )
}

type Expected = { fact: Of<Agreed>; amount: string }

type Agreed = 'contract.offered' | 'contract.signed' | 'lot.offered' | 'lot.added'

async function expectDeposits(trx: Trx, expected: readonly Expected[]): Promise<void> {
  if (expected.length === 0) return
  // An import at this instant either sees these references, or is seen by `matchLate`.
  const books = [...new Set(expected.map(({ fact }) => fact.bookId))].toSorted()
  for (const bookId of books) await lockBook(trx, bookId)
  await keepExpected(trx, expected)
  await matchLate(
    trx,
    expected.map(({ fact }) => ({ fact, reference: comparable(fact.data.reference) })),
  )
}

const EXPECTED: Once = {
  table: 'expected_deposit',
  key: { book_id: 'text', reference: 'text' },
  says: { contract_id: 'text', lot_id: 'text', merchant_id: 'text', amount: 'bigint' },
  also: { consumer_id: 'text' },
  otherwise: ({ reference }) => new FactRejected(`reference ${reference} is another lot's already`),
}

/**
 * What was offered is told again when it is signed. A reference that was told before of anything
 * else is never passed over: that fact is rejected, and what was known first stays.
 */
async function keepExpected(trx: Trx, expected: readonly Expected[]): Promise<void> {
  const rows = expected.map(({ fact: { bookId, data }, amount }) => ({
    book_id: bookId,
    reference: comparable(data.reference),
    contract_id: data.contractId,
    lot_id: data.lotId,
    merchant_id: data.merchantId,
    consumer_id: data.consumerId,
    amount,
  }))
  await insertOnce(trx, EXPECTED, rows)
  // Whose it is was not kept in the beginning.
  const { rows: other } = await sql<{ reference: string }>`
    SELECT e.reference FROM json_to_recordset(${JSON.stringify(rows)}::json) AS said (book_id text,
      reference text, consumer_id text) JOIN expected_deposit e USING (book_id, reference)
    WHERE e.consumer_id <> said.consumer_id LIMIT 1`.execute(trx)
  if (other[0]) throw EXPECTED.otherwise(other[0])
}

/** What waited in suspense has paid for a lot now: its payer paid for that lot's consumer. */
async function takeAssignments(trx: Trx, facts: readonly Of<'suspense.assigned'>[]): Promise<void> {
  if (facts.length === 0) return
  const rows = facts.map(({ bookId, data }) => ({
    book_id: bookId,
    deposit_id: data.depositId,
    lot_id: data.lotId,
  }))
  await sql`
    INSERT INTO deposit_consumer (book_id, deposit_id, consumer_id)
    SELECT DISTINCT said.book_id, said.deposit_id, e.consumer_id
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS said (book_id text,
      deposit_id text, lot_id text)
    JOIN expected_deposit e ON e.book_id = said.book_id AND e.lot_id = said.lot_id
    WHERE e.consumer_id IS NOT NULL
    ${orSame('NAME_IS_ALL')}`.execute(trx)
}

type Due = {
  fact: Of<'payout.due'> | Back
  paymentId: string
  kind: 'PAYOUT' | 'REFUND'
  creditor: Creditor
}

async function takePayouts(trx: Trx, facts: readonly Of<'payout.due'>[]): Promise<void> {
  const dues = facts.map((fact): Due => {
    const { payoutId, bankAccount } = fact.data
    const creditor = { payee: 'MERCHANT' as const, ...bankAccount, consumerId: null }
    return { fact, paymentId: payoutId, kind: 'PAYOUT', creditor }
  })
  await savePayments(trx, dues)
}

async function takeRefunds(trx: Trx, facts: readonly Back[]): Promise<void> {
  if (facts.length === 0) return
  const creditors = await creditorsOf(trx, facts)
  const dues = facts.map((fact, index): Due => {
    return { fact, paymentId: paymentIdOf(fact), kind: 'REFUND', creditor: creditors[index]! }
  })
  await savePayments(trx, dues)
}

function paymentIdOf(fact: Back): string {
  if (fact.type === 'suspense.due') return fact.data.paymentId
  return fact.data.paymentId ?? fact.data.refundId
}

/** A payment becomes due by one fact: two debts are never paid by one. */
const PAYMENT: Once = {
  table: 'payment',
  key: { book_id: 'text', payment_id: 'text' },
  says: {
    due_fact_id: 'text',
    kind: 'text',
    merchant_id: 'text',
    lot_id: 'text',
    amount: 'bigint',
  },
  also: {
    consumer_id: 'text',
    creditor_number: 'text',
    creditor_name: 'text',
    payee: 'text',
    payee_recorded_by: 'text',
    retry_of: 'text',
    end_to_end_id: 'text',
    author: 'text',
    due_at: 'timestamptz',
    correlation_id: 'text',
    status: 'text',
  },
  otherwise: ({ payment_id: id }) => new FactRejected(`payment ${id} is due for something else`),
}

async function savePayments(trx: Trx, dues: readonly Due[]): Promise<void> {
  if (dues.length === 0) return
  const rows = dues.map(({ fact, paymentId, kind, creditor }) => ({
    book_id: fact.bookId,
    payment_id: paymentId,
    kind,
    merchant_id: 'merchantId' in fact.data ? fact.data.merchantId : NOBODY,
    lot_id: fact.type === 'refund.due' ? fact.data.lotId : null,
    consumer_id: creditor.consumerId,
    amount: fact.data.amountFen,
    creditor_number: creditor.number === undefined ? null : seal(creditor.number),
    creditor_name: creditor.name === undefined ? null : seal(creditor.name),
    payee: creditor.payee,
    payee_recorded_by: creditor.recordedBy ?? null,
    retry_of: creditor.retryOf ?? null,
    end_to_end_id: endToEndIdOf(paymentId),
    author: fact.actor.id,
    due_at: fact.occurredAt,
    due_fact_id: fact.id,
    correlation_id: fact.correlationId,
    status: 'DUE',
  }))
  await insertOnce(trx, PAYMENT, rows)
}

/** At most 32 characters that every bank takes; the prefix keeps payouts and refunds apart. */
export function endToEndIdOf(paymentId: string): string {
  return paymentId.replaceAll('_', '').toUpperCase()
}
