// Routes of time: what is due in a book is taken when the clock process asks.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { instant } from '../../parts.ts'
import { route } from '../route.ts'
import { clock } from './views.ts'

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
} as const
