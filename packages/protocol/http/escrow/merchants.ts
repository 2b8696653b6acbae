// Routes of a merchant's states: an officer moves it; what weighs most needs a second one.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { day, label, sha256Hex, statedPositiveFen } from '../../parts.ts'
import { route } from '../route.ts'
import { clock, merchant, receipt } from './views.ts'

const params = z.object({ merchantId: idSchema('mer') })
const changeId = idSchema('chg')
const grounds = { changeId: changeId.optional(), reason: label(200), ...clock }
const optional = { evidenceSha256: sha256Hex.optional() }

const statusChange = z.discriminatedUnion('to', [
  z.object({ ...grounds, ...optional, to: z.literal('ACTIVE') }),
  z.object({ ...grounds, ...optional, to: z.literal('WATCH') }),
  z.object({ ...grounds, ...optional, to: z.literal('SALES_STOPPED') }),
  z.object({
    ...grounds,
    ...optional,
    to: z.literal('PAYOUT_FROZEN'),
    stoppedOn: day.optional(),
  }),
  z.object({ ...grounds, ...optional, to: z.literal('WIND_DOWN') }),
  z.object({
    ...grounds,
    to: z.literal('ABSCONDED'),
    evidenceSha256: sha256Hex,
    /** The day on which it stopped serving. */
    stoppedOn: day,
  }),
  z.object({ ...grounds, ...optional, to: z.literal('CLOSED') }),
])

const releaseId = idSchema('rel')

const closing = ['notice_running', 'merchant_holds_money'] as const

export const merchantRoutes = {
  changeMerchant: route({
    method: 'POST',
    path: '/v1/merchants/:merchantId/status-changes',
    summary:
      'Move a merchant to another state, or ask for it where a second officer has to approve',
    roles: ['officer'],
    idempotent: true,
    params,
    body: statusChange,
    status: 201,
    reply: merchant,
    refusals: ['unknown_merchant', 'time_in_future', 'merchant_not_movable', ...closing],
  }),
  approveMerchantChange: route({
    method: 'POST',
    path: '/v1/merchants/:merchantId/status-changes/:changeId/approvals',
    summary: 'Approve the move that another officer has asked for',
    roles: ['officer'],
    idempotent: true,
    params: params.extend({ changeId }),
    body: z.object(clock),
    status: 200,
    reply: merchant,
    refusals: [
      'unknown_merchant',
      'unknown_change',
      'same_person',
      'merchant_not_movable',
      ...closing,
    ],
  }),
  releaseReserve: route({
    method: 'POST',
    path: '/v1/merchants/:merchantId/reserve-releases',
    summary: "Propose to make payable what is no longer needed of a merchant's reserve",
    roles: ['officer'],
    idempotent: true,
    params,
    body: z.object({
      releaseId: releaseId.optional(),
      amountFen: statedPositiveFen,
      reason: label(200),
      ...clock,
    }),
    status: 201,
    reply: z.object({ merchant }),
    refusals: ['unknown_merchant', 'reserve_needed'],
  }),
  approveReserveRelease: route({
    method: 'POST',
    path: '/v1/merchants/:merchantId/reserve-releases/:releaseId/approvals',
    summary: 'Approve the release that another officer has proposed',
    roles: ['officer'],
    idempotent: true,
    params: params.extend({ releaseId }),
    body: z.object(clock),
    status: 200,
    reply: z.object({ merchant, receipt: receipt.optional() }),
    refusals: ['unknown_merchant', 'unknown_release', 'same_person', 'reserve_needed'],
  }),
} as const
