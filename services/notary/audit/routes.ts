// Lets officers audit the book page by page, in their own name.
import type { FastifyInstance } from 'fastify'
import type { Database } from '@ticun/db'
import { cursorOf, serve } from '@ticun/http'
import { notaryRoutes, refuse, type escrowRoutes } from '@ticun/protocol'
import type { Told } from '../alert/raise.ts'
import { findBook } from '../book/book.ts'
import type { NotaryTables } from '../tables.ts'
import { auditPage } from './audit-page.ts'

export type AuditOptions = { db: Database<NotaryTables>; escrowUrl: string; told: Told }

/** Puts `/v1/audits` on a server. */
export function serveAudits(app: FastifyInstance, { db, escrowUrl, told }: AuditOptions): void {
  serve(app, notaryRoutes.audit, async ({ body, after: last, token }) => {
    const book = await findBook(db, body.bookId)
    if (!book) return refuse('unknown_book')
    // Escrow's pages are sorted by the same sequence: nobody may name two places at once.
    const [after] = last ?? [0n]
    const escrowCursor = last && cursorOf<typeof escrowRoutes.listEntries>([after])
    const place = { after, ...(escrowCursor ? { escrowCursor } : {}) }
    const { bookId } = book
    const audit = await auditPage(db, { escrowUrl, bookId, token }, place, told)
    const { through, entries, difference, unheard, next } = audit
    return {
      body: {
        bookId,
        through: String(through),
        entries: String(entries),
        ...(difference
          ? { difference: { sequence: String(difference.sequence), detail: difference.detail } }
          : {}),
        ...(unheard === undefined ? {} : { unheard: String(unheard) }),
        ...(next ? { next: cursorOf<typeof notaryRoutes.audit>([next.after]) } : {}),
      },
    }
  })
}
