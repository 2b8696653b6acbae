// How facts of sessions change the world.
import type { World } from '../../world/world.ts'
import { caseChanges, closeCase } from './cases.ts'
import { awaitWord } from './session-timers.ts'
import { changeSession, type ChangeTable, type FactOf } from './change.ts'
import { addOwed, addSession, take, takenBy } from './taking.ts'

function record(world: World, fact: FactOf<'session.recorded'>): void {
  const taken = takenBy(fact)
  addSession(world, fact, { slot: taken.slot, amountFen: taken.amountFen, status: 'SUBMITTED' })
  take(world, taken, 'F', 'S')
  awaitWord(world, fact.data.sessionId, fact.data.lapsesAt)
}

/** A session that is confirmed at the desk was not there before: the one fact says both. */
function confirm(world: World, fact: FactOf<'session.confirmed'>): void {
  const { sessionId, confirmedBy } = fact.data
  const taken = takenBy(fact)
  const { slot, amountFen } = taken
  const confirmedAt = fact.data.confirmedAt ?? fact.occurredAt
  const confirmed = { status: 'CONFIRMED', amountFen, confirmedAt, confirmedBy } as const
  const wasThere = world.sessions.has(sessionId)
  if (wasThere) changeSession(world, sessionId, confirmed)
  else addSession(world, fact, { slot, ...confirmed })
  take(world, taken, wasThere ? 'S' : 'F', 'C')
}

/** Taken back: before it had a slot, before it was confirmed, or with its price. */
function reverse(world: World, fact: FactOf<'session.reversed'>): void {
  const { sessionId, taken } = fact.data
  const session = world.sessions.get(sessionId)!
  changeSession(world, sessionId, { status: 'REVERSED' })
  if (session.status === 'UNFUNDED') {
    closeCase(world, fact, { outcome: 'WRITTEN_OFF' })
    return
  }
  take(world, session, session.status === 'CONFIRMED' ? 'C' : 'S', 'F')
  if (taken) addOwed(world, session.lotId, BigInt(taken.receivableFen))
}

export const sessionChanges = {
  'session.recorded': record,
  'session.confirmed': confirm,
  'session.reversed': reverse,
  ...caseChanges,
} satisfies Partial<ChangeTable>
