// Facts of sessions: recorded, confirmed, taken back, disputed and settled.
import { z } from 'zod'
import { amountFen, instant, label, sha256Hex } from '../../parts.ts'
import { DISPUTE_OUTCOMES } from '../../statuses.ts'
import { fact } from '../envelope.ts'
import { sessionRef } from './ids.ts'

/** Who or what confirmed a session. */
export const CONFIRMATIONS = ['CODE', 'CONSUMER', 'GUARDIAN', 'DEEMED'] as const

/** An amount by the merchant's accounts that it comes from or goes to: 2003, 2008, 1101 (F12). */
export const merchantParts = z.object({
  payableFen: amountFen,
  reserveFen: amountFen,
  receivableFen: amountFen,
})

/** Silence of the consumer until then confirms it; absent: silence never does. */
const deemedUntil = instant.optional()
/** Else what nobody confirms until then is taken back by itself; absent: it waits for ever. */
const lapsesAt = instant.optional()

export const sessionFacts = [
  fact(
    'session.recorded',
    sessionRef.extend({ amountFen, coach: label(40).optional(), deemedUntil, lapsesAt }),
  ),
  /** Confirmed at the desk by the member's code, it was recorded in the same breath: one fact. */
  fact(
    'session.confirmed',
    sessionRef.extend({
      amountFen,
      coach: label(40).optional(),
      confirmedBy: z.enum(CONFIRMATIONS),
      /** When she could first know of it, where it was told late; absent: when it happened. */
      confirmedAt: instant.optional(),
    }),
  ),
  /** It happened, was told late, and no money stands behind it: nothing is released (F11, F15). */
  fact(
    'session.unfunded',
    sessionRef.extend({
      coach: label(40).optional(),
      /** The member's code was right: she need not confirm it again when money comes. */
      byCode: z.boolean(),
    }),
  ),
  /** Money came for an unfunded session: it takes a slot, or face. */
  fact('session.backfilled', sessionRef.extend({ amountFen, deemedUntil, lapsesAt })),
  /** Taken back; of a confirmed one `amountFen` is the consumer's again, out of `taken`. */
  fact(
    'session.reversed',
    sessionRef.extend({
      reason: label(200),
      amountFen: amountFen.optional(),
      taken: merchantParts.optional(),
    }),
  ),
  /** Frozen until it is settled. `taken`: it was confirmed, and this is where its price was. */
  fact(
    'session.disputed',
    sessionRef.extend({ amountFen, reason: label(200), taken: merchantParts.optional() }),
  ),
  /** The merchant's side of an open dispute, and the hash of its evidence; the last one counts. */
  fact(
    'session.answered',
    sessionRef.extend({ reason: label(200), evidenceSha256: sha256Hex.optional() }),
  ),
  fact(
    'session.settled',
    sessionRef.extend({
      amountFen,
      outcome: z.enum(DISPUTE_OUTCOMES),
      /** The merchant's part, by the accounts that it goes to. */
      given: merchantParts,
      consumerFen: amountFen,
      reason: label(200).optional(),
      evidenceSha256: sha256Hex.optional(),
      deemedUntil,
      lapsesAt,
    }),
  ),
] as const
