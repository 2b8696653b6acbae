// How facts of contracts and lots change the world.
import { freeSlots, NO_FIGURES, slotsOf, validityOf } from '@ticun/rules'
import type { Lot } from '../../world/nouns.ts'
import { lotsOf, type World } from '../../world/world.ts'
import {
  addCustomer,
  changeLot,
  clearTimer,
  nothing,
  put,
  setTimer,
  type ChangeTable,
  type FactOf,
} from './change.ts'
import { awaitDifference } from './lot-moves.ts'
import { acceptOffer } from './offers.ts'

/** What a lot begins with, of the fact that brings it. */
type Agreement =
  | Pick<FactOf<'contract.signed'>, 'type' | 'occurredAt' | 'data'>
  | Pick<FactOf<'lot.added'>, 'type' | 'occurredAt' | 'data'>

/** A lot as it is before any cash has come. */
export function unfundedLot(fact: Agreement): Lot {
  const { lotId, contractId, merchantId, productId, productVersion, terms } = fact.data
  const { reference, termsSha256 } = fact.data
  const priceFen = BigInt(terms.priceFen)
  return {
    lotId,
    contractId,
    merchantId,
    productId,
    productVersion,
    origin: fact.type === 'lot.added' ? fact.data.origin : 'SALE',
    fromLotId: fact.type === 'lot.added' ? fact.data.fromLotId : undefined,
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
    chargebackId: undefined,
    codeWindow: 0n,
  }
}

/** A lot belongs to a contract, in the order in which they are loaded: oldest first. */
function add(world: World, lot: Lot): void {
  const { lotId, contractId } = lot
  world.created.add(lotId)
  put(world, 'lots', lotId, lot)
  const lots = [...lotsOf(world, contractId), lot].toSorted(isOlder)
  world.lotsOf.set(contractId, lots.map(idOf))
}

const idOf = ({ lotId }: Lot) => lotId

function isOlder(a: Lot, b: Lot): number {
  if (a.addedAt !== b.addedAt) return a.addedAt < b.addedAt ? -1 : 1
  return a.lotId < b.lotId ? -1 : 1
}

function sign(world: World, fact: FactOf<'contract.signed'>): void {
  const { contractId, merchantId, consumerId, productId } = fact.data
  const { reference, terms, termsSha256 } = fact.data
  const merchantName = world.merchants.get(merchantId)!.name
  const productName = world.products.get(productId)!.name
  world.created.add(contractId)
  put(world, 'contracts', contractId, {
    contractId,
    merchantId,
    merchantName,
    consumerId,
    productId,
    productName,
    reference,
    terms,
    termsSha256,
    signedAt: fact.occurredAt,
  })
  addCustomer(world, contractId)
  add(world, unfundedLot(fact))
  acceptOffer(world, contractId)
}

/** Cash that a lot takes; `lapsesAt` begins the time in which the rest has to come (F16). */
type Taken = {
  lotId: string
  depositId: string
  amountFen: string
  paidAt: string
  lapsesAt?: string | undefined
}

/** A payment of a lot, which is complete with it or still waits for the rest. */
export function payIn(world: World, taken: Taken, completes: boolean): void {
  const { lotId, paidAt, depositId, lapsesAt } = taken
  const amountFen = BigInt(taken.amountFen)
  const lot = world.lots.get(lotId)!
  const deposit = { depositId, amountFen, paidAt, refundedFen: 0n, chargedBackFen: 0n }
  const lapse = { kind: 'LAPSE_PART_PAYMENT', subject: lotId } as const
  if (completes && lot.status === 'PART_FUNDED') clearTimer(world, lapse)
  const { contractId, merchantId } = lot
  if (!completes && lapsesAt) {
    setTimer(world, { ...lapse, dueAt: lapsesAt, contractId, merchantId })
  }
  // Lines may come late: it was paid in full when the last of them was booked.
  const paid = [...lot.deposits.map((each) => each.paidAt), paidAt].toSorted().at(-1)!
  const complete = { status: 'ACTIVE' as const, paidAt: paid, ...validityOf(lot.terms, paid) }
  changeLot(world, lotId, {
    ...(completes ? complete : { status: 'PART_FUNDED' }),
    receivedFen: lot.receivedFen + amountFen,
    deposits: [...lot.deposits, deposit],
  })
}

/** The parts wait for their way back; the lot for a price that may come after all. */
function lapse(world: World, { data: { lotId, parts } }: FactOf<'lot.lapsed'>): void {
  clearTimer(world, { kind: 'LAPSE_PART_PAYMENT', subject: lotId })
  changeLot(world, lotId, { status: 'UNFUNDED', receivedFen: 0n, deposits: [] })
  for (const part of parts) {
    const amountFen = BigInt(part.amountFen)
    const { suspenseId } = part
    const before = world.suspense.get(suspenseId)
    // An assigned item comes back as itself.
    if (before) {
      const leftFen = before.leftFen + amountFen
      put(world, 'suspense', suspenseId, { ...before, leftFen, status: 'WAITING' })
      continue
    }
    put(world, 'suspense', suspenseId, {
      suspenseId,
      depositId: part.depositId,
      amountFen,
      leftFen: amountFen,
      reason: 'PART_PAYMENT_LAPSED',
      status: 'WAITING',
      paidAt: part.paidAt,
      tries: 0,
    })
  }
}

export const lotChanges = {
  'contract.signed': sign,
  'lot.added': (world, fact) => {
    add(world, unfundedLot(fact))
    awaitDifference(world, fact)
    acceptOffer(world, fact.data.offerId ?? fact.data.lotId)
  },
  'lot.funded': (world, { data }) => payIn(world, data, true),
  'lot.paid_in': (world, { data }) => payIn(world, data, false),
  'lot.lapsed': lapse,
  'contract.closed': nothing,
} satisfies Partial<ChangeTable>
