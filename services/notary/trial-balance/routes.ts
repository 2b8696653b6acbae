// Serves the trial balance from the notary's own copy.
import type { FastifyInstance } from 'fastify'
import type { Database } from '@ticun/db'
import { serve } from '@ticun/http'
import { notaryRoutes, refuse } from '@ticun/protocol'
import { findBook } from '../book/book.ts'
import { inOneInstant } from '../book/snapshot.ts'
import type { NotaryTables } from '../tables.ts'
import { codeTotals } from './totals.ts'
import { trialBalance } from './trial-balance.ts'

/** Puts `/v1/trial-balance` on a server. */
export function serveTrialBalance(app: FastifyInstance, db: Database<NotaryTables>): void {
  serve(app, notaryRoutes.trialBalance, async ({ query, now }) =>
    inOneInstant(db, async (trx) => {
      const book = await findBook(trx, query.bookId)
      if (!book && query.bookId !== undefined) return refuse('unknown_book')
      const totals = book ? await codeTotals(trx, book.bookId, query.asOf) : []
      const through = String(book?.sequence ?? 0n)
      return { body: { asOf: query.asOf ?? now, through, ...trialBalance(totals) } }
    }),
  )
}
