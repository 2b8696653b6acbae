// Reads from the tables what a statement's lines can be matched with.
import { sql, type Kysely } from 'kysely'
import type { BankStatement, StatementLine } from '../bank/bank-statement.ts'
import type { PaymentTable, SettlementTables } from '../tables.ts'
import type { Expectation, Known, SentPayment } from './match.ts'
import { referencesIn } from './reference.ts'

type Db = Kysely<SettlementTables>

/** Content of the lines that are known already, by serial. */
export async function loadKnownLines(
  db: Db,
  bookId: string,
  { account, lines }: BankStatement,
): Promise<Map<string, string>> {
  const { rows } = await sql<{ bank_serial: string; content_sha256: string }>`
    SELECT l.bank_serial, l.content_sha256
    FROM unnest(${lines.map((line) => line.bankSerial)}::text[]) AS asked (serial)
    JOIN statement_line l ON l.book_id = ${bookId} AND l.account = ${account}
      AND l.bank_serial = asked.serial`.execute(db)
  return new Map(rows.map((row) => [row.bank_serial, row.content_sha256]))
}

/** References that new credits could mean. */
export function referencesOf(lines: readonly StatementLine[]): string[] {
  const credits = lines.filter((line) => line.direction === 'CREDIT')
  return [...new Set(credits.flatMap((line) => referencesIn(line.remittance)))]
}

/** Everything that these lines may be about; the payments are locked until the transaction ends. */
export async function loadKnown(
  db: Db,
  bookId: string,
  lines: readonly StatementLine[],
): Promise<Known> {
  const expectations = await loadExpectations(db, bookId, referencesOf(lines))
  const payments = await loadPayments(db, bookId, [
    ...new Set(lines.flatMap((line) => line.endToEndId ?? [])),
  ])
  return {
    expectations: new Map(expectations.map((each) => [each.reference, each])),
    payments: new Map(payments.map((each) => [each.endToEndId, each])),
  }
}

export async function loadExpectations(
  db: Db,
  bookId: string,
  references: readonly string[],
): Promise<Expectation[]> {
  if (references.length === 0) return []
  const { rows } = await sql<{
    reference: string
    contract_id: string
    lot_id: string
    consumer_id: string | null
  }>`
    SELECT e.reference, e.contract_id, e.lot_id, e.consumer_id
    FROM unnest(${references}::text[]) AS asked (reference)
    JOIN expected_deposit e ON e.book_id = ${bookId} AND e.reference = asked.reference`.execute(db)
  return rows.map((row) => ({
    reference: row.reference,
    contractId: row.contract_id,
    lotId: row.lot_id,
    consumerId: row.consumer_id,
  }))
}

async function loadPayments(
  db: Db,
  bookId: string,
  endToEndIds: readonly string[],
): Promise<SentPayment[]> {
  if (endToEndIds.length === 0) return []
  const { rows } = await sql<PaymentTable & { attempts: number }>`
    SELECT * FROM payment
    WHERE book_id = ${bookId} AND end_to_end_id = ANY (${endToEndIds}::text[])
    ORDER BY payment_id
    FOR UPDATE`.execute(db)
  return rows.map((row) => ({
    paymentId: row.payment_id,
    kind: row.kind,
    endToEndId: row.end_to_end_id,
    amountFen: row.amount,
    status: row.status,
    attempts: row.attempts,
    debited: row.debited_at !== null,
  }))
}

/** Whether a line that is booked in the statement's days is known and not in it. */
export async function isOutdated(
  db: Db,
  bookId: string,
  { account, from, to, lines }: BankStatement,
): Promise<boolean> {
  const { rows } = await sql<{ outdated: boolean }>`
    SELECT EXISTS (
      SELECT FROM statement_line l
      LEFT JOIN unnest(${lines.map((line) => line.bankSerial)}::text[]) AS shown (serial)
        ON shown.serial = l.bank_serial
      WHERE l.book_id = ${bookId} AND l.account = ${account} AND shown.serial IS NULL
        AND l.booked_at >= (${from}::date)::timestamp AT TIME ZONE 'Asia/Shanghai'
        AND l.booked_at < (${to}::date)::timestamp AT TIME ZONE 'Asia/Shanghai') AS outdated
  `.execute(db)
  return rows[0]?.outdated === true
}
