// Serves freezes: placed by one officer, lifted by two, seen by overseers.
import type { FastifyInstance } from 'fastify'
import { transact, type Database, type Transaction } from '@ticun/db'
import { encodeCursor, readCursor, serve, type HandlerInput } from '@ticun/http'
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
  serve(app, routes.listFreezes, async ({ query: { cursor, limit, ...wanted } }) => {
    const [before] = readCursor(cursor, 1) ?? []
    const older = before === undefined ? {} : { before: BigInt(before) }
    const found = await listFreezes(db, { ...wanted, ...older, limit: limit + 1 })
    const shown = found.slice(0, limit)
    const last = shown.at(-1)
    const more = found.length > shown.length && last !== undefined
    const items = shown.map((each) => each.freeze)
    return { body: { items, ...(more ? { next: encodeCursor([last.number.toString()]) } : {}) } }
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
