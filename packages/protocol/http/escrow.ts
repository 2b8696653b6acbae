// HTTP contract of escrow: what merchants, consumers and officers ask of it.
import { z } from 'zod'
import { FAULTS, FORMULAS, REFUND_BASES, sessionPackTerms } from '../facts/escrow.ts'
import { entryId, factId, idSchema } from '../ids.ts'
import {
  amountFen,
  bankAccount,
  currency,
  instant,
  label,
  positiveFen,
  sequence,
  sha256Hex,
} from '../parts.ts'
import { page, pageOf, route } from './route.ts'

const all = ['officer', 'merchant', 'consumer'] as const

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
  industry: label(40),
  district: label(40),
  bankAccount,
})
export const product = z.object({
  productId: idSchema('prd'),
  merchantId: idSchema('mer'),
  name: label(80),
  terms: sessionPackTerms,
})

export const LOT_STATUSES = ['UNFUNDED', 'ACTIVE', 'EXHAUSTED', 'REFUNDING', 'CLOSED'] as const
export const SESSION_STATUSES = ['SUBMITTED', 'CONFIRMED', 'REVERSED'] as const
export const REFUND_STATUSES = [
  'REQUESTED',
  'AGREED',
  'REJECTED',
  'INSTRUCTED',
  'BANK_CONFIRMED',
  'BANK_FAILED',
] as const

export const contract = z.object({
  contractId: idSchema('ctr'),
  merchantId: idSchema('mer'),
  merchantName: z.string(),
  consumerId: idSchema('con'),
  /** Full for the consumer, masked (张*) for everybody else. */
  consumerName: z.string(),
  productId: idSchema('prd'),
  productName: z.string(),
  terms: sessionPackTerms,
  termsSha256: sha256Hex,
  reference: z.string(),
  signedAt: instant,
  lotId: idSchema('lot'),
  status: z.enum(LOT_STATUSES),
  paidAt: instant.optional(),
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
  slot: z.int(),
  amountFen,
  status: z.enum(SESSION_STATUSES),
  occurredAt: instant,
  recordedAt: instant,
  coach: z.string().optional(),
  confirmedAt: instant.optional(),
  confirmedBy: z.enum(['CODE', 'CONSUMER']).optional(),
})
export type SessionView = z.infer<typeof session>

export const refund = z.object({
  refundId: idSchema('ref'),
  contractId: idSchema('ctr'),
  merchantId: idSchema('mer'),
  consumerId: idSchema('con'),
  status: z.enum(REFUND_STATUSES),
  amountFen,
  formula: z.enum(FORMULAS),
  reason: z.string(),
  requestedAt: instant,
  basis: z.enum(REFUND_BASES).optional(),
})
export type RefundView = z.infer<typeof refund>

/** What she would get back now, item by item. */
export const refundQuote = z.object({
  contractId: idSchema('ctr'),
  asOf: instant,
  formula: z.enum(FORMULAS),
  refundableFen: amountFen,
  items: z.array(z.object({ labelZh: z.string(), labelEn: z.string(), amountFen: z.string() })),
  /** Last instant of the cooling-off period, when the lot is paid. */
  coolingOffUntil: instant.optional(),
  /** Held for sessions that are recorded but not confirmed: not refundable until settled. */
  awaitingFen: amountFen,
})
export type RefundQuote = z.infer<typeof refundQuote>

const clock = {
  /** Test clock: only where the house runs with CLOCK=caller. */ occurredAt: instant.optional(),
}
const contractParams = z.object({ contractId: idSchema('ctr') })
const sessionParams = z.object({ sessionId: idSchema('ses') })
const bookParams = z.object({ bookId: idSchema('bok') })
const sessionReply = z.object({ session, receipt: receipt.optional() })

/** Sessions that one request may record. */
export const SESSIONS_IN_BATCH_MAX = 1000

const sessionWish = z.object({
  sessionId: idSchema('ses').optional(),
  occurredAt: instant.optional(),
  coach: label(40).optional(),
  code: z
    .string()
    .regex(/^\d{8}$/, 'must be 8 digits')
    .optional(),
})

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

/** Up to when, by world time and by book time, both inclusive; of all codes or of one account. */
const asOf = z.object({
  asOf: instant.optional(),
  recordedAsOf: instant.optional(),
  account: accountName.optional(),
})

/** A period of book time: from (inclusive) to (exclusive). */
const period = { from: instant.optional(), to: instant.optional() }

/** A line of an account's statement; amounts in fen, the balance as the account's owner reads it. */
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

export const escrowRoutes = {
  openBook: route({
    method: 'POST',
    path: '/v1/books',
    summary: 'Open a book for a notary escrow account',
    roles: ['officer'],
    idempotent: true,
    body: z.object({ bookId: idSchema('bok').optional(), bankAccount, ...clock }),
    status: 201,
    reply: book,
    refusals: ['id_taken'],
  }),
  listBooks: route({
    method: 'GET',
    path: '/v1/books',
    summary: 'Books',
    roles: ['officer', 'regulator'],
    status: 200,
    reply: z.object({ items: z.array(book) }),
  }),
  enrolMerchant: route({
    method: 'POST',
    path: '/v1/merchants',
    summary: 'Enrol a merchant',
    roles: ['officer'],
    idempotent: true,
    body: z.object({
      merchantId: idSchema('mer').optional(),
      bookId: idSchema('bok'),
      name: label(80),
      industry: label(40),
      district: label(40),
      bankAccount,
      ...clock,
    }),
    status: 201,
    reply: merchant,
    refusals: ['unknown_book', 'id_taken'],
  }),
  listMerchants: route({
    method: 'GET',
    path: '/v1/merchants',
    summary: 'Merchants that the caller may see',
    roles: all,
    status: 200,
    reply: z.object({ items: z.array(merchant) }),
  }),
  merchantSummary: route({
    method: 'GET',
    path: '/v1/merchants/:merchantId/summary',
    summary: "A merchant's money: held, awaiting, payable, on the way, paid",
    roles: ['officer', 'merchant'],
    params: z.object({ merchantId: idSchema('mer') }),
    status: 200,
    refusals: ['unknown_merchant', 'not_yours'],
    reply: z.object({
      merchantId: idSchema('mer'),
      contracts: z.int(),
      heldFen: amountFen,
      awaitingFen: amountFen,
      payableFen: amountFen,
      inTransitFen: amountFen,
      paidFen: amountFen,
    }),
  }),
  listProduct: route({
    method: 'POST',
    path: '/v1/products',
    summary: 'List a product',
    roles: ['merchant'],
    idempotent: true,
    body: z.object({
      productId: idSchema('prd').optional(),
      name: label(80),
      terms: sessionPackTerms,
      ...clock,
    }),
    status: 201,
    reply: product,
    refusals: ['unknown_merchant', 'id_taken'],
  }),
  listProducts: route({
    method: 'GET',
    path: '/v1/products',
    summary: 'Products on sale',
    roles: all,
    query: z.object({ merchantId: idSchema('mer').optional() }),
    status: 200,
    reply: z.object({ items: z.array(product) }),
  }),
  signContract: route({
    method: 'POST',
    path: '/v1/contracts',
    summary: "Sign a contract on a snapshot of the product's terms",
    roles: ['merchant', 'consumer'],
    idempotent: true,
    body: z.object({
      contractId: idSchema('ctr').optional(),
      lotId: idSchema('lot').optional(),
      productId: idSchema('prd'),
      consumerId: idSchema('con'),
      consumerName: label(40),
      ...clock,
    }),
    status: 201,
    reply: contract,
    refusals: ['unknown_product', 'not_yours', 'id_taken'],
  }),
  listContracts: route({
    method: 'GET',
    path: '/v1/contracts',
    summary: 'Contracts that the caller may see, newest first',
    roles: all,
    query: page.extend({
      status: z.enum(LOT_STATUSES).optional(),
      search: z.string().trim().max(40).optional(),
    }),
    status: 200,
    reply: pageOf(contract),
  }),
  getContract: route({
    method: 'GET',
    path: '/v1/contracts/:contractId',
    summary: 'One contract',
    roles: all,
    params: contractParams,
    status: 200,
    reply: contract,
    refusals: ['unknown_contract', 'not_yours'],
  }),
  recordSession: route({
    method: 'POST',
    path: '/v1/contracts/:contractId/sessions',
    summary: "Record a session; with the member's code it is confirmed at once",
    roles: ['merchant'],
    idempotent: true,
    params: contractParams,
    status: 201,
    reply: sessionReply,
    body: sessionWish,
    refusals: [
      'unknown_contract',
      'not_yours',
      'lot_not_funded',
      'lot_closed',
      'no_free_slot',
      'before_payment',
      'time_in_future',
      'code_wrong',
      'code_used',
      'id_taken',
    ],
  }),
  recordSessions: route({
    method: 'POST',
    path: '/v1/session-batches',
    summary: 'Record up to 1,000 sessions at once; each has its own result, in order',
    roles: ['merchant'],
    idempotent: true,
    body: z.object({
      items: z
        .array(sessionWish.extend({ contractId: idSchema('ctr') }))
        .min(1)
        .max(SESSIONS_IN_BATCH_MAX),
    }),
    status: 200,
    reply: z.object({
      items: z.array(
        z.union([
          sessionReply,
          z.object({ refusal: z.object({ code: z.string(), detail: z.string().optional() }) }),
        ]),
      ),
    }),
    refusals: ['unknown_merchant'],
  }),
  listSessions: route({
    method: 'GET',
    path: '/v1/contracts/:contractId/sessions',
    summary: 'Sessions of a contract, newest first',
    roles: all,
    params: contractParams,
    query: page,
    status: 200,
    reply: pageOf(session),
    refusals: ['unknown_contract', 'not_yours'],
  }),
  memberCode: route({
    method: 'GET',
    path: '/v1/contracts/:contractId/code',
    summary: "The member's code for the front desk: 8 digits, a new one every 30 seconds",
    roles: ['consumer'],
    params: contractParams,
    query: z.object(clock),
    status: 200,
    reply: z.object({ code: z.string(), validUntil: instant }),
    refusals: ['unknown_contract', 'not_yours'],
  }),
  confirmSession: route({
    method: 'POST',
    path: '/v1/sessions/:sessionId/confirm',
    summary: 'Confirm a session: its slot is released to the merchant',
    roles: ['consumer', 'merchant'],
    idempotent: true,
    params: sessionParams,
    body: z.object({
      code: z
        .string()
        .regex(/^\d{8}$/, 'must be 8 digits')
        .optional(),
      ...clock,
    }),
    status: 200,
    reply: sessionReply,
    refusals: ['unknown_session', 'not_yours', 'session_not_open', 'code_wrong', 'code_used'],
  }),
  reverseSession: route({
    method: 'POST',
    path: '/v1/sessions/:sessionId/reverse',
    summary: 'Take back a session that is not confirmed yet; its slot is free again',
    roles: ['merchant'],
    idempotent: true,
    params: sessionParams,
    body: z.object({ reason: label(200), ...clock }),
    status: 200,
    reply: sessionReply,
    refusals: ['unknown_session', 'not_yours', 'session_not_open'],
  }),
  quoteRefund: route({
    method: 'GET',
    path: '/v1/contracts/:contractId/refund-quote',
    summary: 'What she would get back now, and why',
    roles: all,
    params: contractParams,
    query: z.object(clock),
    status: 200,
    reply: refundQuote,
    refusals: ['unknown_contract', 'not_yours'],
  }),
  requestRefund: route({
    method: 'POST',
    path: '/v1/contracts/:contractId/refunds',
    summary: 'Ask for the unconsumed balance back',
    roles: ['consumer'],
    idempotent: true,
    params: contractParams,
    body: z.object({ refundId: idSchema('ref').optional(), reason: label(200), ...clock }),
    status: 201,
    reply: refund,
    refusals: [
      'unknown_contract',
      'not_yours',
      'lot_not_funded',
      'lot_closed',
      'refund_open',
      'nothing_to_refund',
      'id_taken',
    ],
  }),
  listRefunds: route({
    method: 'GET',
    path: '/v1/refunds',
    summary: 'Refunds that the caller may see, newest first',
    roles: all,
    query: page.extend({
      status: z.enum(REFUND_STATUSES).optional(),
      contractId: idSchema('ctr').optional(),
    }),
    status: 200,
    reply: pageOf(refund),
  }),
  decideRefund: route({
    method: 'POST',
    path: '/v1/refunds/:refundId/decisions',
    summary: 'The merchant agrees or rejects; the officer approves on a typed basis',
    roles: ['merchant', 'officer'],
    idempotent: true,
    params: z.object({ refundId: idSchema('ref') }),
    body: z.object({
      decision: z.enum(['AGREE', 'REJECT', 'APPROVE']),
      basis: z.enum(REFUND_BASES).optional(),
      fault: z.enum(FAULTS).optional(),
      evidenceSha256: sha256Hex.optional(),
      reason: label(200).optional(),
      ...clock,
    }),
    status: 200,
    reply: z.object({ refund, receipt: receipt.optional() }),
    refusals: [
      'unknown_refund',
      'not_yours',
      'refund_not_open',
      'refund_needs_merchant',
      'basis_missing',
      'evidence_missing',
    ],
  }),
  contractStatement: route({
    method: 'GET',
    path: '/v1/contracts/:contractId/statement',
    summary: 'Every fen of a contract, entry by entry',
    roles: all,
    params: contractParams,
    query: page,
    status: 200,
    reply: z.object({ contract, items: z.array(entryView), next: z.string().optional() }),
    refusals: ['unknown_contract', 'not_yours'],
  }),
  runPayouts: route({
    method: 'POST',
    path: '/v1/payout-runs',
    summary: 'Turn what merchants have earned into payouts',
    roles: ['officer'],
    idempotent: true,
    body: z.object({ runId: idSchema('run').optional(), bookId: idSchema('bok'), ...clock }),
    status: 201,
    reply: z.object({
      runId: idSchema('run'),
      payouts: z.array(
        z.object({
          payoutId: idSchema('pay'),
          merchantId: idSchema('mer'),
          amountFen: positiveFen,
          receipt,
        }),
      ),
    }),
    refusals: ['unknown_book'],
  }),
  listAccounts: route({
    method: 'GET',
    path: '/v1/books/:bookId/accounts',
    summary: 'Accounts of a book with their balances',
    roles: ['officer'],
    params: bookParams,
    query: page,
    status: 200,
    reply: pageOf(balance),
    refusals: ['unknown_book'],
  }),
  listBalances: route({
    method: 'GET',
    path: '/v1/books/:bookId/balances',
    summary: 'Totals by ledger account, or one balance, as of world time and book time',
    roles: ['officer', 'regulator'],
    params: bookParams,
    query: asOf,
    status: 200,
    reply: z.object({ items: z.array(balance), lastSequence: sequence, chainHead: sha256Hex }),
    refusals: ['unknown_book', 'not_yours'],
  }),
  accountStatement: route({
    method: 'GET',
    path: '/v1/books/:bookId/accounts/:account/statement',
    summary: "An account's opening balance, lines with running balance, and closing balance",
    roles: ['officer'],
    params: bookParams.extend({ account: accountName }),
    query: page.extend(period),
    status: 200,
    reply: z.object({
      account: z.string(),
      side: z.enum(['DEBIT', 'CREDIT']),
      openingFen: z.string(),
      items: z.array(statementLine),
      closingFen: z.string(),
      next: z.string().optional(),
    }),
    refusals: ['unknown_book'],
  }),
  listEntries: route({
    method: 'GET',
    path: '/v1/books/:bookId/entries',
    summary: 'Entries of a book in order; by cause, contract, merchant and book time',
    roles: ['officer'],
    params: bookParams,
    query: page.extend({
      cause: factId.optional(),
      contractId: idSchema('ctr').optional(),
      merchantId: idSchema('mer').optional(),
      ...period,
    }),
    status: 200,
    reply: pageOf(entryView),
    refusals: ['unknown_book'],
  }),
} as const
