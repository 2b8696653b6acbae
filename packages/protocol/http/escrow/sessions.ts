// Routes of sessions and of the member's code.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { CASE_KINDS } from '../../statuses.ts'
import { instant, label, memberCode, sha256Hex, statedFen, statedPositiveFen } from '../../parts.ts'
import { page, pageOf, route } from '../route.ts'
import { clock, contractParams, everybody, receipt, session, sessionCase } from './views.ts'

const sessionParams = z.object({ sessionId: idSchema('ses') })
const sessionReply = z.object({ session, receipt: receipt.optional() })

/** Sessions that one request may record. */
export const SESSIONS_IN_BATCH_MAX = 1000

const sessionWish = z.object({
  sessionId: idSchema('ses').optional(),
  occurredAt: instant.optional(),
  coach: label(40).optional(),
  code: memberCode.optional(),
  /** Spent of the card's face: of stored value, and of nothing else. */
  faceFen: statedPositiveFen.optional(),
  /** Kept while the merchant had no connection: it is recorded even where nothing is left. */
  offline: z.boolean().optional(),
})

/** What the officer decides, or by what a side gives way. */
export const DISPUTE_DECISIONS = ['UPHOLD', 'OVERTURN', 'SPLIT', 'CONCEDE', 'WITHDRAW'] as const

const caseReply = z.object({ session, case: sessionCase, receipt: receipt.optional() })

export const sessionRoutes = {
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
      'on_hold',
      'merchant_not_serving',
      'after_stop',
      'lot_not_funded',
      'lot_closed',
      'no_free_slot',
      'face_missing',
      'balance_too_small',
      'session_too_old',
      'too_many_that_day',
      'before_payment',
      'time_in_future',
      'code_wrong',
      'code_locked',
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
      ...clock,
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
    roles: everybody,
    params: contractParams,
    cursor: ['instant', 'id'],
    query: page,
    status: 200,
    reply: pageOf(session),
    refusals: ['unknown_contract', 'not_yours'],
  }),
  memberCode: route({
    method: 'GET',
    path: '/v1/contracts/:contractId/code',
    summary: "The member's code for the front desk, to read out or to scan; new every 30 seconds",
    roles: ['consumer'],
    params: contractParams,
    query: z.object(clock),
    status: 200,
    reply: z.object({ code: z.string(), token: z.string(), validUntil: instant }),
    refusals: ['unknown_contract', 'not_yours'],
  }),
  confirmSession: route({
    method: 'POST',
    path: '/v1/sessions/:sessionId/confirm',
    summary: 'Confirm a session: its slot is released to the merchant',
    roles: ['consumer', 'merchant'],
    idempotent: true,
    params: sessionParams,
    body: z.object({ code: memberCode.optional(), ...clock }),
    status: 200,
    reply: sessionReply,
    refusals: [
      'unknown_session',
      'not_yours',
      'on_hold',
      'merchant_not_serving',
      'after_stop',
      'session_not_open',
      'code_wrong',
      'code_locked',
      'code_used',
    ],
  }),
  reverseSession: route({
    method: 'POST',
    path: '/v1/sessions/:sessionId/reverse',
    summary: 'Take back a session that was recorded by mistake; exactly what it took is free again',
    roles: ['merchant'],
    idempotent: true,
    params: sessionParams,
    body: z.object({ reason: label(200), ...clock }),
    status: 200,
    reply: sessionReply,
    refusals: ['unknown_session', 'not_yours', 'session_not_open'],
  }),
  disputeSession: route({
    method: 'POST',
    path: '/v1/sessions/:sessionId/dispute',
    summary: 'Say that a session never took place: its price is frozen until that is settled',
    roles: ['consumer'],
    idempotent: true,
    params: sessionParams,
    body: z.object({ reason: label(200), ...clock }),
    status: 200,
    reply: caseReply,
    refusals: [
      'unknown_session',
      'not_yours',
      'session_not_open',
      'dispute_window_over',
      'dispute_settled',
    ],
  }),
  askDecision: route({
    method: 'POST',
    path: '/v1/sessions/:sessionId/decision-requests',
    summary: 'Ask for a decision on a session that nobody confirms, with evidence',
    roles: ['merchant'],
    idempotent: true,
    params: sessionParams,
    body: z.object({ reason: label(200), evidenceSha256: sha256Hex, ...clock }),
    status: 200,
    reply: caseReply,
    refusals: ['unknown_session', 'not_yours', 'session_not_open'],
  }),
  answerDispute: route({
    method: 'POST',
    path: '/v1/sessions/:sessionId/dispute/answers',
    summary: "The merchant's side of a dispute, with the hash of its evidence; an officer decides",
    roles: ['merchant'],
    idempotent: true,
    params: sessionParams,
    body: z.object({ reason: label(200), evidenceSha256: sha256Hex.optional(), ...clock }),
    status: 200,
    reply: caseReply,
    refusals: ['unknown_session', 'not_yours', 'dispute_not_open'],
  }),
  settleDispute: route({
    method: 'POST',
    path: '/v1/sessions/:sessionId/dispute/decisions',
    summary: 'Settle a dispute: merchants concede, consumers withdraw, officers decide on evidence',
    roles: ['consumer', 'merchant', 'officer'],
    idempotent: true,
    params: sessionParams,
    body: z.object({
      decision: z.enum(DISPUTE_DECISIONS),
      /** Of a split: what the merchant gets; the remainder is the consumer's. */
      merchantFen: statedFen.optional(),
      reason: label(200).optional(),
      evidenceSha256: sha256Hex.optional(),
      ...clock,
    }),
    status: 200,
    reply: caseReply,
    refusals: [
      'unknown_session',
      'not_yours',
      'dispute_not_open',
      'evidence_missing',
      'part_too_large',
    ],
  }),
  listSessionCases: route({
    method: 'GET',
    path: '/v1/session-cases',
    summary: 'What is to be settled about sessions: unfunded ones and disputes, newest first',
    roles: everybody,
    cursor: ['id'],
    query: page.extend({
      kind: z.enum(CASE_KINDS).optional(),
      status: z.enum(['OPEN', 'CLOSED']).optional(),
      contractId: idSchema('ctr').optional(),
    }),
    status: 200,
    reply: pageOf(sessionCase),
  }),
} as const
