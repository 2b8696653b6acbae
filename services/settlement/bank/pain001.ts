// Knows how credit transfers are written for the bank as pain.001.001.09.
import { decimalYuan, sumFen } from '@ticun/money'

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'
const TEXT_LENGTH_MAX = 140
const ID_PATTERN = /^[\x21-\x7e]{1,35}$/
const ACCOUNT_LENGTH_MAX = 34
/** 1000 transfers a message is what banks commonly take. */
export const TRANSFERS_MAX = 1000

export type PaymentTransfer = {
  /** Ours, for ever: the bank executes it once. 1 to 35 visible ASCII characters. */
  endToEndId: string
  amountFen: bigint
  creditorName: string
  creditorAccount: string
  remittance: string
}

export type PaymentMessage = {
  /** 1 to 35 visible ASCII characters. */
  messageId: string
  /** ISO, UTC. */
  createdAt: string
  /** YYYY-MM-DD, Shanghai: the day on which the bank shall pay. */
  executionDate: string
  debtorName: string
  debtorAccount: string
  transfers: PaymentTransfer[]
}

/**
 * Writes the message: one payment block, booked transfer by transfer. Names and remittances lose
 * characters that XML cannot carry and are cut at 140. Throws on an amount, id or account that no
 * bank could take: those are made by this house, so such a message is a mistake in it.
 */
export function writePain001(message: PaymentMessage): string {
  assertMessage(message)
  const count = message.transfers.length
  const sum = decimalYuan(sumFen(message.transfers.map((transfer) => transfer.amountFen)))
  const totals = `<NbOfTxs>${count}</NbOfTxs><CtrlSum>${sum}</CtrlSum>`
  const head = `<MsgId>${escaped(message.messageId)}</MsgId>`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Document xmlns="${NAMESPACE}"><CstmrCdtTrfInitn>`,
    `<GrpHdr>${head}<CreDtTm>${message.createdAt}</CreDtTm>${totals}` +
      `<InitgPty>${name(message.debtorName)}</InitgPty></GrpHdr>`,
    `<PmtInf><PmtInfId>${escaped(message.messageId)}</PmtInfId><PmtMtd>TRF</PmtMtd>` +
      `<BtchBookg>false</BtchBookg>${totals}`,
    `<ReqdExctnDt><Dt>${message.executionDate}</Dt></ReqdExctnDt>`,
    `<Dbtr>${name(message.debtorName)}</Dbtr>` +
      `<DbtrAcct>${account(message.debtorAccount)}<Ccy>CNY</Ccy></DbtrAcct>` +
      '<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>',
    ...message.transfers.map(transferXml),
    '</PmtInf></CstmrCdtTrfInitn></Document>',
    '',
  ].join('\n')
}

function transferXml(transfer: PaymentTransfer): string {
  const remittance = plain(transfer.remittance)
  return [
    `<CdtTrfTxInf><PmtId><EndToEndId>${escaped(transfer.endToEndId)}</EndToEndId></PmtId>`,
    `<Amt><InstdAmt Ccy="CNY">${decimalYuan(transfer.amountFen)}</InstdAmt></Amt>`,
    `<Cdtr>${name(transfer.creditorName)}</Cdtr>`,
    `<CdtrAcct>${account(transfer.creditorAccount)}</CdtrAcct>`,
    remittance === '' ? '' : `<RmtInf><Ustrd>${escaped(remittance)}</Ustrd></RmtInf>`,
    '</CdtTrfTxInf>',
  ].join('')
}

function assertMessage(message: PaymentMessage): void {
  const { transfers } = message
  const must = (holds: boolean, law: string) => {
    if (!holds) throw new RangeError(`payment message ${message.messageId}: ${law}`)
  }
  must(ID_PATTERN.test(message.messageId), 'the message id is not 1 to 35 visible characters')
  must(/^\d{4}-\d{2}-\d{2}$/.test(message.executionDate), 'the execution date is not a day')
  must(transfers.length > 0 && transfers.length <= TRANSFERS_MAX, 'too few or too many transfers')
  const ids = new Set(transfers.map((transfer) => transfer.endToEndId))
  must(ids.size === transfers.length, 'an end-to-end id comes twice')
  for (const { endToEndId, amountFen, creditorAccount } of transfers) {
    must(ID_PATTERN.test(endToEndId), `${endToEndId} is not 1 to 35 visible characters`)
    must(amountFen > 0n, `${endToEndId} has no positive amount`)
    const length = creditorAccount.length
    must(length > 0 && length <= ACCOUNT_LENGTH_MAX, `${endToEndId} has no account to go to`)
  }
}

function account(number: string): string {
  return `<Id><Othr><Id>${escaped(number)}</Id></Othr></Id>`
}

function name(text: string): string {
  return `<Nm>${escaped(plain(text))}</Nm>`
}

/** One line of text that XML 1.0 can carry, at most 140 characters. */
function plain(text: string): string {
  const carried = text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
  const line = carried.replace(/\s+/g, ' ').trim()
  return Array.from(line).slice(0, TEXT_LENGTH_MAX).join('').trim()
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character)
}
