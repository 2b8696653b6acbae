// HTTP contract of the clock process: in a house of tests it moves the time of the whole house.
import { z } from 'zod'
import { idSchema } from '../ids.ts'
import { instant } from '../parts.ts'
import { takenTimers } from './escrow/ticks.ts'
import { route } from './route.ts'

export const clockRoutes = {
  moveClock: route({
    method: 'POST',
    path: '/v1/clock',
    summary: 'Move the time of the house, or of one book, and take everything that is due by then',
    roles: ['officer'],
    body: z.object({
      /** Where to move (UTC); never back. */
      now: instant,
      /** Only what is due in this book by then is taken; the house stays where it is. */
      bookId: idSchema('bok').optional(),
    }),
    status: 200,
    reply: z.object({
      now: instant,
      books: z.array(z.object({ bookId: idSchema('bok'), taken: takenTimers })),
    }),
    refusals: ['clock_not_movable', 'clock_runs_forward', 'time_in_future', 'unknown_book'],
  }),
} as const
