// Routes of time: ticks, suspension and extension of lots.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { day, instant, label } from '../../parts.ts'
import { route } from '../route.ts'
import { clock, lot } from './views.ts'

const lotParams = z.object({ contractId: idSchema('ctr'), lotId: idSchema('lot') })
const ofLot = '/v1/contracts/:contractId/lots/:lotId'

/** How many timers of each kind came true. */
export const takenTimers = z.record(z.string(), z.int().min(1))

export const tickRoutes = {
  takeTimers: route({
    method: 'POST',
    path: '/v1/ticks',
    summary: 'Take what is due in a book: its timers become facts',
    roles: ['clock'],
    idempotent: true,
    body: z.object({ bookId: idSchema('bok'), ...clock }),
    status: 200,
    reply: z.object({
      bookId: idSchema('bok'),
      /** The time that the timers were held against. */
      now: instant,
      taken: takenTimers,
      /** Timers that are due and wait for the next tick. */
      left: z.int().min(0),
    }),
    refusals: ['time_in_future', 'unknown_book'],
  }),
  suspendLot: route({
    method: 'POST',
    path: `${ofLot}/suspensions`,
    summary: 'Suspend a term card from today on, within its terms: its last day moves on',
    roles: ['consumer'],
    idempotent: true,
    params: lotParams,
    body: z.object(clock),
    status: 201,
    reply: lot,
    refusals: [
      'unknown_contract',
      'unknown_lot',
      'not_yours',
      'lot_not_open',
      'suspension_not_allowed',
    ],
  }),
  resumeLot: route({
    method: 'POST',
    path: `${ofLot}/resumptions`,
    summary: 'End a suspension: from today on the term runs again',
    roles: ['consumer'],
    idempotent: true,
    params: lotParams,
    body: z.object(clock),
    status: 201,
    reply: lot,
    refusals: ['unknown_contract', 'unknown_lot', 'not_yours', 'lot_not_open'],
  }),
  extendLot: route({
    method: 'POST',
    path: `${ofLot}/extensions`,
    summary: 'Let a lot be used longer, also when it has expired already',
    roles: ['merchant', 'officer'],
    idempotent: true,
    params: lotParams,
    body: z.object({
      /** New last day (Asia/Shanghai). */
      until: day,
      reason: label(200),
      ...clock,
    }),
    status: 201,
    reply: lot,
    refusals: [
      'unknown_contract',
      'unknown_lot',
      'not_yours',
      'lot_not_open',
      'lot_without_end',
      'extension_too_short',
    ],
  }),
} as const
