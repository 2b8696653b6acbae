// Knows how to read a camt.053 statement, versions 02 to 13, from any bank.
import {
  checkStatement,
  type BankStatement,
  type StatementReading,
  type StatementRefusal,
} from './bank-statement.ts'
import { decodeXml } from './bank-text.ts'
import { dayAfter } from './bank-time.ts'
import { readAccount, readAmount, readDate, readEntry, readSign, report } from './camt053-entry.ts'
import type { Problems } from './camt053-entry.ts'
import { readBankTime } from './bank-time.ts'
import { childrenOf, elementAt, parseXml, textAt, type XmlElement } from './xml.ts'

const VERSION_MIN = 2
const VERSION_MAX = 13
/** How far into the text the version is looked for, in characters. */
const VERSION_WITHIN = 4096

/** Reads a file with one statement; says why when it cannot be taken. Never throws. */
export function readCamt053(file: string | Uint8Array): StatementReading {
  const decoded = decodeXml(file)
  if ('refused' in decoded) return decoded
  const parsed = parseXml(decoded.text)
  if ('refused' in parsed) return parsed
  const version = refuseVersion(decoded.text)
  if (version !== undefined) return version
  const message = elementAt(parsed.root, 'BkToCstmrStmt')
  if (parsed.root.name !== 'Document' || message === undefined) {
    return { refused: 'statement_not_camt053', detail: 'there is no Document/BkToCstmrStmt' }
  }
  const statements = childrenOf(message, 'Stmt')
  const single = statements[0]
  if (single === undefined || statements.length > 1) {
    const detail = `the file holds ${statements.length} statements; send each by itself`
    return { refused: 'statement_not_single', detail }
  }
  const problems: Problems = []
  const statement = readStatement(single, problems)
  const refusal = problems[0] ?? checkStatement(statement)
  return refusal ?? { statement }
}

function refuseVersion(text: string): StatementRefusal | undefined {
  const named = /camt\.053\.001\.(\d{2})/.exec(text.slice(0, VERSION_WITHIN))?.[1]
  if (named === undefined) {
    return { refused: 'statement_not_camt053', detail: 'the document does not name camt.053.001' }
  }
  if (Number(named) >= VERSION_MIN && Number(named) <= VERSION_MAX) return undefined
  return { refused: 'statement_version_unknown', detail: `version ${named} is not known` }
}

function readStatement(element: XmlElement, problems: Problems): BankStatement {
  const statementId = textAt(element, 'Id') ?? ''
  if (statementId === '') report(problems, 'statement_field_missing', 'the statement has no Id')
  const account = readAccount(elementAt(element, 'Acct')) ?? ''
  if (account === '') report(problems, 'statement_field_missing', 'the account has no number')
  const currency = textAt(element, 'Acct', 'Ccy') ?? 'CNY'
  if (currency !== 'CNY') {
    report(problems, 'statement_currency_unknown', `the account is in ${currency}, not CNY`)
  }
  const opening = readBalance(element, ['OPBD', 'PRCD'], problems)
  const closing = readBalance(element, ['CLBD'], problems)
  return {
    statementId,
    account,
    currency: 'CNY',
    ...readPeriod(element, opening.day, closing.day, problems),
    openingBalanceFen: opening.fen,
    closingBalanceFen: closing.fen,
    lines: childrenOf(element, 'Ntry').flatMap((entry, index) =>
      readEntry(entry, index, { id: statementId, account }, problems),
    ),
  }
}

type Balance = { fen: bigint; day: string | undefined }

/** The first balance of the first kind that is there. */
function readBalance(element: XmlElement, codes: string[], problems: Problems): Balance {
  const balances = childrenOf(element, 'Bal')
  for (const code of codes) {
    const found = balances.find((one) => textAt(one, 'Tp', 'CdOrPrtry', 'Cd') === code)
    if (found === undefined) continue
    const where = `balance ${code}`
    const fen = readAmount(elementAt(found, 'Amt'), where, problems)
    const sign = readSign(found, where, problems)
    return { fen: sign * fen, day: readDate(elementAt(found, 'Dt'))?.day }
  }
  report(problems, 'statement_field_missing', `there is no balance ${codes.join(' or ')}`)
  return { fen: 0n, day: undefined }
}

/**
 * The days of the statement. Banks end a period at the last second of its last day or at the
 * first one of the next; without a period the dates of the balances say it.
 */
function readPeriod(
  element: XmlElement,
  openingDay: string | undefined,
  closingDay: string | undefined,
  problems: Problems,
): { from: string; to: string } {
  const period = elementAt(element, 'FrToDt')
  const start = readBankTime(textAt(period, 'FrDtTm') ?? '')
  const end = readBankTime(textAt(period, 'ToDtTm') ?? '')
  const from = start?.day ?? openingDay ?? closingDay
  const lastDay = end?.day ?? closingDay
  if (from === undefined || lastDay === undefined) {
    report(problems, 'statement_field_missing', 'the statement does not say which days it covers')
    return { from: '', to: '' }
  }
  const to = end?.startsDay === true && end.day > from ? end.day : dayAfter(lastDay)
  if (to <= from) {
    report(problems, 'statement_field_invalid', `the statement ends on ${lastDay}, before ${from}`)
  }
  return { from, to }
}
