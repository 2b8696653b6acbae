// Knows the column names and words that banks use in CSV statements.
import type { LineKind } from './bank-statement.ts'

export const COLUMN_NAMES = {
  statementId: ['账单编号', '对账单编号', 'statement id'],
  account: ['账号', '本方账号', '账户', 'account'],
  currency: ['币种', 'currency'],
  serial: ['流水号', '交易流水号', '银行流水号', 'bank serial', 'serial'],
  bookedAt: ['记账时间', '入账时间', '交易时间', '记账日期', '交易日期', 'booked at', 'date'],
  valueDate: ['起息日', 'value date'],
  kind: ['交易类型', '业务类型', 'type'],
  direction: ['收支方向', '借贷标志', '借贷', '收支', 'direction'],
  amount: ['金额', '交易金额', '发生额', 'amount'],
  credit: ['收入', '收入金额', '贷方发生额', 'credit'],
  debit: ['支出', '支出金额', '借方发生额', 'debit'],
  balance: ['余额', '账户余额', 'balance'],
  counterpartyName: ['对方户名', '对方名称', 'counterparty name'],
  counterpartyAccount: ['对方账号', '对方账户', 'counterparty account'],
  remittance: ['附言', '摘要', '用途', '备注', 'remittance'],
  endToEndId: ['客户流水号', '企业流水号', 'end to end id'],
  returnReason: ['退回原因', 'return reason'],
} as const satisfies Record<string, readonly string[]>

export type Column = keyof typeof COLUMN_NAMES

/** Where each known column is; the first of two names for one column wins. */
export type Columns = Map<Column, number>

const COLUMN_BY_NAME = new Map<string, Column>()
for (const [column, names] of Object.entries(COLUMN_NAMES)) {
  for (const name of names) if (isColumn(column)) COLUMN_BY_NAME.set(name, column)
}

function isColumn(name: string): name is Column {
  return name in COLUMN_NAMES
}

/** A header cell without its unit: 金额（元） is 金额. */
function plainName(cell: string): string {
  const name = cell.trim().toLowerCase().replaceAll('_', ' ')
  return name.replace(/\s*[(（](元|cny|rmb|人民币)[)）]$/, '')
}

/** Finds the known columns in a header row; unknown ones are left alone. */
export function columnsOf(header: string[]): Columns {
  const columns: Columns = new Map()
  header.forEach((cell, index) => {
    const column = COLUMN_BY_NAME.get(plainName(cell))
    if (column !== undefined && !columns.has(column)) columns.set(column, index)
  })
  return columns
}

/** What a header must have: a serial, a time, a balance, and amounts in one of two ways. */
export function missingColumns(columns: Columns): string[] {
  const missing: string[] = (['serial', 'bookedAt', 'balance'] as const)
    .filter((column) => !columns.has(column))
    .map((column) => COLUMN_NAMES[column][0])
  const signed = columns.has('amount') && columns.has('direction')
  const split = columns.has('credit') && columns.has('debit')
  return signed || split ? missing : [...missing, '金额, 收支方向']
}

const DIRECTIONS: Record<string, 'CREDIT' | 'DEBIT'> = {
  贷: 'CREDIT',
  贷方: 'CREDIT',
  收: 'CREDIT',
  收入: 'CREDIT',
  c: 'CREDIT',
  crdt: 'CREDIT',
  credit: 'CREDIT',
  借: 'DEBIT',
  借方: 'DEBIT',
  支: 'DEBIT',
  支出: 'DEBIT',
  d: 'DEBIT',
  dbit: 'DEBIT',
  debit: 'DEBIT',
}

/** The bank's word for a direction; the account is the bank's debt, so 贷 is money in. */
export function directionOf(word: string): 'CREDIT' | 'DEBIT' | undefined {
  return DIRECTIONS[word.toLowerCase()]
}

const KINDS: Record<string, LineKind> = {
  '': 'TRANSFER',
  转账: 'TRANSFER',
  汇款: 'TRANSFER',
  transfer: 'TRANSFER',
  退汇: 'RETURN',
  退票: 'RETURN',
  return: 'RETURN',
  利息: 'INTEREST',
  结息: 'INTEREST',
  interest: 'INTEREST',
  手续费: 'FEE',
  fee: 'FEE',
}

/** What a line is by the bank's word for it. */
export function kindOf(word: string): LineKind {
  return KINDS[word.toLowerCase()] ?? 'OTHER'
}

/** Rows that carry a balance and no movement. */
export function balanceRowOf(word: string): 'OPENING' | 'CLOSING' | undefined {
  if (['期初余额', '上期余额', 'opening balance'].includes(word.toLowerCase())) return 'OPENING'
  if (['期末余额', '本期余额', 'closing balance'].includes(word.toLowerCase())) return 'CLOSING'
  return undefined
}

export const CURRENCY_WORDS = new Set(['', 'CNY', 'RMB', '人民币', '人民币元'])
