// Routes of time: ticks, suspension and extension of lots.
import type { FastifyInstance } from 'fastify'
import { serve } from '@ticun/http'
import { escrowRoutes as routes, refuse, type Actor } from '@ticun/protocol'
import { isAnythingDue } from '../world/load-time.ts'
import { submit, type Context } from './context.ts'

/** Timers come true by the house's own clock, whoever holds the token that asked. */
const CLOCK: Actor = { role: 'system', id: 'clock' }

/** Serves them. */
export function serveTicks(app: FastifyInstance, context: Context): void {
  const { db } = context
  serve(app, routes.takeTimers, async ({ body: { bookId }, ...input }) => {
    const { now } = input
    if (await isAnythingDue(db, bookId, now)) {
      return submit(routes.takeTimers, context, bookId, input, { verb: 'tick' }, now, CLOCK)
    }
    if (!(await hasBook(context, bookId))) return refuse('unknown_book', bookId)
    return { body: { bookId, now, taken: {}, left: 0 } }
  })
  serveLots(app, context)
}

async function hasBook({ db }: Context, bookId: string): Promise<boolean> {
  const found = await db
    .selectFrom('book')
    .select('book_id')
    .where('book_id', '=', bookId)
    .executeTakeFirst()
  return found !== undefined
}

function serveLots(app: FastifyInstance, context: Context): void {
  const { locate } = context
  serve(app, routes.suspendLot, async ({ params, ...input }) => {
    const place = await locate(params.contractId)
    if (!place) return refuse('unknown_contract', params.contractId)
    const verb = { verb: 'suspend-lot' as const, ...params }
    return submit(routes.suspendLot, context, place.bookId, input, verb)
  })
  serve(app, routes.resumeLot, async ({ params, ...input }) => {
    const place = await locate(params.contractId)
    if (!place) return refuse('unknown_contract', params.contractId)
    const verb = { verb: 'resume-lot' as const, ...params }
    return submit(routes.resumeLot, context, place.bookId, input, verb)
  })
  serve(app, routes.extendLot, async ({ params, body, ...input }) => {
    const place = await locate(params.contractId)
    if (!place) return refuse('unknown_contract', params.contractId)
    const { until, reason } = body
    const verb = { verb: 'extend-lot' as const, ...params, until, reason }
    return submit(routes.extendLot, context, place.bookId, input, verb)
  })
}
