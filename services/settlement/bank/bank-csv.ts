// Knows how to read a bank's CSV statement: columns by name, every row checked by its balance.
import { isBalance, parseYuan } from '@ticun/money'
import { CsvError, parse } from 'csv-parse/sync'
import {
  balanceRowOf,
  columnsOf,
  CURRENCY_WORDS,
  directionOf,
  kindOf,
  missingColumns,
  type Column,
  type Columns,
} from './bank-csv-columns.ts'
import { checkStatement, complaintAbout, signedFen } from './bank-statement.ts'
import type { BadRow, BankStatement, StatementLine, StatementReading } from './bank-statement.ts'
import type { StatementRefusal } from './bank-statement.ts'
import { decodeCsv } from './bank-text.ts'
import { dayAfter, readBankTime } from './bank-time.ts'

const ROW_CHARACTERS_MAX = 20_000
const BAD_ROWS_TOLD_MAX = 100

/** What the file may leave out, told by who sends it. */
export type CsvContext = { account?: string }

type Row = { cells: string[]; line: number }
type BalanceRow = { fen: bigint; day: string; line: number }
type Movement = StatementLine & { balanceFen: bigint; line: number }
type Rows = {
  opening?: BalanceRow
  closing?: BalanceRow
  movements: Movement[]
  accounts: Set<string>
  statementIds: Set<string>
}

/**
 * Reads a file with one account's statement, UTF-8 or GB 18030, oldest or newest row first.
 * A bad row refuses the file; all bad rows are named with their line. Never throws.
 */
export function readBankCsv(file: string | Uint8Array, context: CsvContext = {}): StatementReading {
  const decoded = decodeCsv(file)
  if ('refused' in decoded) return decoded
  const table = tableOf(decoded.text)
  if ('refused' in table) return table
  const [header, ...rows] = table.rows
  const columns = columnsOf(header?.cells ?? [])
  const missing = missingColumns(columns)
  if (missing.length > 0) {
    const detail = `the header has no column ${missing.join(', ')}`
    return { refused: 'statement_field_missing', detail, line: header?.line ?? 1 }
  }
  const badRows: BadRow[] = []
  const read = readRows(rows, columns, header?.cells.length ?? 0, badRows)
  if (badRows.length === 0) checkBalances(read, badRows)
  const first = badRows[0]
  if (first !== undefined) {
    return {
      refused: 'statement_rows_bad',
      detail: `${badRows.length} rows are bad, the first in line ${first.line}: ${first.reason}`,
      line: first.line,
      badRows: badRows.slice(0, BAD_ROWS_TOLD_MAX),
    }
  }
  const statement = statementOf(read, context)
  if ('refused' in statement) return statement
  return checkStatement(statement) ?? { statement }
}

function tableOf(text: string): { rows: Row[] } | StatementRefusal {
  const rows: Row[] = []
  try {
    parse(text, {
      bom: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
      maxRecordSize: ROW_CHARACTERS_MAX,
      onRecord: (cells: string[], info) => {
        // Banks put tabs beside long numbers to keep spreadsheets from rounding them.
        rows.push({ cells: cells.map((cell) => cell.trim()), line: info.lines })
        return null
      },
    })
    return { rows }
  } catch (error) {
    const line = error instanceof CsvError ? error['lines'] : undefined
    const detail = error instanceof Error ? error.message : 'the file cannot be read as CSV'
    return {
      refused: 'statement_not_csv',
      detail,
      ...(typeof line === 'number' ? { line } : {}),
    }
  }
}

function readRows(rows: Row[], columns: Columns, width: number, badRows: BadRow[]): Rows {
  const read: Rows = { movements: [], accounts: new Set(), statementIds: new Set() }
  for (const row of rows) {
    const cell = (column: Column) => row.cells[columns.get(column) ?? -1] ?? ''
    if (row.cells.length !== width) {
      const reason = `has ${row.cells.length} cells, the header has ${width}`
      badRows.push({ line: row.line, reason })
      continue
    }
    if (cell('account') !== '') read.accounts.add(cell('account'))
    if (cell('statementId') !== '') read.statementIds.add(cell('statementId'))
    const which = balanceRowOf(cell('kind'))
    const result = which === undefined ? readMovement(cell, row.line) : readBalance(cell, row.line)
    if (typeof result === 'string') badRows.push({ line: row.line, reason: result })
    else if ('bankSerial' in result) read.movements.push(result)
    else if (which === 'OPENING') read.opening = result
    else read.closing = result
  }
  const first = read.movements[0]
  const last = read.movements.at(-1)
  if (first && last && first.bookedAt > last.bookedAt) read.movements.reverse()
  return read
}

type Cell = (column: Column) => string

/** The row as a line, or the reason why it is none. */
function readMovement(cell: Cell, line: number): Movement | string {
  if (!CURRENCY_WORDS.has(cell('currency'))) return `currency "${cell('currency')}" is not CNY`
  if (cell('serial') === '') return 'has no serial'
  const booked = readBankTime(cell('bookedAt'))
  if (booked === undefined) return `there is no such time "${cell('bookedAt')}"`
  const value = cell('valueDate') === '' ? booked : readBankTime(cell('valueDate'))
  if (value === undefined) return `there is no such day "${cell('valueDate')}"`
  const moved = readAmount(cell)
  if (typeof moved === 'string') return moved
  const balanceFen = parseYuan(cell('balance'))
  if (balanceFen === undefined) return `balance "${cell('balance')}" is not an amount`
  if (!isBalance(balanceFen)) return `balance "${cell('balance')}" is too large`
  const endToEndId = cell('endToEndId')
  const returnReason = cell('returnReason')
  const movement: Movement = {
    bankSerial: cell('serial'),
    ...moved,
    bookedAt: booked.instant,
    valueDate: value.day,
    ...(endToEndId === '' ? {} : { endToEndId }),
    remittance: cell('remittance'),
    counterpartyName: cell('counterpartyName'),
    counterpartyAccount: cell('counterpartyAccount'),
    ...(returnReason === '' ? {} : { returnReason }),
    kind: kindOf(cell('kind')),
    balanceFen,
    line,
  }
  return complaintAbout(movement) ?? movement
}

type Moved = { direction: 'CREDIT' | 'DEBIT'; amountFen: bigint }

/** The amount with a direction beside it, or in one of two columns. */
function readAmount(cell: Cell): Moved | string {
  const [credit, debit] = [cell('credit'), cell('debit')]
  const split = credit !== '' || debit !== ''
  if (credit !== '' && debit !== '') return 'has an amount in and an amount out'
  const word = split ? (credit === '' ? 'debit' : 'credit') : cell('direction')
  const text = split ? credit + debit : cell('amount')
  const direction = directionOf(word)
  if (direction === undefined) return `direction "${word}" is not known`
  const amountFen = parseYuan(text)
  if (amountFen === undefined || amountFen < 0n) {
    return `amount "${text}" is not a positive amount with at most two decimals`
  }
  return { direction, amountFen }
}

function readBalance(cell: Cell, line: number): BalanceRow | string {
  const fen = parseYuan(cell('balance'))
  if (fen === undefined) return `balance "${cell('balance')}" is not an amount`
  if (!isBalance(fen)) return `balance "${cell('balance')}" is too large`
  const time = readBankTime(cell('valueDate') === '' ? cell('bookedAt') : cell('valueDate'))
  return time === undefined ? 'has no day that exists' : { fen, day: time.day, line }
}

/** Each row's balance must follow from the one before it, so a changed row names itself. */
function checkBalances(read: Rows, badRows: BadRow[]): void {
  let balanceFen = read.opening?.fen
  for (const movement of read.movements) {
    const expected =
      balanceFen === undefined ? movement.balanceFen : balanceFen + signedFen(movement)
    if (expected !== movement.balanceFen) {
      const reason = `balance is ${movement.balanceFen} fen, ${expected} fen follow from before`
      badRows.push({ line: movement.line, reason })
    }
    balanceFen = movement.balanceFen
  }
}

function statementOf(read: Rows, context: CsvContext): BankStatement | StatementRefusal {
  const { movements, opening, closing, accounts, statementIds } = read
  if (accounts.size > 1 || statementIds.size > 1) {
    return { refused: 'statement_not_single', detail: 'the file is about more than one account' }
  }
  const account = [...accounts][0] ?? context.account
  if (account === undefined) {
    return { refused: 'statement_field_missing', detail: 'the file does not name its account' }
  }
  const first = movements[0]
  const last = movements.at(-1)
  const from = opening?.day ?? bookingDay(first)
  const lastDay = closing?.day ?? bookingDay(last)
  const openingBalanceFen = opening?.fen ?? (first && first.balanceFen - signedFen(first))
  const closingBalanceFen = closing?.fen ?? last?.balanceFen
  if (from === undefined || lastDay === undefined) {
    return { refused: 'statement_field_missing', detail: 'the file has no rows to tell its days' }
  }
  if (openingBalanceFen === undefined || closingBalanceFen === undefined) {
    return { refused: 'statement_field_missing', detail: 'the file does not tell its balances' }
  }
  if (lastDay < from) {
    return { refused: 'statement_field_invalid', detail: `it ends on ${lastDay}, before ${from}` }
  }
  const to = dayAfter(lastDay)
  return {
    // The period of an account names a file that has no name of its own.
    statementId: [...statementIds][0] ?? `${account}-${from}-${to}`,
    account,
    currency: 'CNY',
    from,
    to,
    openingBalanceFen,
    closingBalanceFen,
    lines: movements.map(({ balanceFen: _balance, line: _line, ...line }) => line),
  }
}

function bookingDay(movement: Movement | undefined): string | undefined {
  return movement && readBankTime(movement.bookedAt)?.day
}
