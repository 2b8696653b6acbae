// How facts of contracts and lots change the world.
import { freeSlots, NO_FIGURES, slotsOf, validityOf } from '@ticun/rules'
import type { Lot } from '../../world/nouns.ts'
import { customerKey, type World } from '../../world/world.ts'
import { changeLot, nothing, put, type ChangeTable, type FactOf } from './change.ts'

/** A lot as it is before any cash has come. */
function unfundedLot(fact: FactOf<'contract.signed' | 'lot.added'>): Lot {
  const { lotId, contractId, merchantId, productId, productVersion, terms } = fact.data
  const { reference, termsSha256 } = fact.data
  const priceFen = BigInt(terms.priceFen)
  return {
    lotId,
    contractId,
    merchantId,
    productId,
    productVersion,
    reference,
    terms,
    termsSha256,
    status: 'UNFUNDED',
    priceFen,
    slotStates: freeSlots(slotsOf(terms)),
    figures: NO_FIGURES,
    expectedFen: fact.type === 'lot.added' ? BigInt(fact.data.expectedFen) : priceFen,
    receivedFen: 0n,
    deposits: [],
    addedAt: fact.occurredAt,
    paidAt: undefined,
    startsOn: undefined,
    validUntil: undefined,
    suspendedFrom: undefined,
    suspendedUntil: undefined,
    suspendedDays: 0,
    codeWindow: 0n,
  }
}

/** A lot belongs to a contract; an arrival is put last, so the oldest comes first. */
function add(world: World, lot: Lot): void {
  const { lotId, contractId } = lot
  world.created.add(lotId)
  world.lotsOf.set(contractId, [...(world.lotsOf.get(contractId) ?? []), lotId])
  put(world, 'lots', lotId, lot)
}

function sign(world: World, fact: FactOf<'contract.signed'>): void {
  const { contractId, merchantId, consumerId, guardianId, productId } = fact.data
  const { reference, terms, termsSha256 } = fact.data
  const merchantName = world.merchants.get(merchantId)!.name
  const productName = world.products.get(productId)!.name
  world.created.add(contractId)
  put(world, 'contracts', contractId, {
    contractId,
    merchantId,
    merchantName,
    consumerId,
    guardianId,
    productId,
    productName,
    reference,
    terms,
    termsSha256,
    signedAt: fact.occurredAt,
  })
  const customer = customerKey(merchantId, consumerId)
  const others = world.contractsOf.get(customer)
  // Only where the others are known: a list with this one alone would look complete.
  if (others) world.contractsOf.set(customer, [...others, contractId])
  add(world, unfundedLot(fact))
}

function fund(world: World, fact: FactOf<'lot.funded'>): void {
  const { lotId, paidAt, depositId } = fact.data
  const amountFen = BigInt(fact.data.amountFen)
  const lot = world.lots.get(lotId)!
  const deposit = { depositId, amountFen, paidAt, refundedFen: 0n }
  changeLot(world, lotId, {
    status: 'ACTIVE',
    paidAt,
    receivedFen: lot.receivedFen + amountFen,
    deposits: [...lot.deposits, deposit],
    ...validityOf(lot.terms, paidAt),
  })
}

export const lotChanges = {
  'contract.signed': sign,
  'lot.added': (world, fact) => add(world, unfundedLot(fact)),
  'lot.funded': fund,
  'contract.closed': nothing,
} satisfies Partial<ChangeTable>
