// Routes of working days: the notice of a year takes two officers, and moves what rests on it.
import { z } from 'zod'
import { calendarYear, DEADLINES } from '../../facts/escrow/calendar.ts'
import { idSchema } from '../../ids.ts'
import { instant } from '../../parts.ts'
import { route } from '../route.ts'
import { clock } from './views.ts'

const book = { bookId: idSchema('bok') }

const notice = {
  method: 'POST',
  roles: ['officer'],
  idempotent: true,
  body: calendarYear.extend({ ...book, ...clock }),
  status: 201,
  reply: calendarYear.extend({
    ...book,
    /** False: it is proposed, and another officer has to say the same. */
    isSupplied: z.boolean(),
    /** Last instants that it has moved. */
    moves: z.int().min(0),
  }),
} as const

export const calendarRoutes = {
  listCalendars: route({
    method: 'GET',
    path: '/v1/calendars',
    summary: 'Notices that were supplied to a book, and years whose notice is asked for',
    roles: ['officer', 'regulator'],
    query: z.object(book),
    status: 200,
    reply: z.object({
      items: z.array(calendarYear),
      /** Its own year where it lacks one, and from November on the next; reckoned by the law. */
      wanted: z.array(z.int()),
    }),
    refusals: ['unknown_book'],
  }),
  proposeCalendar: route({
    ...notice,
    path: '/v1/calendars',
    summary: 'Propose the holidays and make-up days of a year, as the State Council published them',
    refusals: ['time_in_future', 'unknown_book', 'calendar_not_plausible'],
  }),
  supplyCalendar: route({
    ...notice,
    path: '/v1/calendars/approvals',
    summary: 'Supply the notice of a year that another officer has proposed, in the same words',
    refusals: [
      'time_in_future',
      'unknown_book',
      'calendar_not_plausible',
      'unknown_change',
      'same_person',
    ],
  }),
  previewCalendar: route({
    method: 'POST',
    path: '/v1/calendar-previews',
    summary: 'Which last instants the notice of a year would move; nothing changes',
    roles: ['officer'],
    body: calendarYear.extend({ ...book, ...clock }),
    status: 200,
    reply: z.object({
      /** How many of each kind. */
      counts: z.record(z.string(), z.int().min(1)),
      /** The first ten. */
      first: z.array(
        z.object({
          deadline: z.enum(DEADLINES),
          subject: z.string(),
          from: instant,
          until: instant,
        }),
      ),
    }),
    refusals: ['unknown_book', 'calendar_not_plausible'],
  }),
} as const
