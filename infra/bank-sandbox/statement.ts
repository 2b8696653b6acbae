// Knows what an account statement is: a period of the account, named by its own content.
import { createHash } from 'node:crypto'
import { periodOf, type Account, type Period } from './book.ts'
import { startOfBankDay } from './shanghai-time.ts'

export type Statement = Period & {
  id: string
  accountNumber: string
  accountName: string
  /** Days (YYYY-MM-DD, Shanghai): from the first one on, up to but without the second one. */
  from: string
  to: string
}

/**
 * The statement of [from, to). Nothing in it depends on the clock: as long as no line is booked
 * before `to`, it is the same each time; when one is, its id is another one too.
 */
export function statementOf(account: Account, from: string, to: string): Statement {
  const period = periodOf(
    account,
    new Date(startOfBankDay(from)).toISOString(),
    new Date(startOfBankDay(to)).toISOString(),
  )
  const digest = createHash('sha256')
  digest.update(`${account.number}|${from}|${to}|${period.openingBalanceFen}`)
  for (const { line } of period.lines) digest.update(`|${line.serial}|${line.amountFen}`)
  const id = `${from.replaceAll('-', '')}-${digest.digest('hex').slice(0, 20)}`
  return { id, accountNumber: account.number, accountName: account.name, from, to, ...period }
}
