// Signing a contract: a snapshot of the product's terms, and an unfunded lot.
import { createHash } from 'node:crypto'
import { isRefusal, refuse, type EscrowFact, type LotTerms, type Refusal } from '@ticun/protocol'
import type { Command } from '../command/command.ts'
import type { World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { capRefusal, lotsOfCustomer } from './caps.ts'
import { offered } from './offers.ts'
import { agreedTerms } from './products.ts'
import { freeReferences } from './names.ts'
import { mayBind } from './ownership.ts'
import type { AgreedLot } from './upgrade.ts'

/**
 * SHA-256 (hexadecimal) of the terms with sorted keys: what both sides agreed to, as one figure.
 */
export function termsSha256(terms: LotTerms): string {
  const sorted = Object.fromEntries(Object.entries(terms).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex')
}

/**
 * Signs a contract between the product's merchant and a consumer: she, or who may bind her. A
 * merchant's word alone is an offer, which binds nobody until she accepts it. Refused:
 * unknown_product, not_yours, id_taken, product_withdrawn, and what the caps do not allow with what
 * she has there already: cap_amount_exceeded, cap_sessions_exceeded, cap_term_exceeded,
 * cap_total_exceeded.
 */
export function signContract(
  world: World,
  command: Extract<Command, { verb: 'sign-contract' }>,
  speak: Speak,
): Decision {
  const { contractId, lotId, consumerId, actor } = command
  const product = world.products.get(command.productId)
  if (!product) return refuse('unknown_product', command.productId)
  if (!mayBind(world, command, { ...product, consumerId })) return refuse('not_yours')
  const isTaken = world.contracts.has(contractId) || world.offers.has(contractId)
  if (isTaken) return refuse('id_taken', contractId)
  if (world.lots.has(lotId)) return refuse('id_taken', lotId)
  if (product.withdrawnAt !== undefined) return refuse('product_withdrawn', product.withdrawnAt)
  const { productId, merchantId, version: productVersion } = product
  const terms = agreedTerms(world, product, command.now)
  const [reference] = freeReferences(world, command.references)
  if (reference === undefined) return refuse('id_taken', 'reference')
  const sha256 = termsSha256(terms)
  const ids = { contractId, merchantId, consumerId, productId, productVersion, lotId }
  const agreed = { ...ids, reference, terms, termsSha256: sha256 }
  const fact =
    actor.role === 'merchant'
      ? offered(world, { ...agreed, product }, command.now, speak)
      : signed(world, agreed, command.now, speak)
  if (isRefusal(fact)) return fact
  return { facts: [fact], answer: () => () => ({ contractId }) }
}

/** What she signs herself holds at once, unless her caps forbid it. */
function signed(world: World, agreed: AgreedLot, now: string, speak: Speak): EscrowFact | Refusal {
  const { contractId, merchantId, consumerId, terms } = agreed
  const lots = lotsOfCustomer(world, merchantId, consumerId)
  const tooMuch = capRefusal(world, merchantId, terms, lots, now)
  return tooMuch ?? speak('contract.signed', contractId, agreed)
}
