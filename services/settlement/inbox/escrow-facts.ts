// Facts of escrow arrive: books, deposits to expect, payments that became due; no other is kept.
import { sql } from 'kysely'
import type { Transaction } from '@ticun/db'
import { FactRejected, type Handler } from '@ticun/events'
import type { EscrowFact, Fact } from '@ticun/protocol'
import { comparable } from '../statement/reference.ts'
import type { SettlementTables } from '../tables.ts'

type Trx = Transaction<SettlementTables>

/** The facts of escrow that settlement acts on. */
export const ESCROW_TYPES = [
  'book.opened',
  'contract.signed',
  'lot.added',
  'payout.due',
  'refund.due',
  'suspense.due',
] as const satisfies EscrowFact['type'][]

type Of<T extends EscrowFact['type']> = Extract<EscrowFact, { type: T }>

/** Money in suspense is no merchant's. */
const NOBODY = ''
const NAME_LENGTH_MAX = 70
const ACCOUNT_LENGTH_MAX = 34

function only<T extends (typeof ESCROW_TYPES)[number]>(facts: readonly Fact[], type: T): Of<T>[] {
  return facts.filter((fact): fact is Of<T> => fact.type === type)
}

/** Takes what settlement has to know; a refund whose payer is unknown goes to the dead letters. */
export const takeEscrowFacts: Handler<SettlementTables> = async (trx, facts) => {
  await takeBooks(trx, only(facts, 'book.opened'))
  await takeContracts(trx, only(facts, 'contract.signed'))
  await takeLots(trx, only(facts, 'lot.added'))
  await takePayouts(trx, only(facts, 'payout.due'))
  await takeRefunds(trx, [...only(facts, 'refund.due'), ...only(facts, 'suspense.due')])
}

async function takeBooks(trx: Trx, facts: readonly Of<'book.opened'>[]): Promise<void> {
  if (facts.length === 0) return
  const rows = facts.map(({ bookId, occurredAt, data }) => ({
    book_id: bookId,
    bank_number: data.bankAccount.number,
    bank_name: data.bankAccount.name,
    opened_at: occurredAt,
  }))
  await trx
    .insertInto('book')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function takeContracts(trx: Trx, facts: readonly Of<'contract.signed'>[]): Promise<void> {
  await expectDeposits(
    trx,
    facts.map((fact) => ({ fact, amount: fact.data.terms.priceFen })),
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

type Expected = { fact: Of<'contract.signed'> | Of<'lot.added'>; amount: string }

async function expectDeposits(trx: Trx, expected: readonly Expected[]): Promise<void> {
  if (expected.length === 0) return
  const rows = expected.map(({ fact: { bookId, data }, amount }) => ({
    book_id: bookId,
    reference: comparable(data.reference),
    contract_id: data.contractId,
    lot_id: data.lotId,
    merchant_id: data.merchantId,
    amount,
  }))
  await sql`
    INSERT INTO expected_deposit (book_id, reference, contract_id, lot_id, merchant_id, amount)
    SELECT book_id, reference, contract_id, lot_id, merchant_id, amount
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS signed (book_id text,
      reference text, contract_id text, lot_id text, merchant_id text, amount bigint)
    ON CONFLICT DO NOTHING`.execute(trx)
}

/** Money that goes back to the payer of a deposit: a lot's, or one that was nobody's. */
type Back = Of<'refund.due'> | Of<'suspense.due'>

type Due = {
  fact: Of<'payout.due'> | Back
  paymentId: string
  kind: 'PAYOUT' | 'REFUND'
  creditor: { number: string; name: string }
}

async function takePayouts(trx: Trx, facts: readonly Of<'payout.due'>[]): Promise<void> {
  const dues = facts.map((fact) => {
    const { payoutId, bankAccount } = fact.data
    return { fact, paymentId: payoutId, kind: 'PAYOUT' as const, creditor: bankAccount }
  })
  await savePayments(trx, dues)
}

/** A refund goes back to the account that the deposit came from. */
async function takeRefunds(trx: Trx, facts: readonly Back[]): Promise<void> {
  if (facts.length === 0) return
  const ids = facts.map((fact) => fact.data.depositId)
  const deposits = await trx
    .selectFrom('deposit')
    .select(['book_id', 'deposit_id', 'payer_name', 'payer_account'])
    .where('deposit_id', 'in', ids)
    .execute()
  const dues = facts.map((fact) => {
    const { depositId } = fact.data
    const paymentId = paymentIdOf(fact)
    const payer = deposits.find(
      (row) => row.deposit_id === depositId && row.book_id === fact.bookId,
    )
    if (!payer) throw new FactRejected(`${paymentId}: the deposit ${depositId} is not known`)
    const number = payer.payer_account
    if (number === '' || number.length > ACCOUNT_LENGTH_MAX) {
      throw new FactRejected(`${paymentId}: the deposit names no account that can be paid to`)
    }
    const name = payer.payer_name.slice(0, NAME_LENGTH_MAX).trim()
    // A bank wants a name even where the paying bank gave none.
    const creditor = { number, name: name === '' ? number : name }
    return { fact, paymentId, kind: 'REFUND' as const, creditor }
  })
  await savePayments(trx, dues)
}

function paymentIdOf(fact: Back): string {
  if (fact.type === 'suspense.due') return fact.data.paymentId
  return fact.data.paymentId ?? fact.data.refundId
}

async function savePayments(trx: Trx, dues: readonly Due[]): Promise<void> {
  if (dues.length === 0) return
  const rows = dues.map(({ fact, paymentId, kind, creditor }) => ({
    book_id: fact.bookId,
    payment_id: paymentId,
    kind,
    merchant_id: 'merchantId' in fact.data ? fact.data.merchantId : NOBODY,
    lot_id: fact.type === 'refund.due' ? fact.data.lotId : null,
    consumer_id: fact.type === 'refund.due' ? fact.data.consumerId : null,
    amount: fact.data.amountFen,
    creditor_number: creditor.number,
    creditor_name: creditor.name,
    end_to_end_id: endToEndIdOf(paymentId),
    author: fact.actor.id,
    due_at: fact.occurredAt,
    due_fact_id: fact.id,
    correlation_id: fact.correlationId,
  }))
  await sql`
    INSERT INTO payment (book_id, payment_id, kind, merchant_id, lot_id, consumer_id, amount,
      creditor_number, creditor_name, end_to_end_id, author, due_at, due_fact_id, correlation_id,
      status)
    SELECT book_id, payment_id, kind, merchant_id, lot_id, consumer_id, amount, creditor_number,
      creditor_name, end_to_end_id, author, due_at, due_fact_id, correlation_id, 'DUE'
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS due (book_id text, payment_id text,
      kind text, merchant_id text, lot_id text, consumer_id text, amount bigint,
      creditor_number text, creditor_name text, end_to_end_id text, author text,
      due_at timestamptz, due_fact_id text, correlation_id text)
    ON CONFLICT (book_id, payment_id) DO NOTHING`.execute(trx)
}

/** At most 32 characters that every bank takes; the prefix keeps payouts and refunds apart. */
export function endToEndIdOf(paymentId: string): string {
  return paymentId.replaceAll('_', '').toUpperCase()
}
