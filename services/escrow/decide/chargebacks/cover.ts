// What becomes free in a lot that was charged back is the merchant's, who has paid for it (F14).
import { minFen } from '@ticun/money'
import type { EscrowFact } from '@ticun/protocol'
import { relieve, takeOfLot, withSlot } from '@ticun/rules'
import type { Lot } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { priceNow } from '../sessions.ts'
import { debtOf } from './decide.ts'

type Freeing = Extract<EscrowFact, { type: 'session.reversed' | 'session.settled' }>

function isFreeing(fact: EscrowFact): fact is Freeing {
  return fact.type === 'session.reversed' || fact.type === 'session.settled'
}

/** Fen that the fact gives back to the lot's free balance. */
function freedFen(world: World, fact: Freeing): bigint {
  if (fact.type === 'session.settled') {
    // Withdrawn before it was ever confirmed, it waits for her again.
    const waits = fact.data.outcome === 'WITHDRAWN'
    return waits ? 0n : BigInt(fact.data.consumerFen)
  }
  // A confirmed one gives what it took: its face would cost another fen by now.
  if (fact.data.taken) return BigInt(fact.data.amountFen ?? '0')
  const session = world.sessions.get(fact.data.sessionId)!
  return session.status === 'UNFUNDED' ? 0n : priceNow(world, session)
}

/** The lot as the fact leaves it: a slot or face is free again, or she has a credit. */
function freed(lot: Lot, fact: Freeing, fen: bigint): Lot {
  const { slot, faceFen = '0' } = fact.data
  const isParted = fact.type === 'session.settled' && fact.data.outcome === 'SPLIT'
  if (slot !== undefined && !isParted) {
    return { ...lot, slotStates: withSlot(lot.slotStates, slot, 'F') }
  }
  if (slot !== undefined) {
    const figures = { ...lot.figures, creditFen: lot.figures.creditFen + fen }
    return { ...lot, figures }
  }
  const face = BigInt(faceFen)
  const figures = { ...lot.figures }
  if (fact.type === 'session.settled') {
    figures.disputedFen -= fen
    figures.faceDisputedFen -= face
  } else if (fact.data.taken) {
    figures.releasedFen -= fen
    figures.faceSpentFen -= face
  } else {
    figures.faceWaitingFen -= face
  }
  return { ...lot, figures }
}

/**
 * A session that is taken back or overturned gives its money to the lot. Where a chargeback gave
 * the consumer that money already and the merchant owes it, it relieves the merchant instead.
 */
export function thenCover(world: World, decision: Decision, speak: Speak): Decision {
  if ('refused' in decision) return decision
  const more = decision.facts.filter(isFreeing).flatMap((fact) => {
    const lot = world.lots.get(fact.data.lotId)!
    const debt = debtOf(lot)
    const fen = freedFen(world, fact)
    const coverFen = minFen(fen, debt.merchantFen)
    return coverFen === 0n ? [] : covered(freed(lot, fact, fen), coverFen, speak)
  })
  return more.length === 0 ? decision : { ...decision, facts: [...decision.facts, ...more] }
}

function covered(lot: Lot, coverFen: bigint, speak: Speak): EscrowFact[] {
  const { contractId, lotId, merchantId } = lot
  const { heldFen, slots, faceFen, creditFen } = takeOfLot(lot, coverFen)
  if (heldFen === 0n) return []
  const given = relieve(heldFen, debtOf(lot))
  const data = {
    contractId,
    lotId,
    merchantId,
    amountFen: heldFen.toString(),
    owedFen: given.owedFen.toString(),
    payableFen: given.payableFen.toString(),
    slots,
    faceFen: faceFen.toString(),
    creditFen: creditFen.toString(),
  }
  return [speak('chargeback.covered', lotId, data)]
}
