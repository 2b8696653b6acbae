// Knows the records of the journal: everything that ever happened in the bank.
import { z } from 'zod'

const fen = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform((text) => BigInt(text))

export const lineKinds = ['TRANSFER', 'RETURN', 'INTEREST', 'FEE', 'OTHER'] as const

/** One booked line of one account; the amount is positive, the direction says which way. */
export const bookedLine = z.object({
  serial: z.string(),
  account: z.string(),
  direction: z.enum(['CREDIT', 'DEBIT']),
  amountFen: fen,
  /** ISO, UTC, ms: the instant the bank books it, so two lines compare as text. */
  bookedAt: z.string(),
  kind: z.enum(lineKinds),
  endToEndId: z.string().optional(),
  remittance: z.string(),
  counterpartyName: z.string(),
  counterpartyAccount: z.string(),
  returnReason: z.string().optional(),
})
export type BookedLine = z.output<typeof bookedLine>

const accountOpened = z.object({
  type: z.literal('account.opened'),
  recordedAt: z.string(),
  number: z.string(),
  name: z.string(),
  openingBalanceFen: fen,
})

/** Money from outside, interest or a fee; `key` and `requestHash` make a re-send harmless. */
const lineTaken = z.object({
  type: z.literal('line.taken'),
  recordedAt: z.string(),
  key: z.string(),
  requestHash: z.string(),
  line: bookedLine,
})

const messageTaken = z.object({
  type: z.literal('message.taken'),
  recordedAt: z.string(),
  messageId: z.string(),
  requestHash: z.string(),
})

/** The bank's final word on one instruction: with its lines when executed, a reason when not. */
const paymentDecided = z.object({
  type: z.literal('payment.decided'),
  recordedAt: z.string(),
  messageId: z.string(),
  endToEndId: z.string(),
  requestHash: z.string(),
  amountFen: fen,
  status: z.enum(['ACCP', 'RJCT']),
  reason: z.string().optional(),
  lines: z.array(bookedLine),
})
export type PaymentDecided = z.output<typeof paymentDecided>

export const journalRecord = z.discriminatedUnion('type', [
  accountOpened,
  lineTaken,
  messageTaken,
  paymentDecided,
])
export type JournalRecord = z.output<typeof journalRecord>
export type LineTaken = z.output<typeof lineTaken>

/** Writes a record as one line of JSON; bigint amounts become text. */
export function recordText(record: JournalRecord): string {
  return JSON.stringify(record, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
}

/** Reads a line back. Throws when it is not a record: the journal is damaged. */
export function recordOfText(text: string): JournalRecord {
  return journalRecord.parse(JSON.parse(text))
}
