// Reads an uploaded statement, and says in the protocol's words why it cannot be taken.
import { label, refuse, type Refusal } from '@ticun/protocol'
import type { RawBody } from '@ticun/http'
import { readBankCsv } from '../bank/bank-csv.ts'
import type { BankStatement, StatementRefusal } from '../bank/bank-statement.ts'
import { readCamt053 } from '../bank/camt053.ts'

const DETAIL_LENGTH_MAX = 500
/** What facts can carry of a line and of an account. */
const serialSchema = label(64)
const accountSchema = label(34)

/** The statement in a file. `account` is that of a CSV file which does not name its own. */
export function readFile(
  file: Pick<RawBody, 'mediaType' | 'bytes'>,
  account: string,
): { statement: BankStatement } | Refusal {
  const isCsv = /^text\/csv\b/i.test(file.mediaType)
  const reading = isCsv ? readBankCsv(file.bytes, { account }) : readCamt053(file.bytes)
  if ('refused' in reading) return told(reading)
  const wrong = wrongFor(reading.statement)
  return wrong === undefined ? reading : refuse('statement_not_readable', wrong)
}

function told({ refused, detail }: StatementRefusal): Refusal {
  const code =
    refused === 'statement_does_not_add_up' ? 'statement_does_not_add_up' : 'statement_not_readable'
  const text = code === refused ? detail : `${refused}: ${detail}`
  return refuse(code, text.slice(0, DETAIL_LENGTH_MAX))
}

/** Why the house could not tell of such a statement. */
function wrongFor(statement: BankStatement): string | undefined {
  const { account, openingBalanceFen, closingBalanceFen, lines } = statement
  if (!accountSchema.safeParse(account).success) return 'the account number is not one'
  if (openingBalanceFen < 0n || closingBalanceFen < 0n) {
    return 'an escrow account is never overdrawn, but the statement shows a negative balance'
  }
  const bad = lines.find((line) => !serialSchema.safeParse(line.bankSerial).success)
  return (
    bad && `the serial "${bad.bankSerial.slice(0, 80)}" is longer than 64 characters or garbled`
  )
}
