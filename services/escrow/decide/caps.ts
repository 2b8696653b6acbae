// What a consumer has prepaid at a merchant, held against the caps in force (F21).
import { sumFen } from '@ticun/money'
import { refuse, type LotKind, type LotTerms, type Refusal } from '@ticun/protocol'
import {
  addPrepaid,
  capBreaches,
  capClassOf,
  capsOf,
  NOTHING_OUTSTANDING,
  NOTHING_PREPAID,
  prepaidBy,
  prepaidLeft,
  type Outstanding,
  type Prepaid,
} from '@ticun/rules'
import type { Lot } from '../world/nouns.ts'
import { customerKey, lotsOf, type World } from '../world/world.ts'
import { placeOf, policyRows } from './policy-of.ts'

/**
 * What of a lot is prepaid and not served. A lot that waits for its money counts whole: otherwise
 * several could be signed first and paid after.
 */
export function prepaidOn(lot: Lot): Prepaid {
  if (lot.paidAt !== undefined) return prepaidLeft(lot)
  const waits = lot.status === 'UNFUNDED' || lot.status === 'PART_FUNDED'
  return waits ? prepaidBy(lot.terms, lot.priceFen) : NOTHING_PREPAID
}

/** All lots of one consumer at one merchant, as a new lot of `kind` is held against them. */
export function outstandingOf(lots: readonly Lot[], kind: LotKind): Outstanding {
  if (lots.length === 0) return NOTHING_OUTSTANDING
  const sameClass = lots.filter((lot) => capClassOf(lot.terms.kind) === capClassOf(kind))
  return {
    ofClass: addPrepaid(sameClass.map(prepaidOn)),
    totalFen: sumFen(lots.map((lot) => prepaidOn(lot).fen)),
  }
}

/** The lots of a consumer at a merchant; the world has to know that customer. */
export function lotsOfCustomer(world: World, merchantId: string, consumerId: string): Lot[] {
  const contractIds = world.contractsOf.get(customerKey(merchantId, consumerId))
  if (!contractIds) throw new Error(`the world does not know ${consumerId} at ${merchantId}`)
  return contractIds.flatMap((contractId) => lotsOf(world, contractId))
}

/**
 * The first cap that selling these terms would break, as a refusal with limit, value and source.
 * `lots`: what the buyer has there already; none when the product is only listed.
 */
export function capRefusal(
  world: World,
  merchantId: string,
  terms: LotTerms,
  lots: readonly Lot[],
  now: string,
): Refusal | undefined {
  const merchant = world.merchants.get(merchantId)!
  const { kind } = terms
  const place = { ...placeOf(merchant, now), kind }
  const caps = capsOf(policyRows(world.policies.values()), place)
  const offer = prepaidBy(terms, BigInt(terms.priceFen))
  const [breach] = capBreaches(caps, offer, outstandingOf(lots, kind))
  if (!breach) return undefined
  const { code, limit, value, source } = breach
  return refuse(code, `limit ${limit}, would be ${value}: ${source}`)
}
