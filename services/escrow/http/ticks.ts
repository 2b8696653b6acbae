// Routes of time: the clock process asks for what is due.
import type { FastifyInstance } from 'fastify'
import { serve } from '@ticun/http'
import { escrowRoutes as routes, refuse } from '@ticun/protocol'
import type { Context } from './context.ts'

/** Serves them. A book has no timers yet, so nothing is ever due. */
export function serveTicks(app: FastifyInstance, { db }: Context): void {
  serve(app, routes.takeTimers, async ({ body: { bookId }, now }) => {
    const book = await db
      .selectFrom('book')
      .select('book_id')
      .where('book_id', '=', bookId)
      .executeTakeFirst()
    if (!book) return refuse('unknown_book', bookId)
    return { body: { bookId, now, taken: {}, left: 0 } }
  })
}
