// Offers: the word of a merchant, or of who gives of her lots, until the consumer accepts it.
import { isRefusal, refuse, type EscrowFact, type LotTerms, type Refusal } from '@ticun/protocol'
import type { Command } from '../command/command.ts'
import type { Product } from '../world/nouns.ts'
import type { Offer } from '../world/offer.ts'
import type { World } from '../world/world.ts'
import { capRefusal, lotsOfCustomer } from './caps.ts'
import type { Decision, Speak } from './decision.ts'
import { lapseOf } from './offer-term.ts'
import { isHolder, isOwn } from './ownership.ts'
import { codeProblem } from './sessions.ts'
import { transferFacts } from './transfer.ts'
import { startUpgrade } from './upgrade.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** What is offered, before it is known until when. */
export type Offered = {
  contractId: string
  lotId: string
  consumerId: string
  product: Product
  reference: string
  terms: LotTerms
  termsSha256: string
  fromLotId?: string
}

/**
 * The fact of an offer, or what no consumer could buy. Nothing about her is looked at: the answer
 * must not tell whether she is known.
 */
export function offered(
  world: World,
  { product, fromLotId, ...agreed }: Offered,
  now: string,
  speak: Speak,
): EscrowFact | Refusal {
  const { productId, merchantId, version: productVersion } = product
  const tooMuch = capRefusal(world, merchantId, agreed.terms, [], now)
  if (tooMuch) return tooMuch
  const lapsesAt = lapseOf(now)
  const said = { ...agreed, merchantId, productId, productVersion, lapsesAt }
  if (!world.contracts.has(agreed.contractId)) {
    return speak('contract.offered', agreed.contractId, said)
  }
  return speak('lot.offered', agreed.lotId, { ...said, ...(fromLotId ? { fromLotId } : {}) })
}

/** Whether it can be accepted at an instant (UTC). */
export function isOpen({ status, lapsesAt }: Offer, at: string): boolean {
  return status === 'OPEN' && at <= lapsesAt
}

/**
 * What her acceptance makes of an offer: the contract, or the further lot. Refused: id_taken, what
 * the caps do not allow with what she has there by now (F21), and as `startUpgrade` and
 * `transferFacts` say.
 */
export function acceptedFacts(
  world: World,
  offer: Offer,
  now: string,
  speak: Speak,
  at?: string,
): EscrowFact[] | Refusal {
  const { offerId, status: _s, offeredAt: _o, lapsesAt: _l, fromLotId, transfer, ...agreed } = offer
  if (transfer) return transferFacts(world, { ...offer, transfer }, now, speak)
  const { contractId, lotId, merchantId, consumerId, terms } = agreed
  if (world.lots.has(lotId)) return refuse('id_taken', lotId)
  const isContract = offerId === contractId
  if (world.contracts.has(contractId) === isContract) return refuse('id_taken', contractId)
  const others = lotsOfCustomer(world, merchantId, consumerId)
  const kept = others.filter((lot) => lot.lotId !== fromLotId)
  const tooMuch = capRefusal(world, merchantId, terms, kept, now)
  if (tooMuch) return tooMuch
  if (isContract) return [speak('contract.signed', contractId, agreed, at)]
  if (fromLotId !== undefined) return startUpgrade(world, now, { ...agreed, fromLotId }, speak)
  const renewal = { ...agreed, origin: 'RENEWAL' as const, expectedFen: terms.priceFen }
  return [speak('lot.added', lotId, renewal, at)]
}

/**
 * She accepts an offer, by her log-in or by her code at the merchant's desk. Refused:
 * unknown_offer, not_yours, offer_not_open, code_wrong, code_locked, code_used, and as
 * `acceptedFacts`.
 */
export function acceptOffer(world: World, command: Of<'accept-offer'>, speak: Speak): Decision {
  const offer = world.offers.get(command.offerId)
  if (!offer) return refuse('unknown_offer', command.offerId)
  const { actor, codeWindow, now } = command
  const isDesk = actor.role === 'merchant' && isOwn(actor, offer)
  if (!isDesk && !isHolder(world, command, offer)) return refuse('not_yours')
  if (!isOpen(offer, now)) return refuse('offer_not_open', offer.status)
  const problem = isDesk && codeProblem(world, offer.contractId, codeWindow ?? null)
  if (problem) return problem
  const facts = acceptedFacts(world, offer, now, speak)
  if (isRefusal(facts)) return facts
  return { facts, answer: () => () => ({ contractId: offer.contractId }) }
}

/** Whether the actor made it: the merchant, or who gives of her lots. */
function isMaker(world: World, command: Of<'end-offer'>, offer: Offer): boolean {
  const { actor } = command
  const { transfer } = offer
  if (!transfer) return actor.role === 'merchant' && isOwn(actor, offer)
  return isHolder(world, command, { ...offer, consumerId: transfer.fromConsumerId })
}

/**
 * Whoever made an offer takes it back, or she declines it. Refused: unknown_offer, not_yours,
 * offer_not_open.
 */
export function endOffer(world: World, command: Of<'end-offer'>, speak: Speak): Decision {
  const offer = world.offers.get(command.offerId)
  if (!offer) return refuse('unknown_offer', command.offerId)
  const isOwner = isMaker(world, command, offer)
  if (!isOwner && !isHolder(world, command, offer)) return refuse('not_yours')
  if (offer.status !== 'OPEN') return refuse('offer_not_open', offer.status)
  const fact = ended(offer, isOwner ? 'WITHDRAWN' : 'DECLINED', speak)
  return { facts: [fact], answer: () => () => ({ offerId: offer.offerId }) }
}

function ended(
  { offerId, contractId, lotId, merchantId }: Offer,
  reason: 'WITHDRAWN' | 'DECLINED' | 'LAPSED',
  speak: Speak,
): EscrowFact {
  return speak('offer.ended', offerId, { offerId, contractId, lotId, merchantId, reason })
}

/** She did not accept in time. */
export function lapseOffer(world: World, offerId: string, speak: Speak): EscrowFact[] {
  const offer = world.offers.get(offerId)
  return offer?.status === 'OPEN' ? [ended(offer, 'LAPSED', speak)] : []
}
