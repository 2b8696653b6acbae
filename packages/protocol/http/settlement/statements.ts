// HTTP contract of bank statements: fetched from the bank, or uploaded and confirmed by another.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { amountFen, day, instant, label } from '../../parts.ts'
import { page, pageOf, route } from '../route.ts'

const officer = ['officer'] as const
const statementId = idSchema('stm')
const params = z.object({ statementId })

const shown = {
  statementId,
  account: z.string(),
  from: day,
  to: day,
  openingBalanceFen: amountFen,
  closingBalanceFen: amountFen,
  lines: z.int(),
}

export const bankStatement = z.object({ ...shown, importedAt: instant })

/**
 * What an import did with each kind of line. A line known already is counted, never booked twice.
 */
export const importReport = bankStatement.extend({
  matched: z.int(),
  unmatched: z.int(),
  settled: z.int(),
  returned: z.int(),
  /** Dated ahead by the bank: each is told when its day comes. */
  ahead: z.int().default(0),
  knownAlready: z.int(),
})

export const UPLOAD_STATUSES = ['WAITING', 'CONFIRMED', 'REJECTED'] as const

/** A file that an officer uploaded; until another one has confirmed it, it changes nothing. */
export const statementUpload = z.object({
  ...shown,
  status: z.enum(UPLOAD_STATUSES),
  /** Sums of its lines. */
  creditsFen: amountFen,
  debitsFen: amountFen,
  /** Closing balance of the last statement that ended before it begins, where there is one. */
  lastClosingFen: amountFen.optional(),
  /** It does not begin with what the last one ended with. */
  opensOtherwise: z.boolean(),
  uploadedBy: z.string(),
  uploadedAt: instant,
  decidedBy: z.string().optional(),
  decidedAt: instant.optional(),
  reason: z.string().optional(),
})
export type StatementUpload = z.infer<typeof statementUpload>

const uploadLine = z.object({
  bankSerial: z.string(),
  direction: z.enum(['CREDIT', 'DEBIT']),
  amountFen,
  bookedAt: instant,
  remittance: z.string(),
  counterpartyName: z.string(),
})
export type UploadLine = z.infer<typeof uploadLine>

const unreadable = [
  'statement_not_readable',
  'statement_not_over',
  'statement_does_not_add_up',
  'statement_of_other_account',
  'statement_conflicts',
] as const

export const statementRoutes = {
  importStatement: route({
    method: 'POST',
    path: '/v1/bank-statements',
    summary: 'Upload a bank statement (camt.053 XML or CSV); another officer confirms it',
    roles: officer,
    idempotent: true,
    rawBody: ['application/xml', 'text/xml', 'text/csv'],
    status: 201,
    reply: statementUpload,
    refusals: unreadable,
  }),
  listStatements: route({
    method: 'GET',
    path: '/v1/bank-statements',
    summary: 'Imported bank statements, newest first',
    roles: officer,
    cursor: ['instant', 'id'],
    query: page,
    status: 200,
    reply: pageOf(bankStatement),
  }),
  fetchStatement: route({
    method: 'POST',
    path: '/v1/bank-statements/fetches',
    summary: 'Ask the bank for its statement of the days [from, to); it takes effect at once',
    roles: officer,
    idempotent: true,
    body: z.object({ from: day, to: day }),
    status: 201,
    reply: importReport,
    refusals: unreadable,
  }),
  listUploads: route({
    method: 'GET',
    path: '/v1/statement-uploads',
    summary: 'Uploaded statements, newest first',
    roles: officer,
    cursor: ['instant', 'id'],
    query: page.extend({ status: z.enum(UPLOAD_STATUSES).optional() }),
    status: 200,
    reply: pageOf(statementUpload),
  }),
  showUpload: route({
    method: 'GET',
    path: '/v1/statement-uploads/:statementId',
    summary: 'An uploaded statement with its lines, as long as it waits',
    roles: officer,
    params,
    status: 200,
    reply: z.object({ upload: statementUpload, lines: z.array(uploadLine) }),
    refusals: ['unknown_statement'],
  }),
  confirmStatement: route({
    method: 'POST',
    path: '/v1/bank-statements/:statementId/confirmations',
    summary: 'Confirm an uploaded statement by its balances, as another officer than who uploaded',
    roles: officer,
    idempotent: true,
    params,
    body: z.object({ openingBalanceFen: amountFen, closingBalanceFen: amountFen }),
    status: 201,
    reply: importReport,
    refusals: [
      'unknown_statement',
      'same_person',
      'statement_not_waiting',
      'balances_differ',
      'statement_not_over',
      'statement_not_readable',
      'statement_conflicts',
    ],
  }),
  rejectStatement: route({
    method: 'POST',
    path: '/v1/bank-statements/:statementId/rejections',
    summary: 'Reject an uploaded statement, or take it back',
    roles: officer,
    idempotent: true,
    params,
    body: z.object({ reason: label(200) }),
    status: 200,
    reply: statementUpload,
    refusals: ['unknown_statement', 'statement_not_waiting'],
  }),
} as const
