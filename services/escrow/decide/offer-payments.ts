// Payments by an offer's reference: her money is her word, except for an upgrade.
import { isRefusal, refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import type { Lot } from '../world/nouns.ts'
import type { Offer } from '../world/offer.ts'
import type { World } from '../world/world.ts'
import type { Speak } from './decision.ts'
import { unfundedLot } from './evolve/lots.ts'
import { saleRefusal } from './merchants/allowed.ts'
import { acceptedFacts, isOpen } from './offers.ts'

/** A lot that money came for, and the fact by which the money has made it of an offer. */
export type PaidFor = { lot: Lot; accepted: EscrowFact[] }

/**
 * The lot that a payment names; of an offer, the lot that accepting it makes. Undefined when there
 * is neither. Refused: offer_not_open, id_taken, and what the merchant's state or the caps do not
 * allow by now.
 */
export function lotPaidFor(
  world: World,
  { contractId, lotId }: { contractId: string; lotId: string },
  paidAt: string,
  speak: Speak,
): PaidFor | Refusal | undefined {
  const lot = world.lots.get(lotId)
  if (lot?.contractId === contractId) return { lot, accepted: [] }
  const offers = [world.offers.get(contractId), world.offers.get(lotId)]
  // An offer of the contract that was accepted is another one than that of a further lot.
  const offer = offers.find((each) => each?.lotId === lotId)
  return offer && acceptByPayment(world, offer, paidAt, speak)
}

/**
 * An upgrade spends what she has: it takes her own word, whoever pays the difference. A transfer
 * costs nothing.
 */
function acceptByPayment(
  world: World,
  offer: Offer,
  paidAt: string,
  speak: Speak,
): PaidFor | Refusal {
  const { fromLotId, transfer, merchantId, status, offeredAt } = offer
  const takesHerWord = fromLotId !== undefined || transfer !== undefined
  if (!isOpen(offer, paidAt) || takesHerWord) return refuse('offer_not_open', status)
  const unsold = saleRefusal(world, merchantId)
  if (unsold) return unsold
  // Nothing is accepted before it is offered, even where the bank's clock is behind.
  const at = paidAt > offeredAt ? paidAt : offeredAt
  const facts = acceptedFacts(world, offer, at, speak, at)
  if (isRefusal(facts)) return facts
  const [fact] = facts
  if (fact?.type !== 'contract.signed' && fact?.type !== 'lot.added') {
    throw new Error(`${offer.offerId}: acceptance is ${fact?.type}`)
  }
  return { lot: unfundedLot(fact), accepted: [fact] }
}
