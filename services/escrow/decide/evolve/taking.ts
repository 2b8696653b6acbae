// What sessions take of lots: slots, or face of stored value; and how it goes between states.
import type { SlotState } from '@ticun/rules'
import type { Session } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import { addFigures, put, slotsBecome, type FactOf } from './change.ts'

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
export function takenBy(
  fact: FactOf<'session.recorded' | 'session.confirmed' | 'session.backfilled'>,
): Taken {
  const { lotId, slot, faceFen, amountFen } = fact.data
  return {
    lotId,
    slot,
    faceFen: faceFen === undefined ? undefined : BigInt(faceFen),
    amountFen: BigInt(amountFen),
  }
}

/** A session that was not there before. */
export function addSession(
  world: World,
  fact: FactOf<'session.recorded' | 'session.confirmed' | 'session.unfunded'>,
  rest: Pick<Session, 'slot' | 'amountFen' | 'status'> &
    Partial<Pick<Session, 'confirmedAt' | 'confirmedBy'>>,
): void {
  const { sessionId, contractId, lotId, merchantId, faceFen, coach } = fact.data
  world.created.add(sessionId)
  put(world, 'sessions', sessionId, {
    slot: rest.slot,
    amountFen: rest.amountFen,
    status: rest.status,
    sessionId,
    contractId,
    merchantId,
    lotId,
    faceFen: faceFen === undefined ? undefined : BigInt(faceFen),
    coach,
    occurredAt: fact.occurredAt,
    recordedAt: fact.recordedAt,
    deemedUntil: 'deemedUntil' in fact.data ? fact.data.deemedUntil : undefined,
    confirmedAt: rest.confirmedAt,
    confirmedBy: rest.confirmedBy,
  })
}

/** More (or, negative, less) of what a lot holds is owed by its merchant. */
export function addOwed(world: World, lotId: string, fen: bigint): void {
  if (fen !== 0n) addFigures(world, lotId, { owedFen: fen })
}
