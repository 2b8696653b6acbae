// Routes of working days: what is known of a year, and the notice that two officers supply.
import type { FastifyInstance } from 'fastify'
import { serve } from '@ticun/http'
import { escrowRoutes as routes, refuse, type Refusal, type ReplyOf } from '@ticun/protocol'
import { calendarFault, calendarOf, noticesWanted, shanghaiDate } from '@ticun/rules'
import { movesBy } from '../decide/time/deadlines.ts'
import { loadWorld } from '../read/world-of.ts'
import type { SuppliedYear } from '../world/nouns.ts'
import { submit, type Context } from './context.ts'

type Preview = ReplyOf<typeof routes.previewCalendar.reply>

const FIRST_SHOWN_MAX = 10

/** Serves them. */
export function serveCalendars(app: FastifyInstance, context: Context): void {
  serve(app, routes.listCalendars, async ({ query: { bookId }, now }) => {
    const world = await loadWorld(context.db, bookId, () => {})
    if (!world.book) return refuse('unknown_book', bookId)
    const items = [...world.calendarYears.values()].map(({ year, source, ...days }) => ({
      year,
      holidays: [...days.holidays],
      workdays: [...days.workdays],
      source,
    }))
    return { body: { items, wanted: noticesWanted(world.calendar, shanghaiDate(now)) } }
  })
  serve(app, routes.proposeCalendar, ({ body: { bookId, ...body }, ...input }) => {
    const verb = { verb: 'supply-calendar' as const, step: 'PROPOSE' as const }
    return submit(routes.proposeCalendar, context, bookId, input, {
      ...verb,
      notice: noticeIn(body),
    })
  })
  serve(app, routes.supplyCalendar, ({ body: { bookId, ...body }, ...input }) => {
    const verb = { verb: 'supply-calendar' as const, step: 'APPROVE' as const }
    return submit(routes.supplyCalendar, context, bookId, input, {
      ...verb,
      notice: noticeIn(body),
    })
  })
  serve(app, routes.previewCalendar, async ({ body: { bookId, ...body }, now }) => {
    const shown = await preview(context, bookId, noticeIn(body), now)
    return 'refused' in shown ? shown : { body: shown }
  })
}

function noticeIn({ year, holidays, workdays, source }: SuppliedYear): SuppliedYear {
  return { year, holidays, workdays, source }
}

/** Refused: unknown_book, calendar_not_plausible. */
async function preview(
  { db }: Context,
  bookId: string,
  notice: SuppliedYear,
  now: string,
): Promise<Preview | Refusal> {
  const fault = calendarFault(notice)
  if (fault !== undefined) return refuse('calendar_not_plausible', fault)
  const world = await loadWorld(db, bookId, ({ notices }) => {
    notices.push({ year: notice.year, now })
  })
  if (!world.book) return refuse('unknown_book', bookId)
  const years = [...world.calendarYears.values(), { ...notice, suppliedAt: now }]
  const moves = movesBy(world, calendarOf(years), now)
  const counts: Record<string, number> = {}
  for (const { deadline } of moves) counts[deadline] = (counts[deadline] ?? 0) + 1
  const first = moves
    .slice(0, FIRST_SHOWN_MAX)
    .map(({ deadline, subject, from, until }) => ({ deadline, subject, from, until }))
  return { counts, first }
}
