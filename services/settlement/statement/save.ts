// Writes what a statement brought, each table with one statement of SQL.
import { sql, type Transaction } from 'kysely'
import { orSameRow } from '@ticun/db'
import { cleanText } from '@ticun/protocol'
import { seal } from '../sealed/text.ts'
import type { DepositTable, SettlementTables, StatementTable } from '../tables.ts'
import { contentSha256 } from './line-content.ts'
import type { Verdict } from './match.ts'
import { depositIdOf, statementIdOf, type ImportOrder, type LineOrder } from './order.ts'
import { referencesIn } from './reference.ts'

type Trx = Transaction<SettlementTables>

export type StatementRow = StatementTable

/** Keeps the statement unless it was imported before; tells which, and the row as it stands. */
export async function saveStatement(
  trx: Trx,
  { bookId, statement, recordedAt }: ImportOrder,
): Promise<{ row: StatementRow; isNew: boolean }> {
  const row: StatementRow = {
    book_id: bookId,
    statement_id: statementIdOf(statement),
    bank_statement_id: statement.statementId,
    account: statement.account,
    from_day: statement.from,
    to_day: statement.to,
    opening_balance: statement.openingBalanceFen,
    closing_balance: statement.closingBalanceFen,
    lines: statement.lines.length,
    imported_at: recordedAt,
  }
  const inserted = await trx
    .insertInto('statement')
    .values(row)
    .onConflict(orSameRow('NAMED_AFTER_ALL'))
    .returningAll()
    .executeTakeFirst()
  if (inserted) return { row: inserted, isNew: true }
  const known = await trx
    .selectFrom('statement')
    .selectAll()
    .where('book_id', '=', bookId)
    .where('statement_id', '=', row.statement_id)
    .executeTakeFirstOrThrow()
  return { row: known, isNew: false }
}

/** Keeps the lines, the deposits among them, and what they say of payments. */
export async function saveVerdicts(
  trx: Trx,
  order: ImportOrder,
  statementId: string,
  verdicts: readonly Verdict[],
): Promise<void> {
  if (verdicts.length === 0) return
  await saveLines(trx, order, statementId, verdicts)
  await saveMoved(trx, order, verdicts)
}

/** Keeps the deposits among lines that are kept already, and what they say of payments. */
export async function saveMoved(
  trx: Trx,
  order: LineOrder,
  verdicts: readonly Verdict[],
): Promise<void> {
  await saveDeposits(trx, order, verdicts)
  await saveReferences(trx, order, verdicts)
  await savePayments(trx, order, verdicts)
}

async function saveLines(
  trx: Trx,
  { bookId, statement, recordedAt }: ImportOrder,
  statementId: string,
  verdicts: readonly Verdict[],
): Promise<void> {
  const rows = verdicts.map(({ line, verdict }) => ({
    bank_serial: line.bankSerial,
    direction: line.direction,
    amount: line.amountFen.toString(),
    booked_at: line.bookedAt,
    value_day: line.valueDate,
    kind: line.kind,
    end_to_end_id: line.endToEndId ?? null,
    return_reason: line.returnReason ?? null,
    remittance: seal(line.remittance),
    content_sha256: contentSha256(line),
    verdict,
  }))
  await sql`
    INSERT INTO statement_line (book_id, account, bank_serial, direction, amount, booked_at,
      value_day, kind, end_to_end_id, return_reason, remittance, content_sha256, statement_id,
      verdict, recorded_at)
    SELECT ${bookId}, ${statement.account}, bank_serial, direction, amount, booked_at,
      value_day, kind, end_to_end_id, return_reason, remittance, content_sha256, ${statementId},
      verdict, ${recordedAt}::timestamptz
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS line (bank_serial text,
      direction text, amount bigint, booked_at timestamptz, value_day date, kind text,
      end_to_end_id text, return_reason text, remittance text, content_sha256 text, verdict text)
  `.execute(trx)
}

type DepositRow = Omit<DepositTable, 'amount' | 'book_id' | 'recorded_at'> & {
  amount: string
  /** For whom it was made: the consumer of the contract whose reference it names. */
  consumer_id: string | null
}

async function saveDeposits(
  trx: Trx,
  { bookId, statement, recordedAt }: LineOrder,
  verdicts: readonly Verdict[],
): Promise<void> {
  const rows = verdicts.flatMap((each) => {
    const { line } = each
    const matched = each.verdict === 'MATCHED' ? each.expectation : undefined
    if (!matched && each.verdict !== 'SUSPENSE') return []
    const row: DepositRow = {
      deposit_id: depositIdOf(statement.account, line.bankSerial),
      bank_serial: line.bankSerial,
      amount: line.amountFen.toString(),
      booked_at: line.bookedAt,
      remittance: seal(line.remittance),
      status: matched ? 'MATCHED' : 'SUSPENSE',
      contract_id: matched?.contractId ?? null,
      lot_id: matched?.lotId ?? null,
      reason: each.verdict === 'SUSPENSE' ? each.reason : null,
      payer_name: seal(line.counterpartyName),
      payer_account: seal(line.counterpartyAccount),
      returned_payment_id:
        each.verdict === 'SUSPENSE' ? (each.lateReturn?.paymentId ?? null) : null,
      consumer_id: matched?.consumerId ?? null,
    }
    return [row]
  })
  if (rows.length === 0) return
  await sql`
    WITH deposit AS (
      SELECT * FROM json_to_recordset(${JSON.stringify(rows)}::json) AS deposit (deposit_id text,
        bank_serial text, amount bigint, booked_at timestamptz, remittance text, status text,
        contract_id text, lot_id text, reason text, payer_name text, payer_account text,
        returned_payment_id text, consumer_id text)),
    paid_for AS (
      INSERT INTO deposit_consumer (book_id, deposit_id, consumer_id)
      SELECT ${bookId}, deposit_id, consumer_id FROM deposit WHERE consumer_id IS NOT NULL)
    INSERT INTO deposit (book_id, deposit_id, bank_serial, amount, booked_at, remittance, status,
      contract_id, lot_id, reason, payer_name, payer_account, returned_payment_id, recorded_at)
    SELECT ${bookId}, deposit_id, bank_serial, amount, booked_at, remittance, status,
      contract_id, lot_id, reason, payer_name, payer_account, returned_payment_id,
      ${recordedAt}::timestamptz
    FROM deposit`.execute(trx)
}

/** What payers named that nobody knows may become known. */
async function saveReferences(
  trx: Trx,
  { bookId, statement }: LineOrder,
  verdicts: readonly Verdict[],
): Promise<void> {
  const rows = verdicts.flatMap((each) => {
    if (each.verdict !== 'SUSPENSE' || each.reason !== 'UNKNOWN_REFERENCE') return []
    const deposit_id = depositIdOf(statement.account, each.line.bankSerial)
    return referencesIn(each.line.remittance).map((reference) => ({ reference, deposit_id }))
  })
  if (rows.length === 0) return
  await sql`
    INSERT INTO suspense_reference (book_id, reference, deposit_id)
    SELECT ${bookId}, reference, deposit_id
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS named (reference text,
      deposit_id text)`.execute(trx)
}

type PaymentChange = {
  payment_id: string
  status: string | null
  bank_serial: string | null
  debited_at: string | null
  returned_at: string | null
  reason: string | null
}

/** What a verdict changes of its payment; a payment may have two verdicts in one statement. */
function changeOf(each: Verdict): PaymentChange[] {
  const { line } = each
  const unchanged = { status: null, bank_serial: null, debited_at: null }
  const kept = { ...unchanged, returned_at: null, reason: null }
  const cameBack = {
    ...unchanged,
    status: 'RETURNED',
    returned_at: line.bookedAt,
    reason: returnReasonOf(each),
  }
  const left = { bank_serial: line.bankSerial, debited_at: line.bookedAt }
  switch (each.verdict) {
    case 'SETTLED':
      return [{ ...kept, ...left, payment_id: each.payment.paymentId, status: 'SETTLED' }]
    case 'NETTED':
      return [{ ...kept, ...left, payment_id: each.payment.paymentId }]
    case 'RETURNED':
      return [{ ...cameBack, payment_id: each.payment.paymentId }]
    case 'SUSPENSE':
      return each.lateReturn ? [{ ...cameBack, payment_id: each.lateReturn.paymentId }] : []
    case 'MATCHED':
    case 'INTEREST':
    case 'AHEAD':
    case 'STRAY':
      break
  }
  return []
}

const RETURN_REASON_MAX = 200

/** The bank's reason for giving money back; never empty. */
export function returnReasonOf({ line }: Verdict): string {
  return cleanText(line.returnReason ?? '', RETURN_REASON_MAX) || 'RETURNED'
}

async function savePayments(
  trx: Trx,
  { bookId }: LineOrder,
  verdicts: readonly Verdict[],
): Promise<void> {
  const changes = verdicts.flatMap(changeOf)
  if (changes.length === 0) return
  await sql`
    WITH change AS (
      SELECT payment_id, max(status) AS status, max(bank_serial) AS bank_serial,
        max(debited_at) AS debited_at, max(returned_at) AS returned_at, max(reason) AS reason
      FROM json_to_recordset(${JSON.stringify(changes)}::json) AS said (payment_id text,
        status text, bank_serial text, debited_at timestamptz, returned_at timestamptz, reason text)
      GROUP BY payment_id)
    UPDATE payment p SET
      status = coalesce(change.status, p.status),
      bank_serial = coalesce(change.bank_serial, p.bank_serial),
      debited_at = coalesce(change.debited_at, p.debited_at),
      returned_at = coalesce(change.returned_at, p.returned_at),
      reason = coalesce(change.reason, p.reason)
    FROM change
    WHERE p.book_id = ${bookId} AND p.payment_id = change.payment_id`.execute(trx)
}
