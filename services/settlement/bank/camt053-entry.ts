// Knows how one camt.053 entry becomes statement lines, batch bookings included.
import { isBalance, parseYuan } from '@ticun/money'
import { complaintAbout } from './bank-statement.ts'
import type { LineKind, StatementLine, StatementRefusal } from './bank-statement.ts'
import { readBankTime, type BankTime } from './bank-time.ts'
import { childrenOf, elementAt, flagAt, textAt, type XmlElement } from './xml.ts'

/** What was wrong while reading; once it holds anything the statement is refused. */
export type Problems = StatementRefusal[]

/** Says that something is wrong; the first thing said is what the caller is told. */
export function report(
  problems: Problems,
  refused: StatementRefusal['refused'],
  detail: string,
): void {
  problems.push({ refused, detail })
}

/** An `Amt` element in fen, never negative; 0 and a problem when it is none. */
export function readAmount(
  amount: XmlElement | undefined,
  where: string,
  problems: Problems,
): bigint {
  const currency = amount?.attributes['Ccy']
  if (amount === undefined || currency === undefined) {
    report(problems, 'statement_field_missing', `${where} has no amount with a currency`)
    return 0n
  }
  if (currency !== 'CNY') {
    report(problems, 'statement_currency_unknown', `${where} is in ${currency}, not CNY`)
    return 0n
  }
  const fen = /^\d+(\.\d+)?$/.test(amount.text) ? parseYuan(amount.text) : undefined
  if (fen === undefined) {
    report(problems, 'statement_field_invalid', `${where} has the amount "${amount.text}"`)
    return 0n
  }
  if (!isBalance(fen)) {
    report(problems, 'statement_field_invalid', `${where} has ${amount.text}, which is too much`)
  }
  return fen
}

/** The `CdtDbtInd` of an element: +1 for money in, -1 for money out. */
export function readSign(element: XmlElement, where: string, problems: Problems): 1n | -1n {
  const indicator = textAt(element, 'CdtDbtInd')
  if (indicator === 'CRDT') return 1n
  if (indicator === 'DBIT') return -1n
  report(problems, 'statement_field_invalid', `${where} has CdtDbtInd "${indicator ?? ''}"`)
  return 1n
}

/** A date choice (`Dt` or `DtTm`) under an element. */
export function readDate(element: XmlElement | undefined): BankTime | undefined {
  const text = textAt(element, 'DtTm') ?? textAt(element, 'Dt')
  return text === undefined ? undefined : readBankTime(text)
}

/** An account number: IBAN, or any other identification. */
export function readAccount(account: XmlElement | undefined): string | undefined {
  return textAt(account, 'Id', 'IBAN') ?? textAt(account, 'Id', 'Othr', 'Id')
}

type Entry = {
  element: XmlElement
  where: string
  serial: string
  sign: 1n | -1n
  amountFen: bigint
  booked: BankTime
  value: BankTime
  account: string
}

/**
 * The lines of one booked entry; none for an entry that is only pending or informative.
 * An entry that books several transactions gives one line for each, and they must add up to it.
 */
export function readEntry(
  element: XmlElement,
  index: number,
  statement: { id: string; account: string },
  problems: Problems,
): StatementLine[] {
  const where = `entry ${index + 1}`
  const status = textAt(element, 'Sts', 'Cd') ?? textAt(element, 'Sts')
  if (status !== 'BOOK') {
    if (status === undefined) report(problems, 'statement_field_missing', `${where} has no status`)
    return []
  }
  const booked = readDate(elementAt(element, 'BookgDt'))
  if (booked === undefined) {
    report(problems, 'statement_field_invalid', `${where} has no booking date that exists`)
    return []
  }
  const valued = elementAt(element, 'ValDt')
  const value = valued === undefined ? booked : readDate(valued)
  if (value === undefined) {
    report(problems, 'statement_field_invalid', `${where} has no value date that exists`)
    return []
  }
  const serial = entrySerial(element, statement.id)
  if (serial === undefined) {
    report(problems, 'statement_field_missing', `${where} has no reference of the bank`)
    return []
  }
  const entry: Entry = {
    element,
    where,
    serial,
    sign: readSign(element, where, problems),
    amountFen: readAmount(elementAt(element, 'Amt'), where, problems),
    booked,
    value,
    account: statement.account,
  }
  const details = childrenOf(element, 'NtryDtls').flatMap((group) => childrenOf(group, 'TxDtls'))
  if (details.length > 1) return batchLines(entry, details, problems)
  const line = lineOf(entry, details[0], serial, entry.sign, entry.amountFen)
  return [checked(line, where, problems)]
}

function checked(line: StatementLine, where: string, problems: Problems): StatementLine {
  const complaint = complaintAbout(line)
  if (complaint) report(problems, 'statement_field_invalid', `${where} ${complaint}`)
  return line
}

/** An entry's own number is unique in its statement only, so the statement's id goes with it. */
function entrySerial(element: XmlElement, statementId: string): string | undefined {
  const details = childrenOf(elementAt(element, 'NtryDtls'), 'TxDtls')
  const single = details.length === 1 ? textAt(details[0], 'Refs', 'AcctSvcrRef') : undefined
  const serial = textAt(element, 'AcctSvcrRef') ?? single
  if (serial !== undefined) return serial
  const reference = textAt(element, 'NtryRef')
  return reference === undefined ? undefined : `${statementId}/${reference}`
}

function batchLines(entry: Entry, details: XmlElement[], problems: Problems): StatementLine[] {
  const references = details.map((detail) => textAt(detail, 'Refs', 'AcctSvcrRef'))
  const ownSerials =
    references.every((reference) => reference !== undefined) &&
    new Set(references).size === references.length
  const lines = details.map((detail, index) => {
    const where = `${entry.where}, transaction ${index + 1}`
    const stated = elementAt(detail, 'Amt') ?? elementAt(detail, 'AmtDtls', 'TxAmt', 'Amt')
    const hasSign = elementAt(detail, 'CdtDbtInd') !== undefined
    const sign = hasSign ? readSign(detail, where, problems) : entry.sign
    const serial = (ownSerials ? references[index] : undefined) ?? `${entry.serial}/${index + 1}`
    return { where, detail, serial, sign, amountFen: readAmount(stated, where, problems) }
  })
  const sum = lines.reduce((total, line) => total + line.sign * line.amountFen, 0n)
  if (problems.length === 0 && sum !== entry.sign * entry.amountFen) {
    const detail = `the transactions of ${entry.where} do not add up to its amount`
    report(problems, 'statement_does_not_add_up', detail)
  }
  return lines.map(({ where, detail, serial, sign, amountFen }) =>
    checked(lineOf(entry, detail, serial, sign, amountFen), where, problems),
  )
}

function lineOf(
  entry: Entry,
  detail: XmlElement | undefined,
  bankSerial: string,
  sign: 1n | -1n,
  amountFen: bigint,
): StatementLine {
  const endToEndId = textAt(detail, 'Refs', 'EndToEndId')
  const returned = elementAt(detail, 'RtrInf')
  const returnReason = textAt(returned, 'Rsn', 'Cd') ?? textAt(returned, 'Rsn', 'Prtry')
  return {
    bankSerial,
    direction: sign === 1n ? 'CREDIT' : 'DEBIT',
    amountFen,
    bookedAt: entry.booked.instant,
    valueDate: entry.value.day,
    // NOTPROVIDED is what the standard writes where nobody gave an id.
    ...(endToEndId === undefined || endToEndId === 'NOTPROVIDED' ? {} : { endToEndId }),
    remittance: remittanceOf(entry.element, detail),
    ...counterpartyOf(detail, sign, entry.account),
    ...(returnReason === undefined ? {} : { returnReason }),
    kind: kindOf(entry.element, detail),
  }
}

function remittanceOf(element: XmlElement, detail: XmlElement | undefined): string {
  const information = elementAt(detail, 'RmtInf')
  const free = childrenOf(information, 'Ustrd').map((line) => line.text)
  if (free.length > 0) return free.join(' ')
  return (
    textAt(information, 'Strd', 'CdtrRefInf', 'Ref') ??
    textAt(detail, 'AddtlTxInf') ??
    textAt(element, 'AddtlNtryInf') ??
    ''
  )
}

/** A returned payment keeps the parties it was sent with, so the other side is who is not us. */
function counterpartyOf(detail: XmlElement | undefined, sign: 1n | -1n, account: string) {
  const parties = elementAt(detail, 'RltdPties')
  const usual = sign === 1n ? 'Dbtr' : 'Cdtr'
  const opposite = sign === 1n ? 'Cdtr' : 'Dbtr'
  const ours = readAccount(elementAt(parties, `${usual}Acct`)) === account
  const role = ours ? opposite : usual
  return {
    counterpartyName: textAt(parties, role, 'Pty', 'Nm') ?? textAt(parties, role, 'Nm') ?? '',
    counterpartyAccount: readAccount(elementAt(parties, `${role}Acct`)) ?? '',
  }
}

const KINDS: Record<string, LineKind> = {
  INTR: 'INTEREST',
  CHRG: 'FEE',
  COMM: 'FEE',
  FEES: 'FEE',
  RRTN: 'RETURN',
}

function kindOf(element: XmlElement, detail: XmlElement | undefined): LineKind {
  if (elementAt(detail, 'RtrInf') !== undefined) return 'RETURN'
  if (flagAt(element, 'RvslInd')) return 'RETURN'
  const code = elementAt(detail, 'BkTxCd', 'Domn') ?? elementAt(element, 'BkTxCd', 'Domn')
  const special = KINDS[textAt(code, 'Fmly', 'SubFmlyCd') ?? '']
  if (special !== undefined) return special
  if (textAt(code, 'Cd') === 'PMNT') return 'TRANSFER'
  return code === undefined && elementAt(detail, 'RltdPties') !== undefined ? 'TRANSFER' : 'OTHER'
}
