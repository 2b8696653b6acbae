// Facts of a merchant's states: each state is entered by a fact of its own.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { day, instant, label, sha256Hex } from '../../parts.ts'
import { MERCHANT_STATES } from '../../statuses.ts'
import { fact } from '../envelope.ts'
import { merchantId } from './ids.ts'

const grounds = {
  merchantId,
  reason: label(200),
  /** Of what shows it. */
  evidenceSha256: sha256Hex.optional(),
  /** The day on which it stopped serving; only sessions before it can still be confirmed. */
  stoppedOn: day.optional(),
}

const move = {
  ...grounds,
  from: z.enum(MERCHANT_STATES),
  /** Who asked for it, where a second officer had to approve. */
  requestedBy: z.string().max(64).optional(),
}

export const merchantStateFacts = [
  /** An officer asks for a move that another one has to approve. */
  fact(
    'merchant.change_requested',
    z.object({ ...grounds, changeId: idSchema('chg'), to: z.enum(MERCHANT_STATES) }),
  ),
  fact('merchant.activated', z.object(move)),
  fact('merchant.watched', z.object(move)),
  fact('merchant.sales_stopped', z.object(move)),
  fact('merchant.payouts_frozen', z.object(move)),
  fact(
    'merchant.wind_down_started',
    z.object({
      ...move,
      /** Last instant of the notice; it may not close before. */
      noticeUntil: instant,
    }),
  ),
  /** Told by the clock. */
  fact('merchant.notice_ended', z.object({ merchantId })),
  fact('merchant.absconded', z.object(move)),
  fact('merchant.closed', z.object(move)),
] as const
