// Uploaded statements: kept whole and without effect until another officer confirms or rejects.
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely'
import { refuse, type Refusal, type StatementUpload, type UploadLine } from '@ticun/protocol'
import type { BankStatement, StatementLine } from '../bank/bank-statement.ts'
import { lockBook } from '../command/locks.ts'
import { seal, unseal } from '../sealed/text.ts'
import type { SettlementTables, UploadTable } from '../tables.ts'
import { refusalByDay } from './bounds.ts'
import { conflictIn, importStatement, type Imported } from './import.ts'
import { statementIdOf, type ImportOrder } from './order.ts'

type Trx = Transaction<SettlementTables>
type Row = Selectable<UploadTable>

/** A row with the closing balance of the last statement that ended before it begins. */
type Shown = Row & { last_closing: bigint | null }

const WITH_LAST = sql`
  SELECT u.*, (SELECT s.closing_balance FROM statement s
    WHERE s.book_id = u.book_id AND s.account = u.account AND s.to_day <= u.from_day
    ORDER BY s.to_day DESC, s.imported_at DESC LIMIT 1) AS last_closing
  FROM statement_upload u`

/** An upload as officers see it. */
export function viewUpload(row: Shown): StatementUpload {
  const { last_closing: last } = row
  return {
    statementId: row.statement_id,
    account: row.account,
    from: row.from_day,
    to: row.to_day,
    openingBalanceFen: row.opening_balance.toString(),
    closingBalanceFen: row.closing_balance.toString(),
    lines: row.line_count,
    status: row.status,
    creditsFen: row.credits.toString(),
    debitsFen: row.debits.toString(),
    ...(last === null ? {} : { lastClosingFen: last.toString() }),
    opensOtherwise: last !== null && last !== row.opening_balance,
    uploadedBy: row.uploaded_by,
    uploadedAt: row.uploaded_at,
    ...(row.decided_by === null ? {} : { decidedBy: row.decided_by }),
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  }
}

/** One upload with its row; `lock` keeps it until the transaction ends. */
export async function findUpload(
  db: Kysely<SettlementTables>,
  statementId: string,
  lock = false,
): Promise<Shown | undefined> {
  const locking = lock ? sql` FOR UPDATE OF u` : sql``
  const { rows } = await sql<Shown>`
    ${WITH_LAST} WHERE u.statement_id = ${statementId}${locking}`.execute(db)
  return rows[0]
}

/** Uploads, newest first. */
export async function listUploads(
  db: Kysely<SettlementTables>,
  { after, limit }: { after: readonly string[] | undefined; limit: number },
  status: StatementUpload['status'] | undefined,
): Promise<StatementUpload[]> {
  const older = after
    ? sql`(u.uploaded_at, u.statement_id) < (${after[0]}::timestamptz, ${after[1]})`
    : sql`true`
  const of = status === undefined ? sql`true` : sql`u.status = ${status}`
  const { rows } = await sql<Shown>`
    ${WITH_LAST} WHERE ${older} AND ${of}
    ORDER BY u.uploaded_at DESC, u.statement_id DESC LIMIT ${limit}`.execute(db)
  return rows.map(viewUpload)
}

/** What a second officer has to see of each line. */
export function viewLines(row: Row): UploadLine[] {
  return linesOf(row).map(
    ({ bankSerial, direction, amountFen, bookedAt, remittance, counterpartyName }) => {
      return { bankSerial, direction, amountFen, bookedAt, remittance, counterpartyName }
    },
  )
}

/**
 * Keeps an uploaded statement. The same one again is the same; one that was rejected waits anew.
 * Refused: statement_not_over, statement_not_readable, statement_conflicts.
 */
export async function keepUpload(trx: Trx, order: ImportOrder): Promise<StatementUpload | Refusal> {
  const { bookId, statement, actor, recordedAt } = order
  const untimely = refusalByDay(statement, recordedAt)
  if (untimely) return untimely
  await lockBook(trx, bookId)
  const conflict = await conflictIn(trx, bookId, statement)
  if (conflict) return conflict
  const statementId = statementIdOf(statement)
  const known = await findUpload(trx, statementId, true)
  const fresh = { lines: sealLines(statement.lines), uploaded_at: recordedAt }
  const waiting = { ...fresh, status: 'WAITING' as const, uploaded_by: actor.id }
  if (known?.status === 'REJECTED') {
    await trx
      .updateTable('statement_upload')
      .set({ ...waiting, decided_by: null, decided_at: null, reason: null })
      .where('statement_id', '=', statementId)
      .execute()
  } else if (!known) {
    const sumOf = (direction: StatementLine['direction']) =>
      statement.lines
        .filter((line) => line.direction === direction)
        .reduce((sum, line) => sum + line.amountFen, 0n)
    await trx
      .insertInto('statement_upload')
      .values({
        ...waiting,
        book_id: bookId,
        statement_id: statementId,
        bank_statement_id: statement.statementId,
        account: statement.account,
        from_day: statement.from,
        to_day: statement.to,
        opening_balance: statement.openingBalanceFen,
        closing_balance: statement.closingBalanceFen,
        line_count: statement.lines.length,
        credits: sumOf('CREDIT'),
        debits: sumOf('DEBIT'),
        decided_by: null,
        decided_at: null,
        reason: null,
      })
      .execute()
  }
  return viewUpload((await findUpload(trx, statementId))!)
}

export type Confirmation = Omit<ImportOrder, 'bookId' | 'statement'> & {
  statementId: string
  openingBalanceFen: string
  closingBalanceFen: string
}

/**
 * Another officer says the balances that she sees at the bank: then it is imported. Refused:
 * unknown_statement, same_person, statement_not_waiting, balances_differ, statement_conflicts.
 */
export async function confirmUpload(
  trx: Trx,
  { statementId, openingBalanceFen, closingBalanceFen, ...order }: Confirmation,
): Promise<Imported | Refusal> {
  const row = await findUpload(trx, statementId, true)
  if (!row) return refuse('unknown_statement', statementId)
  if (row.uploaded_by === order.actor.id) return refuse('same_person', 'somebody else confirms')
  if (row.status !== 'WAITING') return refuse('statement_not_waiting', row.status)
  const said = [BigInt(openingBalanceFen), BigInt(closingBalanceFen)]
  if (said[0] !== row.opening_balance || said[1] !== row.closing_balance) {
    return refuse('balances_differ', `${row.opening_balance} → ${row.closing_balance}`)
  }
  const statement = statementIn(row)
  const imported = await importStatement(trx, { ...order, bookId: row.book_id, statement })
  if (!('refused' in imported)) await decide(trx, statementId, 'CONFIRMED', order)
  return imported
}

/** Whoever sees that it is wrong rejects it, its uploader too: nothing happens by that. */
export async function rejectUpload(
  trx: Trx,
  statementId: string,
  reason: string,
  by: Pick<ImportOrder, 'actor' | 'recordedAt'>,
): Promise<StatementUpload | Refusal> {
  const row = await findUpload(trx, statementId, true)
  if (!row) return refuse('unknown_statement', statementId)
  if (row.status !== 'WAITING') return refuse('statement_not_waiting', row.status)
  await decide(trx, statementId, 'REJECTED', by, reason)
  return viewUpload((await findUpload(trx, statementId))!)
}

async function decide(
  trx: Trx,
  statementId: string,
  status: 'CONFIRMED' | 'REJECTED',
  { actor, recordedAt }: Pick<ImportOrder, 'actor' | 'recordedAt'>,
  reason: string | null = null,
): Promise<void> {
  await trx
    .updateTable('statement_upload')
    .set({ status, lines: null, decided_by: actor.id, decided_at: recordedAt, reason })
    .where('statement_id', '=', statementId)
    .execute()
}

/** JSON has no whole numbers that are large enough. */
type LineText = Omit<StatementLine, 'amountFen'> & { amountFen: string }

/** Names and accounts of payers lie sealed here too. */
function sealLines(lines: readonly StatementLine[]): string {
  return seal(
    JSON.stringify(lines.map((line) => ({ ...line, amountFen: line.amountFen.toString() }))),
  )
}

function linesOf({ lines }: Pick<Row, 'lines'>): LineText[] {
  return lines === null ? [] : (JSON.parse(unseal(lines)) as LineText[])
}

/** The statement as it was read when it was uploaded. */
export function statementIn(row: Row): BankStatement {
  return {
    statementId: row.bank_statement_id,
    account: row.account,
    currency: 'CNY',
    from: row.from_day,
    to: row.to_day,
    openingBalanceFen: row.opening_balance,
    closingBalanceFen: row.closing_balance,
    lines: linesOf(row).map(({ amountFen, ...line }) => {
      return { ...line, amountFen: BigInt(amountFen) }
    }),
  }
}
