// Serves freezes: placed by one officer, lifted by two, seen by overseers.
import type { FastifyInstance } from 'fastify'
import { transact, type Database, type Transaction } from '@ticun/db'
import { pageBy, serve, type HandlerInput } from '@ticun/http'
import { freeze, isRefusal, notaryRoutes as routes, refuse } from '@ticun/protocol'
import { answerOnce } from '../command/once.ts'
import type { Answer, NotaryTables } from '../tables.ts'
import type { Change } from './change.ts'
import { findFreeze, listFreezes } from './freezes.ts'
import { approveLift, requestLift } from './lift.ts'
import { place } from './place.ts'

export type FreezeContext = {
  db: Database<NotaryTables>
  /** Facts were committed. */
  onFacts: () => void
}

type Work = (trx: Transaction<NotaryTables>, change: Change) => Promise<Answer>
type Asking = Pick<
  HandlerInput<typeof routes.placeFreeze>,
  'idempotency' | 'caller' | 'correlationId' | 'now'
>

/** Puts `/v1/freezes` on a server. */
export function serveFreezes(app: FastifyInstance, context: FreezeContext): void {
  const { db } = context
  serve(app, routes.placeFreeze, (input) =>
    command(context, input, (trx, change) => place(trx, input.body, change)),
  )
  serve(app, routes.requestLift, (input) => {
    const { freezeId } = input.params
    const { reason } = input.body
    return command(context, input, (trx, change) => requestLift(trx, freezeId, reason, change))
  })
  serve(app, routes.approveLift, (input) => {
    const { freezeId } = input.params
    return command(context, input, (trx, change) => approveLift(trx, freezeId, change))
  })
  serve(app, routes.getFreeze, async ({ params }) => {
    const found = await findFreeze(db, params.freezeId)
    return found ? { body: found.freeze } : refuse('unknown_freeze', params.freezeId)
  })
  serve(app, routes.listFreezes, async ({ query: { limit, ...wanted }, after }) => {
    const found = await listFreezes(db, { ...wanted, before: after?.[0], limit: limit + 1 })
    const { items, ...rest } = pageBy(routes.listFreezes, found, limit, (each) => [each.number])
    return { body: { items: items.map((each) => each.freeze), ...rest } }
  })
}

async function command(context: FreezeContext, asking: Asking, work: Work) {
  const { idempotency, caller, correlationId, now } = asking
  const actor = { role: caller.role, id: caller.id }
  const { answer, replayed } = await transact(context.db, (trx) =>
    answerOnce(trx, idempotency, (commandId) =>
      work(trx, { commandId, actor, correlationId, now }),
    ),
  )
  if (isRefusal(answer)) return answer
  if (!replayed) context.onFacts()
  return { body: freeze.parse(answer.body), replayed }
}
