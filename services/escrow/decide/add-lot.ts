// A further lot of a contract: a renewal, and what calls one off that nobody paid for.
import { refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import type { Command } from '../command/command.ts'
import type { Contract, Lot, Product } from '../world/nouns.ts'
import { lotsOf, type World } from '../world/world.ts'
import { capRefusal, lotsOfCustomer } from './caps.ts'
import type { Decision, Speak } from './decision.ts'
import { freeReferences } from './names.ts'
import { offered } from './offers.ts'
import { mayBind, mayClaim } from './ownership.ts'
import { agreedTerms } from './products.ts'
import { termsSha256 } from './sign.ts'
import { cancelled, startUpgrade } from './upgrade.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/**
 * Adds a lot to a contract: bought again (a renewal), or an upgrade of one of its lots (F8); what a
 * merchant adds is an offer until she accepts it. It has a snapshot of the product's terms as they
 * are now, and a reference of its own. Refused:
 * unknown_contract, unknown_product, not_yours, id_taken, lot_closed, product_withdrawn, what the
 * caps do not allow (F21), and as `startUpgrade` says.
 */
export function addLot(world: World, command: Of<'add-lot'>, speak: Speak): Decision {
  const place = placeFor(world, command)
  if ('refused' in place) return place
  const { contract, product } = place
  const { contractId, merchantId, consumerId } = contract
  const terms = agreedTerms(world, product, command.now)
  const { lotId, upgradedLotId, actor, now } = command
  const { productId, version: productVersion } = product
  const ids = { contractId, merchantId, consumerId, productId, productVersion, lotId }
  const [reference] = freeReferences(world, command.references)
  if (reference === undefined) return refuse('id_taken', 'reference')
  const agreed = { ...ids, terms, reference, termsSha256: termsSha256(terms) }
  if (actor.role === 'merchant') {
    const from = upgradedLotId === undefined ? {} : { fromLotId: upgradedLotId }
    const fact = offered(world, { ...agreed, product, ...from }, now, speak)
    return 'refused' in fact ? fact : accepted([fact], contractId)
  }
  const others = lotsOfCustomer(world, merchantId, consumerId)
  // The upgraded lot is given up, so it does not count beside the one that takes its place.
  const kept = others.filter((lot) => lot.lotId !== upgradedLotId)
  const tooMuch = capRefusal(world, merchantId, terms, kept, now)
  if (tooMuch) return tooMuch
  if (upgradedLotId !== undefined) {
    const facts = startUpgrade(world, now, { ...agreed, fromLotId: upgradedLotId }, speak)
    return 'refused' in facts ? facts : accepted(facts, contractId)
  }
  const renewal = { ...agreed, origin: 'RENEWAL' as const, expectedFen: terms.priceFen }
  return accepted([speak('lot.added', lotId, renewal)], contractId)
}

function placeFor(
  world: World,
  command: Of<'add-lot'>,
): { contract: Contract; product: Product } | Refusal {
  const { contractId, productId, lotId } = command
  const contract = world.contracts.get(contractId)
  if (!contract) return refuse('unknown_contract', contractId)
  const product = world.products.get(productId)
  if (!product) return refuse('unknown_product', productId)
  const isSold = product.merchantId === contract.merchantId
  if (!mayBind(world, command, contract) || !isSold) return refuse('not_yours')
  const isTaken = world.lots.has(lotId) || world.offers.has(lotId)
  if (isTaken) return refuse('id_taken', lotId)
  const isOver = (lot: Lot) => lot.status === 'CLOSED' && lot.paidAt !== undefined
  if (lotsOf(world, contractId).every(isOver)) return refuse('lot_closed', contractId)
  if (product.withdrawnAt !== undefined) return refuse('product_withdrawn', product.withdrawnAt)
  return { contract, product }
}

/**
 * Waits no more for the money of a lot; an upgrade that is called off gives the old lot back.
 * Refused: unknown_contract, unknown_lot, not_yours, lot_is_funded.
 */
export function cancelLot(world: World, command: Of<'cancel-lot'>, speak: Speak): Decision {
  const { contractId, lotId } = command
  const contract = world.contracts.get(contractId)
  if (!contract) return refuse('unknown_contract', contractId)
  const lot = world.lots.get(lotId)
  if (lot?.contractId !== contractId) return refuse('unknown_lot', lotId)
  if (!mayClaim(world, command, contract)) return refuse('not_yours')
  if (lot.status !== 'UNFUNDED') return refuse('lot_is_funded', lot.status)
  return accepted([cancelled(lot, 'ASKED', speak)], contractId)
}

/** The answer is an id alone: a name must not live on in stored replies. */
function accepted(facts: EscrowFact[], contractId: string): Decision {
  return { facts, answer: () => () => ({ contractId }) }
}
