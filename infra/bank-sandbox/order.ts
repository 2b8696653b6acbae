// Knows what may be asked of the bank, and refuses in plain words what may not.
import { z } from 'zod'
import { isXmlText } from './xml-text.ts'

const ACCOUNT_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,33}$/
const AMOUNT_MAX_FEN = 10n ** 15n
const NAME_LENGTH_MAX = 140
const REMITTANCE_LENGTH_MAX = 140

/** True for what this bank takes for an account number, here or at another bank. */
export function isAccountNumber(text: string): boolean {
  return ACCOUNT_PATTERN.test(text)
}

const accountNumber = z
  .string()
  .regex(
    ACCOUNT_PATTERN,
    'must be 1 to 34 letters, digits, _ or -, and begin with one of the first',
  )

const amountFen = z
  .string()
  .regex(/^\d{1,16}$/, 'must be whole fen, written as a string of digits')
  .transform((text) => BigInt(text))
  .refine((amount) => amount > 0n && amount <= AMOUNT_MAX_FEN, 'must be above 0 and at most 10^15')

const openingBalanceFen = z
  .string()
  .regex(/^\d{1,16}$/, 'must be whole fen, written as a string of digits')
  .transform((text) => BigInt(text))

/** Text of one line: runs of white space become one space, as on any bank's screen. */
function plainText(lengthMax: number) {
  return z
    .string()
    .refine(isXmlText, 'must not hold control characters or broken characters')
    .transform((text) => text.replace(/\s+/g, ' ').trim())
    .refine(
      (text) => Array.from(text).length <= lengthMax,
      `must be at most ${lengthMax} characters`,
    )
}

/** Instants arrive with an offset or Z and are kept as UTC with ms. */
const instant = z.iso
  .datetime({ offset: true, message: 'must be an ISO 8601 time with Z or an offset' })
  .refine((text) => text >= '1992' && text < '2200', 'must be between 1992 and 2199')
  .transform((text) => new Date(text).toISOString())

export const openAccountOrder = z.strictObject({
  name: plainText(NAME_LENGTH_MAX).refine((name) => name !== '', 'must not be empty'),
  openingBalanceFen: openingBalanceFen.default(0n),
})
export type OpenAccountOrder = z.output<typeof openAccountOrder>

const bankSerial = z.string().regex(/^[A-Za-z0-9-]{1,35}$/, 'must be 1 to 35 letters, digits or -')

export const incomingTransferOrder = z.strictObject({
  bankSerial: bankSerial.optional(),
  creditAccount: accountNumber,
  debtorName: plainText(NAME_LENGTH_MAX),
  debtorAccount: accountNumber,
  amountFen,
  remittance: plainText(REMITTANCE_LENGTH_MAX),
  bookedAt: instant,
})
export type IncomingTransferOrder = z.output<typeof incomingTransferOrder>

/** Interest and fees, which the bank books on its own account with the customer. */
export const bankBookingOrder = z.strictObject({
  kind: z.enum(['INTEREST', 'FEE']),
  amountFen,
  remittance: plainText(REMITTANCE_LENGTH_MAX),
  bookedAt: instant,
})
export type BankBookingOrder = z.output<typeof bankBookingOrder>

/** One credit transfer of a pain.001, already read. */
export type TransferOrder = {
  endToEndId: string
  debtorAccount: string
  creditorName: string
  creditorAccount: string
  amountFen: bigint
  remittance: string
  /** YYYY-MM-DD, or an instant (ISO UTC) when the message names one. */
  executionDate: string
}

export type PaymentMessage = { messageId: string; transfers: TransferOrder[] }
