// Money came for sessions that nothing stood behind: they take slots or face, oldest first.
import type { EscrowFact } from '@ticun/protocol'
import { backfill, type Unfunded } from '@ticun/rules'
import type { Lot } from '../world/nouns.ts'
import type { World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { unfundedLot } from './evolve/lots.ts'
import { waitsUntil } from './deemed.ts'

/** An unfunded session, and whether her code was right when it was told. */
export type Waiting = Unfunded & { contractId: string; merchantId: string; byCode: boolean }

/** The unfunded sessions of a contract. */
export function waitingOf(world: World, contractId: string): Waiting[] {
  return [...world.cases.values()]
    .filter((each) => each.contractId === contractId && each.kind === 'UNFUNDED')
    .filter((each) => each.closedAt === undefined)
    .map(({ sessionId, merchantId, byCode }) => {
      const { occurredAt, faceFen } = world.sessions.get(sessionId)!
      return { sessionId, contractId, merchantId, byCode, occurredAt, faceFen }
    })
}

/** UTC: when the money came, when it was told, and how long it may wait for her word. */
type FillTimes = { paidAt: string; now: string; waits: ReturnType<typeof waitsUntil> }

/**
 * Gives waiting sessions what a lot has, oldest first (F11, F15). They are booked at the bank's
 * value date, `paidAt`, because no money was there before. One that came with her code is
 * confirmed, and can be disputed from `now` on.
 */
export function fillLot(
  lot: Lot,
  waiting: readonly Waiting[],
  { paidAt, now, waits }: FillTimes,
  speak: Speak,
): EscrowFact[] {
  const byId = new Map(waiting.map((each) => [each.sessionId, each]))
  return backfill(lot, waiting).flatMap(({ sessionId, slot, amountFen }) => {
    const { contractId, merchantId, byCode, faceFen } = byId.get(sessionId)!
    const ref = {
      sessionId,
      contractId,
      lotId: lot.lotId,
      merchantId,
      amountFen: amountFen.toString(),
      ...(slot === undefined ? {} : { slot }),
      ...(faceFen === undefined ? {} : { faceFen: faceFen.toString() }),
    }
    const until = byCode ? {} : waits
    const filled = speak('session.backfilled', sessionId, { ...ref, ...until }, paidAt)
    if (!byCode) return [filled]
    const confirmed = { ...ref, confirmedBy: 'CODE' as const, confirmedAt: now }
    return [filled, speak('session.confirmed', sessionId, confirmed, paidAt)]
  })
}

type Paying = Extract<EscrowFact, { type: 'lot.funded' | 'suspense.assigned' }>

/** Whether a fact completes the price of its lot. */
function isComplete(fact: EscrowFact): fact is Paying {
  if (fact.type === 'suspense.assigned') return fact.data.heldFen !== undefined
  return fact.type === 'lot.funded'
}

/** The lot that an offer became by this very payment. */
function bornIn(facts: readonly EscrowFact[], lotId: string): Lot {
  const [born] = facts
  if (born?.type !== 'contract.signed' && born?.type !== 'lot.added') {
    throw new Error(`${lotId} is paid and unknown`)
  }
  return unfundedLot(born)
}

/**
 * The facts of a deposit, and after the one that completes a lot's price those of the sessions that
 * waited for it.
 */
export function thenFill(world: World, decision: Decision, now: string, speak: Speak): Decision {
  if ('refused' in decision) return decision
  const more = decision.facts.flatMap((fact) => {
    if (!isComplete(fact)) return []
    const lot = world.lots.get(fact.data.lotId) ?? bornIn(decision.facts, fact.data.lotId)
    const { paidAt } = fact.data
    const times = { paidAt, now, waits: waitsUntil(world, lot, now) }
    return fillLot(lot, waitingOf(world, lot.contractId), times, speak)
  })
  return more.length === 0 ? decision : { ...decision, facts: [...decision.facts, ...more] }
}
