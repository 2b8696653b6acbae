// Serves dead facts: the list, one more try, and the end of one by two officers.
import type { FastifyInstance } from 'fastify'
import type { Database } from '@ticun/db'
import {
  endDead,
  findDead,
  isFault,
  listDead,
  noteTry,
  proposeEnding,
  replayDead,
  type DeadFact,
  type Handler,
} from '@ticun/events'
import { pageBy, serve, systemNow } from '@ticun/http'
import { deadFactRoutes as routes, refuse, type Refusal } from '@ticun/protocol'
import { viewDeadFact } from './view.ts'

export type DeadFactsTarget<DB> = {
  db: Database<DB>
  handle: Handler<DB>
  /** One was handled after all: its transaction may have said facts. */
  onTaken?: () => void
}

/** Puts `/v1/dead-facts` on a server. */
export function serveDeadFacts<DB>(app: FastifyInstance, target: DeadFactsTarget<DB>): void {
  const { db } = target
  serve(app, routes.listDeadFacts, async ({ query: { limit, all }, after }) => {
    const since = after === undefined ? {} : { after: after[0] }
    const found = await listDead(db, { open: all !== 'true', limit: limit + 1, ...since })
    const { items, ...rest } = pageBy(routes.listDeadFacts, found, limit, (each) => [each.number])
    return { body: { items: items.map(viewDeadFact), ...rest } }
  })
  serve(app, routes.replayDeadFact, ({ params, caller }) =>
    withDead(db, params.deadFactId, (dead) => replay(target, dead, caller.id)),
  )
  serve(app, routes.endDeadFact, ({ params, body, caller }) =>
    withDead(db, params.deadFactId, async (dead) => {
      const closed = closedRefusal(dead)
      if (closed) return closed
      const word = { number: dead.number, by: caller.id, reason: body.reason, at: systemNow() }
      return (await proposeEnding(db, word)) ? undefined : meanwhile(db, dead)
    }),
  )
  serve(app, routes.approveDeadFactEnding, ({ params, caller }) =>
    withDead(db, params.deadFactId, async (dead) => {
      const closed = closedRefusal(dead)
      if (closed) return closed
      if (dead.proposedBy === null) return refuse('unknown_change', params.deadFactId)
      if (dead.proposedBy === caller.id) return refuse('same_person', 'another officer ends it')
      const word = { number: dead.number, by: caller.id, at: systemNow() }
      return (await endDead(db, word)) ? undefined : meanwhile(db, dead)
    }),
  )
}

/** Does a deed on one of them and shows it as it is afterwards. */
async function withDead<DB>(
  db: Database<DB>,
  deadFactId: string,
  deed: (dead: DeadFact) => Promise<Refusal | undefined>,
) {
  const number = BigInt(deadFactId)
  const dead = await findDead(db, number)
  if (!dead) return refuse('unknown_dead_fact', deadFactId)
  const refusal = await deed(dead)
  if (refusal) return refusal
  return { body: viewDeadFact((await findDead(db, number)) ?? dead) }
}

function closedRefusal(dead: DeadFact): Refusal | undefined {
  if (dead.endedAt !== null) return refuse('dead_fact_ended', `by ${dead.endedBy}`)
  if (dead.replayedAt !== null) return refuse('dead_fact_handled', dead.replayedAt)
  return undefined
}

/** Why a word came too late: it was dealt with, or the approver has proposed it himself by now. */
async function meanwhile<DB>(db: Database<DB>, { number }: DeadFact): Promise<Refusal> {
  const now = await findDead(db, number)
  return (now && closedRefusal(now)) ?? refuse('same_person', 'another officer ends it')
}

/** Handled before is as good as handled now. Refused: dead_fact_ended, dead_fact_rejected. */
async function replay<DB>(
  { db, handle, onTaken }: DeadFactsTarget<DB>,
  { number, topic, factId, endedAt, endedBy }: DeadFact,
  by: string,
): Promise<Refusal | undefined> {
  if (endedAt !== null) return refuse('dead_fact_ended', `by ${endedBy}`)
  try {
    if (await replayDead(db, { topic, factId, by }, handle)) onTaken?.()
    return undefined
  } catch (error) {
    if (isFault(error)) throw error
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    await noteTry(db, { number, reason })
    return refuse('dead_fact_rejected', reason.slice(0, 400))
  }
}
