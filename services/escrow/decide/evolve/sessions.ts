// How facts of sessions change the world.
import type { SlotState } from '@ticun/rules'
import type { World } from '../../world/world.ts'
import {
  addFigures,
  changeSession,
  put,
  slotsBecome,
  type ChangeTable,
  type FactOf,
} from './change.ts'

/** What a session takes of a lot, and at which price. */
type Taken = {
  lotId: string
  slot?: number | undefined
  faceFen?: bigint | undefined
  amountFen: bigint
}

/** The states between which what a session takes goes: free, submitted, confirmed, disputed. */
type TakenState = Extract<SlotState, 'F' | 'S' | 'C' | 'D'>

/** The figures of stored value that say what a slot's letter says elsewhere; signed by `sign`. */
function facesIn({ faceFen = 0n, amountFen }: Taken, state: TakenState, sign: 1n | -1n) {
  const face = faceFen * sign
  const fen = amountFen * sign
  if (state === 'S') return { faceWaitingFen: face }
  if (state === 'C') return { faceSpentFen: face, releasedFen: fen }
  if (state === 'D') return { faceDisputedFen: face, disputedFen: fen }
  return {}
}

/** What a session takes goes from one state to another: a slot, or a face amount. */
export function take(world: World, taken: Taken, from: TakenState, to: TakenState): void {
  if (taken.slot !== undefined) {
    slotsBecome(world, taken.lotId, [taken.slot], to)
    return
  }
  addFigures(world, taken.lotId, facesIn(taken, from, -1n))
  addFigures(world, taken.lotId, facesIn(taken, to, 1n))
}

/** What the fact of a session takes. */
export function takenBy(fact: FactOf<'session.recorded' | 'session.confirmed'>): Taken {
  const { lotId, slot, faceFen, amountFen } = fact.data
  return {
    lotId,
    slot,
    faceFen: faceFen === undefined ? undefined : BigInt(faceFen),
    amountFen: BigInt(amountFen),
  }
}

function record(world: World, fact: FactOf<'session.recorded' | 'session.confirmed'>): void {
  const { sessionId, contractId, merchantId, coach } = fact.data
  const taken = takenBy(fact)
  world.created.add(sessionId)
  put(world, 'sessions', sessionId, {
    sessionId,
    contractId,
    merchantId,
    lotId: taken.lotId,
    slot: taken.slot,
    faceFen: taken.faceFen,
    amountFen: taken.amountFen,
    status: 'SUBMITTED',
    coach,
    occurredAt: fact.occurredAt,
    recordedAt: fact.recordedAt,
    confirmedAt: undefined,
    confirmedBy: undefined,
  })
  take(world, taken, 'F', 'S')
}

/** A session that is confirmed at the desk was not there before: the one fact says both. */
function confirm(world: World, fact: FactOf<'session.confirmed'>): void {
  const { sessionId, confirmedBy } = fact.data
  if (!world.sessions.has(sessionId)) record(world, fact)
  const confirmedAt = fact.occurredAt
  const taken = takenBy(fact)
  changeSession(world, sessionId, {
    status: 'CONFIRMED',
    amountFen: taken.amountFen,
    confirmedAt,
    confirmedBy,
  })
  take(world, taken, 'S', 'C')
}

export const sessionChanges = {
  'session.recorded': record,
  'session.confirmed': confirm,
  'session.reversed': (world, fact) => {
    const session = world.sessions.get(fact.data.sessionId)!
    changeSession(world, session.sessionId, { status: 'REVERSED' })
    take(world, session, 'S', 'F')
  },
} satisfies Partial<ChangeTable>
