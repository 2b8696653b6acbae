// Knows how to read a pain.001 credit transfer message that a customer sent.
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'
import type { PaymentMessage, TransferOrder } from './order.ts'
import { isBankDate } from './shanghai-time.ts'
import { isXmlText } from './xml-text.ts'
import { fenOfYuanText } from './yuan-text.ts'

export type MessageRefusal = { refused: 'message_unreadable'; detail: string }

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Only the five named references and character numbers exist; a message cannot define more. */
function decoded(text: string): string {
  return text.replace(/&(#x[\da-fA-F]{1,6}|#\d{1,7}|\w+);/g, (whole: string, reference: string) => {
    if (!reference.startsWith('#')) return NAMED[reference] ?? whole
    const hex = reference.startsWith('#x')
    const code = hex ? Number.parseInt(reference.slice(2), 16) : Number(reference.slice(1))
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : whole
    return isXmlText(character) ? character : whole
  })
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  tagValueProcessor: (_name, value) => decoded(value),
  ignoreDeclaration: true,
  ignorePiTags: true,
  isArray: (name) => name === 'PmtInf' || name === 'CdtTrfTxInf' || name === 'Ustrd',
})

const id = z.string().regex(/^[\x21-\x7e]{1,35}$/, 'must be 1 to 35 visible ASCII characters')
const plain = z.string().transform((text) => text.replace(/\s+/g, ' ').trim())
const name = plain.refine(
  (text) => Array.from(text).length <= 140,
  'must be at most 140 characters',
)
const account = z.object({
  Id: z.union([
    z.object({ IBAN: z.string() }).transform((value) => value.IBAN),
    z.object({ Othr: z.object({ Id: z.string() }) }).transform((value) => value.Othr.Id),
  ]),
})
const amount = z
  .object({ '#text': z.string(), '@Ccy': z.literal('CNY', 'must be CNY') })
  .transform((value) => fenOfYuanText(value['#text']))
  .refine((fen) => fen !== undefined && fen > 0n, 'must be above 0 with at most two decimals')
const transfer = z.object({
  PmtId: z.object({ EndToEndId: id }),
  Amt: z.object({ InstdAmt: amount }),
  Cdtr: z.object({ Nm: name }),
  CdtrAcct: account,
  RmtInf: z.object({ Ustrd: z.array(plain).default([]) }).optional(),
})
const executionDate = z
  .union([
    z.string(),
    z.object({ Dt: z.string() }).transform((value) => value.Dt),
    z.object({ DtTm: z.iso.datetime({ offset: true }) }).transform((value) => value.DtTm),
  ])
  .refine((text) => isBankDate(text.slice(0, 10)), 'must be a day or a time with offset')
const message = z.object({
  Document: z.object({
    CstmrCdtTrfInitn: z.object({
      GrpHdr: z.object({
        MsgId: id,
        NbOfTxs: z.string().regex(/^\d{1,15}$/),
        CtrlSum: z.string().optional(),
      }),
      PmtInf: z.array(
        z.object({
          PmtMtd: z.literal('TRF', 'must be TRF'),
          ReqdExctnDt: executionDate,
          DbtrAcct: account,
          CdtTrfTxInf: z.array(transfer),
        }),
      ),
    }),
  }),
})

function unreadable(detail: string): MessageRefusal {
  return { refused: 'message_unreadable', detail }
}

/** Reads the message whole or says why not; the number and the sum of transfers must agree. */
export function readPain001(xml: string): PaymentMessage | MessageRefusal {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) return unreadable('a document type is not accepted')
  if (!isXmlText(xml)) return unreadable('it holds characters that XML cannot carry')
  const wellFormed = XMLValidator.validate(xml)
  if (wellFormed !== true) {
    return unreadable(`line ${wellFormed.err.line}: ${wellFormed.err.msg}`)
  }
  let tree: unknown
  try {
    tree = parser.parse(xml)
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : 'not XML')
  }
  const read = message.safeParse(tree)
  if (!read.success) {
    const issues = read.error.issues.map((issue) => `${issue.path.join('/')}: ${issue.message}`)
    return unreadable(issues.slice(0, 5).join('; '))
  }
  const { GrpHdr, PmtInf } = read.data.Document.CstmrCdtTrfInitn
  const transfers = PmtInf.flatMap((block) =>
    block.CdtTrfTxInf.map((item): TransferOrder => ({
      endToEndId: item.PmtId.EndToEndId,
      debtorAccount: block.DbtrAcct.Id,
      creditorName: item.Cdtr.Nm,
      creditorAccount: item.CdtrAcct.Id,
      amountFen: item.Amt.InstdAmt ?? 0n,
      remittance: (item.RmtInf?.Ustrd ?? []).join(' '),
      executionDate: block.ReqdExctnDt,
    })),
  )
  if (BigInt(GrpHdr.NbOfTxs) !== BigInt(transfers.length)) {
    return unreadable(`NbOfTxs is ${GrpHdr.NbOfTxs}, but there are ${transfers.length} transfers`)
  }
  const sum = transfers.reduce((total, item) => total + item.amountFen, 0n)
  if (GrpHdr.CtrlSum !== undefined && fenOfYuanText(GrpHdr.CtrlSum) !== sum) {
    return unreadable('CtrlSum is not the sum of the transfers')
  }
  return { messageId: GrpHdr.MsgId, transfers }
}
