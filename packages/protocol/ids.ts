// Identifiers: a prefix that says what it is, then a ULID that sorts by time.
import { ulid } from 'ulid'
import { z } from 'zod'

export const ID_PREFIXES = [
  'bok', // book: one notary escrow account
  'cbk', // chargeback
  'chg', // change of a merchant's state
  'chk', // checkpoint
  'cmd', // command
  'con', // consumer
  'crt', // certificate
  'ctr', // contract
  'dep', // deposit
  'ent', // entry
  'fct', // fact
  'frz', // freeze
  'grd', // guardianship
  'int', // interest that the bank posted
  'lot',
  'mer', // merchant
  'mrf', // mass refund
  'pay', // payout
  'pol', // policy
  'prd', // product
  'ref', // refund
  'rel', // release of a merchant's reserve
  'run', // payout run
  'ses', // session
  'stm', // bank statement
  'sus', // suspense item
] as const

export type IdPrefix = (typeof ID_PREFIXES)[number]

/** 26 characters of Crockford base 32 (no I, L, O, U). */
const BODY = '[0-9A-HJKMNP-TV-Z]{26}'

/** Schema of an id with this prefix, for example `ctr_01J9…`. */
export function idSchema(prefix: IdPrefix) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_${BODY}$`), `must be ${prefix}_ and 26 characters of base 32`)
}

/**
 * Random numbers drawn from the system at a time: one call a letter would cost more than the id.
 */
const pool = new Uint32Array(4096)
let drawn = pool.length

function random(): number {
  if (drawn === pool.length) {
    crypto.getRandomValues(pool)
    drawn = 0
  }
  return pool[drawn++]! / 2 ** 32
}

/** Makes a fresh id, sortable by the millisecond of its making. */
export function newId(prefix: IdPrefix, nowMs?: number): string {
  return `${prefix}_${ulid(nowMs, random)}`
}

/** The same id body under another prefix: a consequence named after its cause. */
export function renameId(id: string, prefix: IdPrefix): string {
  return `${prefix}${id.slice(id.indexOf('_'))}`
}

/**
 * A payment of a refund, or of money in suspense that goes back: named after what it is of, and
 * (from the second on) its number.
 */
export const refundPaymentId = z.string().regex(new RegExp(`^(ref|sus)_${BODY}(_\\d{1,3})?$`))

/** A fact is named after its command: the same body, and its place among the command's facts. */
export const factId = z.string().regex(new RegExp(`^fct_${BODY}(_\\d{1,4})?$`))

/** An entry is named after the fact that caused it. */
export const entryId = z.string().regex(new RegExp(`^ent_${BODY}(_\\d{1,4})?$`))
