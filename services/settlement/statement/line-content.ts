// What makes two lines under one serial the same money.
import { createHash } from 'node:crypto'
import type { StatementLine } from '../bank/bank-statement.ts'
import { readBankTime } from '../bank/bank-time.ts'

/**
 * SHA-256 (hexadecimal) of a line's content. The time of day, the bank's own word for the kind and
 * the spelling of the other's name are left out: formats of one bank differ in them.
 */
export function contentSha256(line: StatementLine): string {
  const content = [
    line.direction,
    line.amountFen.toString(),
    readBankTime(line.bookedAt)?.day ?? line.bookedAt,
    line.endToEndId ?? '',
    line.remittance,
    line.counterpartyAccount,
  ]
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}
