// Serves the three-way reconciliation of this moment.
import type { FastifyInstance } from 'fastify'
import type { Database, Transaction } from '@ticun/db'
import { serve } from '@ticun/http'
import { notaryRoutes, refuse } from '@ticun/protocol'
import { account } from '@ticun/rules'
import { findBook } from '../book/book.ts'
import { inOneInstant } from '../book/snapshot.ts'
import type { NotaryTables } from '../tables.ts'
import { codeTotals } from '../trial-balance/totals.ts'
import { untakenFen } from './bank-words.ts'
import { reconcile, type Sides } from './reconcile.ts'

/** Puts `/v1/reconciliations/current` on a server. */
export function serveReconciliation(app: FastifyInstance, db: Database<NotaryTables>): void {
  serve(app, notaryRoutes.reconcile, async ({ query, now }) =>
    inOneInstant(db, async (trx) => {
      const book = await findBook(trx, query.bookId)
      if (!book && query.bookId !== undefined) return refuse('unknown_book')
      const sides = book ? await loadSides(trx, book.bookId) : { controlFen: 0n, totals: [] }
      return { body: { asOf: now, through: String(book?.sequence ?? 0n), ...reconcile(sides) } }
    }),
  )
}

async function loadSides(trx: Transaction<NotaryTables>, bookId: string): Promise<Sides> {
  const newest = await trx
    .selectFrom('bank_statement')
    .select(['closing_fen', 'to_day'])
    .where('book_id', '=', bookId)
    .orderBy('to_day', 'desc')
    .orderBy('arrival', 'desc')
    .limit(1)
    .executeTakeFirst()
  // The head and the totals are kept apart, so that one can contradict the other.
  const control = await trx
    .selectFrom('account_head')
    .select('balance')
    .where('book_id', '=', bookId)
    .where('account', '=', account('1001'))
    .executeTakeFirst()
  const bank = newest && { closingFen: newest.closing_fen, toDay: newest.to_day }
  return {
    ...(bank ? { bank } : {}),
    controlFen: control?.balance ?? 0n,
    untakenFen: await untakenFen(trx, bookId),
    totals: await codeTotals(trx, bookId),
  }
}
