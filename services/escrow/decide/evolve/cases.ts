// How facts of unfunded sessions and of disputes change the world.
import { proportion } from '@ticun/money'
import type { Clawback } from '@ticun/rules'
import type { Session, SessionCase } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import { addFigures, changeSession, put, slotsBecome, type FactOf } from './change.ts'
import { awaitWord } from './session-timers.ts'
import { addOwed, addSession, take, takenBy } from './taking.ts'

type CaseFact = FactOf<'session.unfunded' | 'session.disputed'>

function openCase(world: World, fact: CaseFact, rest: Partial<SessionCase>): void {
  const { sessionId, contractId, merchantId } = fact.data
  const { consumerId } = world.contracts.get(contractId)!
  put(world, 'cases', sessionId, {
    sessionId,
    contractId,
    merchantId,
    consumerId,
    kind: fact.type === 'session.unfunded' ? 'UNFUNDED' : 'DISPUTE',
    openedAt: fact.occurredAt,
    reason: undefined,
    answer: undefined,
    answerSha256: undefined,
    byCode: false,
    amountFen: 0n,
    taken: undefined,
    closedAt: undefined,
    outcome: undefined,
    merchantFen: 0n,
    evidenceSha256: undefined,
    ...rest,
  })
}

/** Closes the open case of a session. */
export function closeCase(
  world: World,
  fact: FactOf<'session.reversed' | 'session.backfilled' | 'session.settled'>,
  end: Partial<SessionCase>,
): void {
  const { sessionId } = fact.data
  const before = world.cases.get(sessionId)!
  put(world, 'cases', sessionId, { ...before, closedAt: fact.occurredAt, ...end })
}

function dispute(world: World, fact: FactOf<'session.disputed'>): void {
  const { sessionId, reason, taken } = fact.data
  const amountFen = BigInt(fact.data.amountFen)
  const before = world.sessions.get(sessionId)!
  const session = { ...before, amountFen }
  openCase(world, fact, { reason, amountFen, taken: taken && partsOf(taken) })
  changeSession(world, sessionId, { status: 'DISPUTED', amountFen })
  take(world, session, before.status === 'CONFIRMED' ? 'C' : 'S', 'D')
  if (taken) addOwed(world, session.lotId, BigInt(taken.receivableFen))
}

function partsOf(texts: NonNullable<FactOf<'session.disputed'>['data']['taken']>): Clawback {
  const { payableFen, reserveFen, receivableFen } = texts
  return {
    payableFen: BigInt(payableFen),
    reserveFen: BigInt(reserveFen),
    receivableFen: BigInt(receivableFen),
  }
}

function settle(world: World, fact: FactOf<'session.settled'>): void {
  const { sessionId, outcome, given, evidenceSha256 } = fact.data
  const session = world.sessions.get(sessionId)!
  const wasConfirmed = world.cases.get(sessionId)!.taken !== undefined
  const merchantFen = session.amountFen - BigInt(fact.data.consumerFen)
  closeCase(world, fact, { outcome, merchantFen, evidenceSha256 })
  addOwed(world, session.lotId, -BigInt(given.receivableFen))
  if (outcome === 'SPLIT') {
    changeSession(world, sessionId, { status: 'SETTLED' })
    part(world, session, merchantFen)
    return
  }
  if (outcome === 'OVERTURNED' || outcome === 'CONCEDED') {
    changeSession(world, sessionId, { status: 'REJECTED' })
    take(world, session, 'D', 'F')
    return
  }
  if (outcome === 'WITHDRAWN' && !wasConfirmed) {
    changeSession(world, sessionId, { status: 'SUBMITTED', deemedUntil: fact.data.deemedUntil })
    take(world, session, 'D', 'S')
    awaitWord(world, sessionId, fact.data.lapsesAt)
    return
  }
  const confirmedAt = session.confirmedAt ?? fact.occurredAt
  changeSession(world, sessionId, { status: 'CONFIRMED', confirmedAt })
  take(world, session, 'D', 'C')
}

/**
 * Shares what a session took. A slot is parted: the merchant's part is an adjustment, the
 * consumer's is her credit. Of stored value her part of the face is on the card again.
 */
function part(world: World, session: Session, merchantFen: bigint): void {
  const { lotId, slot, faceFen = 0n, amountFen } = session
  if (slot !== undefined) {
    slotsBecome(world, lotId, [slot], 'P')
    addFigures(world, lotId, { adjustedFen: merchantFen, creditFen: amountFen - merchantFen })
    return
  }
  const spentFen = amountFen === 0n ? faceFen : proportion(faceFen, merchantFen, amountFen)
  addFigures(world, lotId, {
    faceDisputedFen: -faceFen,
    disputedFen: -amountFen,
    faceSpentFen: spentFen,
    releasedFen: merchantFen,
  })
}

export const caseChanges = {
  'session.unfunded': (world: World, fact: FactOf<'session.unfunded'>): void => {
    addSession(world, fact, { slot: undefined, amountFen: 0n, status: 'UNFUNDED' })
    openCase(world, fact, { byCode: fact.data.byCode })
  },
  'session.backfilled': (world: World, fact: FactOf<'session.backfilled'>): void => {
    const taken = takenBy(fact)
    const { lotId, slot, amountFen } = taken
    closeCase(world, fact, { outcome: 'BACKFILLED' })
    const { sessionId, deemedUntil, lapsesAt } = fact.data
    const waits = { status: 'SUBMITTED', deemedUntil } as const
    changeSession(world, sessionId, { ...waits, lotId, slot, amountFen })
    take(world, taken, 'F', 'S')
    awaitWord(world, sessionId, lapsesAt)
  },
  'session.disputed': dispute,
  'session.answered': (world: World, { data }: FactOf<'session.answered'>): void => {
    const { sessionId, reason: answer, evidenceSha256: answerSha256 } = data
    put(world, 'cases', sessionId, { ...world.cases.get(sessionId)!, answer, answerSha256 })
  },
  'session.settled': settle,
}
