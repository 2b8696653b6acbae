// What escrow shows: receipts, contracts, sessions, refunds, entries, balances.
import { z } from 'zod'
import { CONFIRMATIONS } from '../../facts/escrow.ts'
import { industry } from '../../facts/policy.ts'
import { lotTerms } from '../../facts/terms.ts'
import { entryId, idSchema } from '../../ids.ts'
import {
  CASE_KINDS,
  CASE_OUTCOMES,
  LOT_STATUSES,
  MERCHANT_STATES,
  SESSION_STATUSES,
} from '../../statuses.ts'
import {
  amountFen,
  bankAccount,
  currency,
  day,
  instant,
  label,
  sequence,
  sha256Hex,
  provisional,
} from '../../parts.ts'

/** Proof that a command moved money: the entry, its place in the book and the chain after it. */
export const receipt = z.object({
  entryId,
  bookId: idSchema('bok'),
  sequence,
  hash: sha256Hex,
})
export type Receipt = z.infer<typeof receipt>
export const book = z.object({ bookId: idSchema('bok'), currency, bankAccount })
export const merchant = z.object({
  merchantId: idSchema('mer'),
  bookId: idSchema('bok'),
  name: label(80),
  industry,
  district: label(40),
  bankAccount,
  status: z.enum(MERCHANT_STATES),
  /** No policy says a cap (null included) for it today; told at enrolment and to officers. */
  uncapped: z.literal(true).optional(),
  /** The day on which it stopped serving. */
  stoppedOn: day.optional(),
  /** Last instant of the notice of its wind-down. */
  noticeUntil: instant.optional(),
  /** The move that waits for a second officer; for officers and regulators. */
  pending: z
    .object({
      changeId: idSchema('chg'),
      to: z.enum(MERCHANT_STATES),
      reason: label(200),
      evidenceSha256: sha256Hex.optional(),
      stoppedOn: day.optional(),
      requestedBy: z.string(),
      requestedAt: instant,
    })
    .optional(),
  /** The release of its reserve that waits for a second officer; seen as `pending` is. */
  pendingRelease: z
    .object({
      releaseId: idSchema('rel'),
      amountFen,
      reason: label(200),
      requestedBy: z.string(),
      requestedAt: instant,
    })
    .optional(),
})
export const product = z.object({
  productId: idSchema('prd'),
  merchantId: idSchema('mer'),
  name: label(80),
  terms: lotTerms,
  version: z.int(),
})

/** OFFERED: it is no contract yet, and waits for her. */
export const shownStatus = z.enum([...LOT_STATUSES, 'OFFERED'])

/** One paid entitlement of a contract, and where its money stands. */
export const lot = z.object({
  lotId: idSchema('lot'),
  productId: idSchema('prd'),
  productVersion: z.int(),
  terms: lotTerms,
  termsSha256: sha256Hex,
  reference: z.string(),
  status: shownStatus,
  addedAt: instant,
  paidAt: instant.optional(),
  startsOn: day.optional(),
  validUntil: instant.optional(),
  /** First day of a suspension that goes on, and days of those that are over. */
  suspendedFrom: day.optional(),
  suspendedDays: z.int().optional(),
  /** Cash that still has to come. */
  missingFen: amountFen,
  paidFen: amountFen,
  heldFen: amountFen,
  disputedFen: amountFen,
  releasedFen: amountFen,
  adjustedFen: amountFen,
  refundedFen: amountFen,
  transferredFen: amountFen,
  interestFen: amountFen,
  /** Taken back by the payer's bank. */
  chargedBackFen: amountFen.optional(),
  /** The chargeback by which it stands still. */
  chargebackId: idSchema('cbk').optional(),
  sessionsTotal: z.int(),
  sessionsUsed: z.int(),
  sessionsAwaiting: z.int(),
  /** Of stored value: the card's face, and what can still be spent of it. */
  faceFen: amountFen.optional(),
  faceLeftFen: amountFen.optional(),
})
export type LotView = z.infer<typeof lot>

export const contract = z.object({
  contractId: idSchema('ctr'),
  merchantId: idSchema('mer'),
  merchantName: z.string(),
  consumerId: idSchema('con'),
  /** Full for the consumer, masked (张*) for everybody else. */
  consumerName: z.string(),
  productId: idSchema('prd'),
  productName: z.string(),
  terms: lotTerms,
  termsSha256: sha256Hex,
  reference: z.string(),
  signedAt: instant,
  /** The lot that a session is taken from next, or else the last one; sums are over all lots. */
  lotId: idSchema('lot'),
  status: shownStatus,
  paidAt: instant.optional(),
  lots: z.array(lot),
  paidFen: amountFen,
  heldFen: amountFen,
  releasedFen: amountFen,
  refundedFen: amountFen,
  sessionsTotal: z.int(),
  sessionsUsed: z.int(),
  /** Recorded by the merchant, not confirmed yet. */
  sessionsAwaiting: z.int(),
})
export type ContractView = z.infer<typeof contract>

export const session = z.object({
  sessionId: idSchema('ses'),
  contractId: idSchema('ctr'),
  merchantId: idSchema('mer'),
  lotId: idSchema('lot'),
  /** Place among the lot's slots; of stored value what it spends of the card's face instead. */
  slot: z.int().optional(),
  faceFen: amountFen.optional(),
  amountFen,
  status: z.enum(SESSION_STATUSES),
  occurredAt: instant,
  recordedAt: instant,
  coach: z.string().optional(),
  /** While it waits: last instant at which she may object; then silence confirms it. */
  deemedUntil: instant.optional(),
  confirmedAt: instant.optional(),
  confirmedBy: z.enum(CONFIRMATIONS).optional(),
  /** In lists: until when (UTC) she may dispute it, or when it is taken back without her word. */
  disputableUntil: instant.optional(),
  lapsesAt: instant.optional(),
  provisional,
})
export type SessionView = z.infer<typeof session>

/** What is to be settled about a session: it is unfunded, or disputed. */
export const sessionCase = z.object({
  sessionId: idSchema('ses'),
  contractId: idSchema('ctr'),
  merchantId: idSchema('mer'),
  consumerId: idSchema('con'),
  kind: z.enum(CASE_KINDS),
  status: z.enum(['OPEN', 'CLOSED']),
  openedAt: instant,
  /** What the consumer says. */
  reason: z.string().optional(),
  /** What the merchant says to it, and the hash of its evidence. */
  answer: z.string().optional(),
  answerSha256: sha256Hex.optional(),
  /** Frozen by the dispute, and of it the merchant's part. */
  amountFen,
  merchantFen: amountFen,
  closedAt: instant.optional(),
  outcome: z.enum(CASE_OUTCOMES).optional(),
  evidenceSha256: sha256Hex.optional(),
})
export type SessionCaseView = z.infer<typeof sessionCase>

export const entryView = z.object({
  entryId: z.string(),
  sequence,
  kind: z.string(),
  causeId: z.string(),
  contractId: z.string().optional(),
  merchantId: z.string().optional(),
  currency,
  occurredAt: instant,
  recordedAt: instant,
  hash: sha256Hex,
  lines: z.array(
    z.object({ account: z.string(), amount: z.string(), balance: z.string(), sequence }),
  ),
})

/** A code of the chart of accounts, or one account: code and owner, like `2003/mer_…`. */
export const accountName = z
  .string()
  .regex(
    /^(1001|1002|1101|200[1-9]|2010)(\/[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}(_\d{1,4})?)?$/,
    'must be a code of the chart, like 1001, or an account, like 2003/mer_…',
  )

/** A line of an account's statement; amounts in fen, the balance as its owner reads it. */
export const statementLine = z.object({
  sequence,
  entrySequence: sequence,
  entryId: z.string(),
  kind: z.string(),
  causeId: z.string(),
  contractId: z.string().optional(),
  merchantId: z.string().optional(),
  side: z.enum(['DEBIT', 'CREDIT']),
  amountFen,
  balanceFen: z.string(),
  occurredAt: instant,
  recordedAt: instant,
})

/** An account's balance as owners read it: assets debit-positive, liabilities credit-positive. */
export const balance = z.object({
  account: z.string(),
  side: z.enum(['DEBIT', 'CREDIT']),
  balanceFen: z.string(),
})

/** Who has a part in contracts. */
export const everybody = ['officer', 'merchant', 'consumer'] as const

/** Test clock: only where the house runs with CLOCK=caller. */
export const clock = { occurredAt: instant.optional() }
export const contractParams = z.object({ contractId: idSchema('ctr') })
