// Knows how a statement is written as the CSV file that people download from the bank.
import { bankClockText, bankDateOf, DAY_MS, startOfBankDay } from './shanghai-time.ts'
import type { Statement } from './statement.ts'
import { yuanText } from './yuan-text.ts'

/** Spreadsheet programs take UTF-8 for the local code page unless a byte order mark says so. */
const BYTE_ORDER_MARK = '\u{FEFF}'

const HEADER = [
  '账单编号',
  '账号',
  '币种',
  '流水号',
  '记账时间',
  '起息日',
  '交易类型',
  '收支方向',
  '金额',
  '余额',
  '对方户名',
  '对方账号',
  '附言',
  '客户流水号',
  '退回原因',
]

const KIND_NAMES: Record<string, string> = {
  TRANSFER: '转账',
  RETURN: '退汇',
  INTEREST: '利息',
  FEE: '手续费',
  OTHER: '其他',
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** 2015-02-01 09:12:33.000: the bank's clock without its offset. */
function clock(instantMs: number): string {
  return bankClockText(instantMs).slice(0, 23).replace('T', ' ')
}

/**
 * Writes the statement: a header, the opening balance as its first row, one row per line, the
 * closing balance as its last row; amounts in 元.
 */
export function statementCsv(statement: Statement): string {
  const head = [statement.id, statement.accountNumber, 'CNY']
  const fromMs = startOfBankDay(statement.from)
  const toMs = startOfBankDay(statement.to)
  const balanceRow = (kind: string, atMs: number, date: string, fen: bigint) => [
    ...head,
    '',
    clock(atMs),
    date,
    kind,
    '',
    '',
    yuanText(fen),
    '',
    '',
    '',
    '',
    '',
  ]
  const rows = statement.lines.map(({ line, balanceAfterFen }) => [
    ...head,
    line.serial,
    clock(Date.parse(line.bookedAt)),
    bankDateOf(Date.parse(line.bookedAt)),
    KIND_NAMES[line.kind] ?? line.kind,
    line.direction === 'CREDIT' ? '贷' : '借',
    yuanText(line.amountFen),
    yuanText(balanceAfterFen),
    line.counterpartyName,
    line.counterpartyAccount,
    line.remittance,
    line.endToEndId ?? '',
    line.returnReason ?? '',
  ])
  const table = [
    HEADER,
    balanceRow('期初余额', fromMs, statement.from, statement.openingBalanceFen),
    ...rows,
    balanceRow('期末余额', toMs, bankDateOf(toMs - DAY_MS), statement.closingBalanceFen),
  ]
  return BYTE_ORDER_MARK + table.map((row) => `${row.map(field).join(',')}\r\n`).join('')
}
