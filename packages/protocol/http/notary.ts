// HTTP contract of the notary: the log, its proofs, trial balance, reconciliation, freezes.
import { z } from 'zod'
import { idSchema } from '../ids.ts'
import { amountFen, instant, sequence, sha256Hex, signedFen } from '../parts.ts'
import { certificateRoutes } from './notary/certificates.ts'
import { freezeRoutes } from './notary/freezes.ts'
import { deadFactRoutes } from './dead-facts.ts'
import { page, pageOf, route } from './route.ts'

const overseers = ['officer', 'regulator'] as const

/** Which book; without it the first one that the notary met. */
const ofBook = z.object({ bookId: idSchema('bok').optional() })

/**
 * Where the log stands. `entries` = replayed and re-checked; `signed` = under the latest
 * checkpoint.
 */
export const logStatus = z.object({
  origin: z.string(),
  verifierKey: z.string(),
  /** Every public key that ever signed, oldest first, and when it does (UTC). */
  verifierKeys: z
    .array(z.object({ key: z.string(), from: instant, until: instant.optional() }))
    .default([]),
  /** Whose cosignatures are asked for, and how far each has cosigned. */
  witnesses: z.array(z.object({ verifierKey: z.string(), signed: sequence })).default([]),
  bookId: idSchema('bok').optional(),
  entries: sequence,
  signed: sequence,
  chainHead: sha256Hex,
  /** Facts that arrived, over all topics. */
  facts: z.int(),
  transport: z.enum(['kafka', 'postgres']),
  alerts: z.int(),
})

/** Totals of one ledger account (1001, 2001 …), natural side. */
export const trialLine = z.object({
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  debitFen: amountFen,
  creditFen: amountFen,
  accounts: z.int(),
})

export const trialBalance = z.object({
  asOf: instant,
  through: sequence,
  lines: z.array(trialLine),
  totalDebitFen: amountFen,
  totalCreditFen: amountFen,
})

/** Bank = control = Σ customers at one cut-off; every fen of difference has a name. */
export const reconciliation = z.object({
  asOf: instant,
  through: sequence,
  /** Closing balance of the bank's newest imported statement. */
  bankFen: signedFen,
  bankThrough: z.string().optional(),
  /** Balance of 1001 in the book. */
  controlFen: signedFen,
  /** Σ of what customers, merchants and others own (2001 … 2010) less what merchants owe (1101). */
  customersFen: signedFen,
  parts: z.array(
    z.object({ code: z.string(), nameZh: z.string(), nameEn: z.string(), amountFen: signedFen }),
  ),
  differences: z.array(
    z.object({
      name: z.enum([
        'BANK_WORD_NOT_TAKEN',
        'BANK_AHEAD_OF_BOOK',
        'BOOK_AHEAD_OF_BANK',
        'BOOK_DOES_NOT_BALANCE',
      ]),
      amountFen: signedFen,
      detailZh: z.string(),
      detailEn: z.string(),
    }),
  ),
  /** Bank − control: 0 when every difference is gone. */
  differenceFen: signedFen,
})

export const notaryRoutes = {
  ...certificateRoutes,
  ...deadFactRoutes,
  ...freezeRoutes,
  checkpoint: route({
    method: 'GET',
    path: '/checkpoint',
    summary: 'The latest signed checkpoint (C2SP tlog-checkpoint)',
    roles: 'anyone',
    query: ofBook,
    status: 200,
    replyType: 'text/plain',
    refusals: ['unknown_book'],
  }),
  logStatus: route({
    method: 'GET',
    path: '/v1/log',
    summary: 'Where the log stands, and its public key',
    roles: 'anyone',
    query: ofBook,
    status: 200,
    reply: logStatus,
    refusals: ['unknown_book'],
  }),
  entryProof: route({
    method: 'GET',
    path: '/v1/entries/:sequence/proof',
    summary: 'Inclusion proof of an entry (C2SP tlog-proof)',
    roles: 'anyone',
    params: z.object({ sequence }),
    query: ofBook,
    status: 200,
    replyType: 'text/plain',
    refusals: ['unknown_entry', 'unknown_book', 'not_in_log_yet'],
  }),
  ownEntry: route({
    method: 'GET',
    path: '/v1/entries/:sequence',
    summary: 'An entry of the caller’s own with its inclusion proof; any to overseers',
    roles: ['officer', 'regulator', 'merchant', 'consumer'],
    params: z.object({ sequence }),
    query: ofBook,
    status: 200,
    reply: z.object({
      sequence,
      /** Its canonical bytes as text: their hash is the leaf. */
      entry: z.string(),
      /** C2SP tlog-proof under the newest published checkpoint. */
      proof: z.string(),
    }),
    refusals: ['unknown_entry', 'unknown_book', 'not_in_log_yet', 'not_yours'],
  }),
  trialBalance: route({
    method: 'GET',
    path: '/v1/trial-balance',
    summary: "Trial balance from the notary's own copy",
    roles: overseers,
    query: ofBook.extend({ asOf: instant.optional() }),
    status: 200,
    reply: trialBalance,
    refusals: ['unknown_book'],
  }),
  reconcile: route({
    method: 'GET',
    path: '/v1/reconciliations/current',
    summary: 'Three-way reconciliation now',
    roles: overseers,
    query: ofBook,
    status: 200,
    reply: reconciliation,
    refusals: ['unknown_book'],
  }),
  audit: route({
    method: 'POST',
    path: '/v1/audits',
    summary: "Compare a page of the book, as escrow serves it now, with the notary's own copy",
    roles: ['officer'],
    cursor: ['integer'],
    body: ofBook.extend({ cursor: z.string().max(400).optional() }),
    status: 200,
    reply: z.object({
      bookId: idSchema('bok'),
      /** Everything up to here was compared. */
      through: sequence,
      /** What the notary holds. */
      entries: sequence,
      /** The first entry that is not what was copied and signed; an alert is raised. */
      difference: z.object({ sequence, detail: z.string() }).optional(),
      /** The first entry of the book that the notary has not heard of: too young for a verdict. */
      unheard: sequence.optional(),
      /** Absent at the end of the book, or after a difference. */
      next: z.string().optional(),
    }),
    refusals: ['unknown_book'],
  }),
  listAlerts: route({
    method: 'GET',
    path: '/v1/alerts',
    summary: 'What did not hold when it was re-checked',
    roles: overseers,
    cursor: ['integer'],
    query: page,
    status: 200,
    reply: pageOf(
      z.object({
        code: z.string(),
        sequence: sequence.optional(),
        detail: z.string(),
        raisedAt: instant,
      }),
    ),
  }),
} as const
