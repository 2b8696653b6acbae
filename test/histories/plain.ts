// The plain model: where the money of each lot and merchant stands, by adding up facts alone. It
// knows neither slots nor schedules nor the posting table.
import { sumFen } from '@ticun/money'
import type { EscrowFact } from '@ticun/protocol'

/**
 * Fen of one lot: paid + interest = held + disputed + merchant's + refunded + transferred + what
 * the bank took back of it.
 */
export type PlainLot = {
  paid: bigint
  interest: bigint
  held: bigint
  disputed: bigint
  merchant: bigint
  refunded: bigint
  transferred: bigint
  takenBack: bigint
}

/**
 * Fen of one merchant: what all its lots gave, less what the bank took back of that and the fees it
 * bears = payable + in transit + paid + reserve − owed.
 */
export type PlainMerchant = {
  payable: bigint
  reserve: bigint
  owed: bigint
  inTransit: bigint
  paid: bigint
  takenBack: bigint
  fees: bigint
  /** Of the fees, what is not netted yet. */
  feesOwed: bigint
}

export type Plain = {
  lots: Map<string, PlainLot>
  merchants: Map<string, PlainMerchant>
  /** What consumers owe after chargebacks. */
  consumers: Map<string, bigint>
  cash: bigint
}

export function emptyPlain(): Plain {
  return { lots: new Map(), merchants: new Map(), consumers: new Map(), cash: 0n }
}

type Parts = { payableFen: string; reserveFen: string; receivableFen: string }

function lotOf(plain: Plain, lotId: string): PlainLot {
  const known = plain.lots.get(lotId)
  if (known) return known
  const fresh = { paid: 0n, interest: 0n, held: 0n, disputed: 0n, merchant: 0n }
  const lot = { ...fresh, refunded: 0n, transferred: 0n, takenBack: 0n }
  plain.lots.set(lotId, lot)
  return lot
}

function merchantOf(plain: Plain, merchantId: string): PlainMerchant {
  const known = plain.merchants.get(merchantId)
  if (known) return known
  const fresh = { payable: 0n, reserve: 0n, owed: 0n, inTransit: 0n, paid: 0n }
  const merchant = { ...fresh, takenBack: 0n, fees: 0n, feesOwed: 0n }
  plain.merchants.set(merchantId, merchant)
  return merchant
}

type Purse = Exclude<keyof PlainLot, 'paid' | 'interest'>

function move(lot: PlainLot, from: Purse, to: Purse, fen: bigint): void {
  lot[from] -= fen
  lot[to] += fen
}

function pay(lot: PlainLot, fen: bigint): void {
  lot.paid += fen
  lot.held += fen
}

function addParts(merchant: PlainMerchant, parts: Parts, sign: 1n | -1n): void {
  merchant.payable += sign * BigInt(parts.payableFen)
  merchant.reserve += sign * BigInt(parts.reserveFen)
  merchant.owed -= sign * BigInt(parts.receivableFen)
}

function earn(plain: Plain, data: { lotId: string; merchantId: string }, fen: bigint): void {
  move(lotOf(plain, data.lotId), 'held', 'merchant', fen)
  merchantOf(plain, data.merchantId).payable += fen
}

type FactOf<T extends EscrowFact['type']> = Extract<EscrowFact, { type: T }>
type Changes = { [T in EscrowFact['type']]?: (plain: Plain, data: FactOf<T>['data']) => void }

function comeIn(plain: Plain, { amountFen }: { amountFen: string }): void {
  plain.cash += BigInt(amountFen)
}

function goOut(plain: Plain, { amountFen }: { amountFen: string }): void {
  plain.cash -= BigInt(amountFen)
}

/** Value leaves a lot for another one. */
function pass(plain: Plain, data: { fromLotId: string; lotId: string; amountFen: string }): void {
  move(lotOf(plain, data.fromLotId), 'held', 'transferred', BigInt(data.amountFen))
  pay(lotOf(plain, data.lotId), BigInt(data.amountFen))
}

function released(
  plain: Plain,
  data: { lotId: string; merchantId: string; amountFen: string },
): void {
  earn(plain, data, BigInt(data.amountFen))
}

/** The merchant no longer bears so much of what the bank took back. */
function relieve(
  plain: Plain,
  merchantId: string,
  { owedFen, payableFen }: { owedFen: string; payableFen: string },
): void {
  const merchant = merchantOf(plain, merchantId)
  merchant.owed -= BigInt(owedFen)
  merchant.payable += BigInt(payableFen)
  merchant.takenBack -= BigInt(owedFen) + BigInt(payableFen)
}

function addDebt(plain: Plain, consumerId: string, fen: bigint): void {
  plain.consumers.set(consumerId, (plain.consumers.get(consumerId) ?? 0n) + fen)
}

/** Facts that move money; the others move none. */
const changes: Changes = {
  'lot.funded': (plain, data) => {
    comeIn(plain, data)
    pay(lotOf(plain, data.lotId), BigInt(data.amountFen) + BigInt(data.suspenseFen ?? '0'))
  },
  'lot.paid_in': comeIn,
  'suspense.credited': comeIn,
  'interest.credited': comeIn,
  'suspense.paid': goOut,
  'refund.paid': goOut,
  'suspense.assigned': (plain, data) => {
    if (data.heldFen !== undefined) pay(lotOf(plain, data.lotId), BigInt(data.heldFen))
  },
  'lot.upgraded': pass,
  'lot.transferred': pass,
  'interest.allocated': (plain, data) => {
    const lot = lotOf(plain, data.lotId)
    lot.interest += BigInt(data.amountFen)
    lot.held += BigInt(data.amountFen)
  },
  'session.confirmed': released,
  'lot.accrued': released,
  'lot.adjusted': released,
  'session.reversed': (plain, data) => {
    if (data.taken === undefined) return
    addParts(merchantOf(plain, data.merchantId), data.taken, -1n)
    move(lotOf(plain, data.lotId), 'merchant', 'held', BigInt(data.amountFen ?? '0'))
  },
  'session.disputed': (plain, data) => {
    if (data.taken) addParts(merchantOf(plain, data.merchantId), data.taken, -1n)
    const from = data.taken ? 'merchant' : 'held'
    move(lotOf(plain, data.lotId), from, 'disputed', BigInt(data.amountFen))
  },
  'session.settled': (plain, data) => {
    addParts(merchantOf(plain, data.merchantId), data.given, 1n)
    const lot = lotOf(plain, data.lotId)
    move(lot, 'disputed', 'held', BigInt(data.consumerFen))
    move(lot, 'disputed', 'merchant', BigInt(data.amountFen) - BigInt(data.consumerFen))
  },
  'refund.due': (plain, data) =>
    move(lotOf(plain, data.lotId), 'held', 'refunded', BigInt(data.amountFen)),
  'refund.returned': (plain, data) =>
    move(lotOf(plain, data.lotId), 'refunded', 'held', BigInt(data.amountFen)),
  'payout.reckoned': (plain, data) => {
    const merchant = merchantOf(plain, data.merchantId)
    const toLots = data.debts.map(({ amountFen }) => BigInt(amountFen))
    merchant.feesOwed -= BigInt(data.nettedFen) - sumFen(toLots)
    merchant.payable -= BigInt(data.nettedFen) + BigInt(data.withheldFen)
    merchant.owed -= BigInt(data.nettedFen)
    merchant.reserve += BigInt(data.withheldFen)
  },
  'reserve.released': (plain, data) => {
    const merchant = merchantOf(plain, data.merchantId)
    merchant.reserve -= BigInt(data.amountFen)
    merchant.payable += BigInt(data.amountFen)
  },
  'refund.fee_recorded': (plain, data) => {
    const merchant = merchantOf(plain, data.merchantId)
    merchant.owed += BigInt(data.merchantFen)
    merchant.fees += BigInt(data.merchantFen)
    merchant.feesOwed += BigInt(data.merchantFen)
  },
  'chargeback.booked': (plain, data) => {
    goOut(plain, data)
    move(lotOf(plain, data.lotId), 'held', 'takenBack', BigInt(data.heldFen))
    const merchant = merchantOf(plain, data.merchantId)
    merchant.owed += BigInt(data.merchantFen)
    merchant.takenBack += BigInt(data.merchantFen)
    addDebt(plain, data.consumerId, BigInt(data.consumerFen))
  },
  'chargeback.won': (plain, data) => {
    comeIn(plain, data)
    move(lotOf(plain, data.lotId), 'takenBack', 'held', BigInt(data.heldFen))
    relieve(plain, data.merchantId, data)
    addDebt(plain, data.consumerId, -BigInt(data.consumerFen))
  },
  'chargeback.covered': (plain, data) => {
    move(lotOf(plain, data.lotId), 'held', 'takenBack', BigInt(data.amountFen))
    relieve(plain, data.merchantId, data)
  },
  'payout.due': (plain, data) => {
    const merchant = merchantOf(plain, data.merchantId)
    merchant.payable -= BigInt(data.amountFen)
    merchant.inTransit += BigInt(data.amountFen)
  },
  'payout.paid': (plain, data) => {
    const merchant = merchantOf(plain, data.merchantId)
    merchant.inTransit -= BigInt(data.amountFen)
    merchant.paid += BigInt(data.amountFen)
    goOut(plain, data)
  },
  'payout.bounced': (plain, data) => {
    const merchant = merchantOf(plain, data.merchantId)
    merchant.inTransit -= BigInt(data.amountFen)
    merchant.payable += BigInt(data.amountFen)
  },
}

/** A fact takes place in the plain model. */
export function apply(plain: Plain, fact: EscrowFact): void {
  const change = changes[fact.type] as
    ((plain: Plain, data: EscrowFact['data']) => void) | undefined
  change?.(plain, fact.data)
}
