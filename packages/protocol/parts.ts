// Pieces of schema that facts and HTTP resources share.
import { z } from 'zod'
import { label } from './text.ts'

export { cleanText, day, instant, label, wordsUpTo } from './text.ts'

/**
 * Integer fen as text, ≥ 0, at most 18 digits: a balance or a sum, as rooms tell each other. It is
 * wider than what anybody may state, so that what one room says no other has to refuse.
 */
export const amountFen = z.string().regex(/^\d{1,18}$/, 'must be whole fen as text, like "299900"')

const AMOUNT = '([1-9]\\d{0,12}|10{13})'

/** One amount that somebody states: integer fen as text, ≥ 0, at most 10^13 (`AMOUNT_MAX_FEN`). */
export const statedFen = z
  .string()
  .regex(new RegExp(`^(0|${AMOUNT})$`), 'must be whole fen as text, at most 10000000000000')

/** One amount that somebody states, > 0. */
export const statedPositiveFen = z
  .string()
  .regex(new RegExp(`^${AMOUNT}$`), 'must be whole fen above 0 as text, at most 10000000000000')

/** Integer fen as text, > 0, at most 18 digits: see `amountFen`. */
export const positiveFen = z.string().regex(/^[1-9]\d{0,17}$/, 'must be whole fen above 0 as text')

/** Integer fen as text, of either sign. */
export const signedFen = z.string().regex(/^-?\d{1,18}$/, 'must be whole fen as text')

/** Of years that the house speaks of; the same of days, of instants and of bank lines. */
export const YEAR_MIN = 1900
export const YEAR_MAX = 2999

/** A time that lies ahead by no more than this may be another clock's, and is no future. In ms. */
export const CLOCK_SKEW_MS = 300_000

/** A member's code: the 8 digits that she reads out, or the token behind her QR code. */
export const memberCode = z
  .string()
  .regex(
    /^(\d{8}|TC1\.[0-9A-HJKMNP-TV-Z]{26}\.\d{1,12}\.[0-9A-HJKMNP-TV-Z]{26})$/,
    "must be 8 digits, or the text of a member's QR code",
  )

/** A position in a book, counted from 1 without gaps, as text. */
export const sequence = z.string().regex(/^\d{1,18}$/)

/** 32 bytes in lower-case hexadecimal. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')

export const currency = z.literal('CNY')

/** `clock` is the process that asks for what is due; `system` the house itself, no token's. */
export const ROLES = [
  'officer',
  'merchant',
  'consumer',
  'regulator',
  'clock',
  'auditor',
  'system',
] as const

export const role = z.enum(ROLES)

export type Role = z.infer<typeof role>

/** Who did it: a role and an id, never a name. */
export const actor = z.object({
  role,
  id: z.string().max(64),
  party: z.string().max(64).optional(),
})

export type Actor = z.infer<typeof actor>

export const bankAccount = z.object({ number: label(34), name: label(70) })

/** Of a view whose last instants end in a year without notice: they may move yet. */
export const provisional = z.literal(true).optional()
