// Lets officers audit the book page by page, in their own name.
import type { FastifyInstance } from 'fastify'
import type { Database } from '@ticun/db'
import { encodeCursor, readCursor, serve } from '@ticun/http'
import { notaryRoutes, refuse } from '@ticun/protocol'
import type { Told } from '../alert/raise.ts'
import { findBook } from '../book/book.ts'
import type { NotaryTables } from '../tables.ts'
import { auditPage } from './audit-page.ts'

export type AuditOptions = { db: Database<NotaryTables>; escrowUrl: string; told: Told }

/** Puts `/v1/audits` on a server. */
export function serveAudits(app: FastifyInstance, { db, escrowUrl, told }: AuditOptions): void {
  serve(app, notaryRoutes.audit, async ({ body, token }) => {
    const book = await findBook(db, body.bookId)
    if (!book) return refuse('unknown_book')
    const [after, escrowCursor] = readCursor(body.cursor, 2) ?? ['0']
    const place = { after: BigInt(after ?? '0'), ...(escrowCursor ? { escrowCursor } : {}) }
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
        ...(next ? { next: encodeCursor([String(next.after), next.escrowCursor]) } : {}),
      },
    }
  })
}
