// Serves what did not hold, newest first.
import type { FastifyInstance } from 'fastify'
import type { Database } from '@ticun/db'
import { cursorOf, serve } from '@ticun/http'
import { notaryRoutes } from '@ticun/protocol'
import type { NotaryTables } from '../tables.ts'

/** Puts `/v1/alerts` on a server. */
export function serveAlerts(app: FastifyInstance, db: Database<NotaryTables>): void {
  serve(app, notaryRoutes.listAlerts, async ({ query, after }) => {
    const [before] = after ?? []
    let rows = db.selectFrom('alert').selectAll().orderBy('number', 'desc')
    if (before !== undefined) rows = rows.where('number', '<', before)
    const found = await rows.limit(query.limit + 1).execute()
    const shown = found.slice(0, query.limit)
    const last = shown.at(-1)
    const items = shown.map((row) => ({
      code: row.code,
      ...(row.sequence === null ? {} : { sequence: row.sequence.toString() }),
      detail: row.detail,
      raisedAt: row.raised_at,
    }))
    const more = found.length > shown.length && last !== undefined
    return {
      body: {
        items,
        ...(more ? { next: cursorOf<typeof notaryRoutes.listAlerts>([last.number]) } : {}),
      },
    }
  })
}
