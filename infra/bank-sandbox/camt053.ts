// Knows how a statement is written as camt.053.001.08.
import { signedFen } from './book.ts'
import type { BookedLine } from './record.ts'
import { bankClockText, bankDateOf, DAY_MS, startOfBankDay } from './shanghai-time.ts'
import type { Statement } from './statement.ts'
import { xmlText } from './xml-text.ts'
import { yuanText } from './yuan-text.ts'

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'

/** Bank transaction codes (domain, family, sub-family) of the lines this bank books. */
const TRANSACTION_CODES: Record<string, readonly [string, string, string]> = {
  'TRANSFER CREDIT': ['PMNT', 'RCDT', 'DMCT'],
  'TRANSFER DEBIT': ['PMNT', 'ICDT', 'DMCT'],
  'RETURN CREDIT': ['PMNT', 'ICDT', 'RRTN'],
  'INTEREST CREDIT': ['ACMT', 'MCOP', 'INTR'],
  'FEE DEBIT': ['ACMT', 'MDOP', 'CHRG'],
}

function amount(fen: bigint): string {
  return `<Amt Ccy="CNY">${yuanText(fen < 0n ? -fen : fen)}</Amt>`
}

function direction(fen: bigint): string {
  return `<CdtDbtInd>${fen < 0n ? 'DBIT' : 'CRDT'}</CdtDbtInd>`
}

function balance(code: 'OPBD' | 'CLBD', fen: bigint, date: string): string {
  const type = `<Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>`
  return `<Bal>${type}${amount(fen)}${direction(fen)}<Dt><Dt>${date}</Dt></Dt></Bal>`
}

function transactionCode(line: BookedLine): string {
  const [domain, family, subFamily] = TRANSACTION_CODES[`${line.kind} ${line.direction}`] ?? [
    'XTND',
    'NTAV',
    'NTAV',
  ]
  return (
    `<BkTxCd><Domn><Cd>${domain}</Cd><Fmly><Cd>${family}</Cd>` +
    `<SubFmlyCd>${subFamily}</SubFmlyCd></Fmly></Domn></BkTxCd>`
  )
}

function party(role: 'Dbtr' | 'Cdtr', name: string, account: string): string {
  const named = name === '' ? '' : `<Nm>${xmlText(name)}</Nm>`
  return (
    `<${role}><Pty>${named}</Pty></${role}>` +
    `<${role}Acct><Id><Othr><Id>${xmlText(account)}</Id></Othr></Id></${role}Acct>`
  )
}

/** The parties of the payment; a returned payment keeps the parties it was sent with. */
function parties(statement: Statement, line: BookedLine): string {
  const own = [statement.accountName, statement.accountNumber] as const
  const other = [line.counterpartyName, line.counterpartyAccount] as const
  const ownPays = line.direction === 'DEBIT' || line.kind === 'RETURN'
  const [debtor, creditor] = ownPays ? [own, other] : [other, own]
  return `<RltdPties>${party('Dbtr', ...debtor)}${party('Cdtr', ...creditor)}</RltdPties>`
}

function entry(statement: Statement, line: BookedLine): string {
  const bookedMs = Date.parse(line.bookedAt)
  const remittance =
    line.remittance === '' ? '' : `<RmtInf><Ustrd>${xmlText(line.remittance)}</Ustrd></RmtInf>`
  const returned =
    line.returnReason === undefined
      ? ''
      : `<RtrInf><Rsn><Cd>${xmlText(line.returnReason)}</Cd></Rsn></RtrInf>`
  return [
    `<Ntry><NtryRef>${xmlText(line.serial)}</NtryRef>${amount(line.amountFen)}`,
    direction(signedFen(line)),
    '<Sts><Cd>BOOK</Cd></Sts>',
    `<BookgDt><DtTm>${bankClockText(bookedMs)}</DtTm></BookgDt>`,
    `<ValDt><Dt>${bankDateOf(bookedMs)}</Dt></ValDt>`,
    `<AcctSvcrRef>${xmlText(line.serial)}</AcctSvcrRef>${transactionCode(line)}`,
    `<NtryDtls><TxDtls><Refs><AcctSvcrRef>${xmlText(line.serial)}</AcctSvcrRef>`,
    `<EndToEndId>${xmlText(line.endToEndId ?? 'NOTPROVIDED')}</EndToEndId></Refs>`,
    `${amount(line.amountFen)}${direction(signedFen(line))}`,
    `${parties(statement, line)}${remittance}${returned}</TxDtls></NtryDtls></Ntry>`,
  ].join('')
}

/** Writes the statement, one entry per line of the file; its bytes depend on nothing else. */
export function camt053(statement: Statement): string {
  const toMs = startOfBankDay(statement.to)
  const createdAt = bankClockText(toMs)
  const lastDate = bankDateOf(toMs - DAY_MS)
  const account = `<Id><Othr><Id>${xmlText(statement.accountNumber)}</Id></Othr></Id>`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Document xmlns="${NAMESPACE}"><BkToCstmrStmt>`,
    `<GrpHdr><MsgId>M${statement.id}</MsgId><CreDtTm>${createdAt}</CreDtTm></GrpHdr>`,
    `<Stmt><Id>${statement.id}</Id><CreDtTm>${createdAt}</CreDtTm>`,
    `<FrToDt><FrDtTm>${bankClockText(startOfBankDay(statement.from))}</FrDtTm>` +
      `<ToDtTm>${createdAt}</ToDtTm></FrToDt>`,
    `<Acct>${account}<Ccy>CNY</Ccy><Nm>${xmlText(statement.accountName)}</Nm></Acct>`,
    balance('OPBD', statement.openingBalanceFen, statement.from),
    balance('CLBD', statement.closingBalanceFen, lastDate),
    ...statement.lines.map(({ line }) => entry(statement, line)),
    '</Stmt></BkToCstmrStmt></Document>',
    '',
  ].join('\n')
}
