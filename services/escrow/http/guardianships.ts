// Routes of guardianships.
import type { FastifyInstance } from 'fastify'
import { pageBy, serve, type Caller } from '@ticun/http'
import { escrowRoutes as routes, isRefusal, newId, refuse } from '@ticun/protocol'
import { findGuardianship, listGuardianships } from '../read/guardianships.ts'
import { send, type Context } from './context.ts'

/** Serves them. */
export function serveGuardianships(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.askGuardianship, async ({ body, ...input }) => {
    const bookId = body.bookId ?? (await onlyBook(context))
    if (bookId === undefined) return refuse('unknown_book')
    const { guardianshipId = newId('grd'), wardId, guardianId, kind, until } = body
    const { evidenceSha256 } = body
    const sent = await send(context, bookId, input, {
      verb: 'ask-guardianship',
      guardianshipId,
      wardId,
      guardianId,
      kind,
      ...(until === undefined ? {} : { until }),
      ...(evidenceSha256 === undefined ? {} : { evidenceSha256 }),
    })
    return shown(context, input.caller, sent)
  })
  serve(app, routes.decideGuardianship, async ({ params, body, ...input }) => {
    const { guardianshipId } = params
    const place = await locate(guardianshipId)
    if (!place) return refuse('unknown_guardianship', guardianshipId)
    const verb = { verb: 'decide-guardianship' as const, guardianshipId, body }
    return shown(context, input.caller, await send(context, place.bookId, input, verb))
  })
  serve(app, routes.endGuardianship, async ({ params, body, ...input }) => {
    const { guardianshipId } = params
    const place = await locate(guardianshipId)
    if (!place) return refuse('unknown_guardianship', guardianshipId)
    const { evidenceSha256 } = body
    const proof = evidenceSha256 === undefined ? {} : { evidenceSha256 }
    const verb = { verb: 'end-guardianship' as const, guardianshipId, ...proof }
    return shown(context, input.caller, await send(context, place.bookId, input, verb))
  })
  serve(app, routes.listGuardianships, async ({ query, after, caller }) => {
    const { limit, ...wanted } = query
    const [before] = after ?? []
    const found = await listGuardianships(db, caller, { ...wanted, before, limit: limit + 1 })
    return { body: pageBy(routes.listGuardianships, found, limit, (each) => [each.guardianshipId]) }
  })
}

/** A consumer does not know books; most houses have one. */
async function onlyBook({ db }: Context): Promise<string | undefined> {
  const rows = await db.selectFrom('book').select('book_id').limit(2).execute()
  return rows.length === 1 ? rows[0]!.book_id : undefined
}

async function shown(context: Context, caller: Caller, sent: Awaited<ReturnType<typeof send>>) {
  if (isRefusal(sent)) return sent
  const { guardianshipId } = sent.body as { guardianshipId: string }
  const view = await findGuardianship(context.db, caller, guardianshipId)
  return view ? { body: view, replayed: sent.replayed } : refuse('not_yours')
}
