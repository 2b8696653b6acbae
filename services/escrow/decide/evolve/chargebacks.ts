// How facts of chargebacks change the world.
import type { LotStatus } from '@ticun/protocol'
import {
  addDays,
  daysBetween,
  endOfShanghaiDay,
  faceLeft,
  shanghaiDate,
  withSlot,
} from '@ticun/rules'
import { NOTHING_TAKEN, type Chargeback } from '../../world/chargeback.ts'
import type { Lot } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import {
  addFigures,
  changeLot,
  isBySlots,
  put,
  restingStatus,
  type ChangeTable,
  type FactOf,
} from './change.ts'

function change(world: World, chargebackId: string, changed: Partial<Chargeback>): Chargeback {
  const chargeback = { ...world.chargebacks.get(chargebackId)!, ...changed }
  put(world, 'chargebacks', chargebackId, chargeback)
  return chargeback
}

/** From that day on the lot's term does not run; one that is suspended already stays so. */
function report(world: World, { data, actor, occurredAt }: FactOf<'chargeback.reported'>): void {
  const { chargebackId, lotId, amountFen, bankSerial } = data
  put(world, 'chargebacks', chargebackId, {
    ...data,
    ...NOTHING_TAKEN,
    amountFen: BigInt(amountFen),
    bankSerial,
    status: 'REPORTED',
    reportedAt: occurredAt,
    reportedBy: actor.id,
    outcome: undefined,
    outcomeSha256: undefined,
    answeredBy: undefined,
  })
  const { suspendedFrom = shanghaiDate(occurredAt) } = world.lots.get(lotId)!
  changeLot(world, lotId, { status: 'SUSPENDED', chargebackId, suspendedFrom })
}

type Taken = { lotId: string; slots: readonly number[]; faceFen: string; creditFen: string }

/** Slots and face give their money up; `heldFen` leaves the lot. */
function takeFrom(
  world: World,
  { lotId, slots, faceFen, creditFen }: Taken,
  heldFen: bigint,
): void {
  const { slotStates } = world.lots.get(lotId)!
  const taken = slots.reduce((states, slot) => withSlot(states, slot, 'B'), slotStates)
  changeLot(world, lotId, { slotStates: taken })
  const gone = { chargedBackFen: heldFen, faceGoneFen: BigInt(faceFen) }
  addFigures(world, lotId, { ...gone, creditFen: BigInt(creditFen) })
}

/** What of a payment the bank took back, or (negative) gave again. */
function chargeDeposit(world: World, lotId: string, depositId: string, fen: bigint): void {
  const deposits = world.lots
    .get(lotId)!
    .deposits.map((each) =>
      each.depositId === depositId ? { ...each, chargedBackFen: each.chargedBackFen + fen } : each,
    )
  changeLot(world, lotId, { deposits })
}

function book(world: World, { data }: FactOf<'chargeback.booked'>): void {
  const { chargebackId, lotId, depositId, slots } = data
  const [heldFen, merchantFen, consumerFen] = [
    BigInt(data.heldFen),
    BigInt(data.merchantFen),
    BigInt(data.consumerFen),
  ]
  const taken = { slots, faceFen: BigInt(data.faceFen), creditFen: BigInt(data.creditFen) }
  const parts = { heldFen, merchantFen, consumerFen }
  change(world, chargebackId, { status: 'OPEN', ...parts, ...taken })
  takeFrom(world, data, heldFen)
  addFigures(world, lotId, { chargebackMerchantFen: merchantFen, chargebackOwedFen: merchantFen })
  chargeDeposit(world, lotId, depositId, heldFen + merchantFen)
}

/** The state of a lot that goes on: what it was, if anything is left in it. */
function statusAfter(lot: Lot, before: LotStatus): LotStatus {
  const isStored = lot.terms.kind === 'STORED_VALUE'
  if (isStored) {
    const { faceWaitingFen, faceDisputedFen } = lot.figures
    const isEmpty = faceLeft(lot) + faceWaitingFen + faceDisputedFen === 0n
    return isEmpty && before !== 'TRANSFERRED' ? 'CLOSED' : before
  }
  const isEmpty = !/[FSD]/.test(lot.slotStates)
  return isBySlots(before) || isEmpty ? restingStatus(lot) : before
}

/** The lot goes on; the days between do not count, unless it was suspended before for its own. */
function goOn(world: World, { lotId, lotStatus }: Chargeback, occurredAt: string): void {
  const lot = world.lots.get(lotId)!
  const status = statusAfter(lot, lotStatus)
  const free = { status, chargebackId: undefined }
  if (status === 'SUSPENDED') return void changeLot(world, lotId, free)
  const { validUntil, suspendedDays } = lot
  const days = daysBetween(lot.suspendedFrom!, shanghaiDate(occurredAt))
  changeLot(world, lotId, {
    ...free,
    suspendedFrom: undefined,
    suspendedUntil: undefined,
    suspendedDays: suspendedDays + days,
    validUntil:
      validUntil === undefined
        ? undefined
        : endOfShanghaiDay(addDays(shanghaiDate(validUntil), days)),
  })
}

/** Each has what it gave; what was covered out of the lot since is its credit. */
function win(world: World, { data, occurredAt }: FactOf<'chargeback.won'>): void {
  const { chargebackId, lotId, depositId } = data
  const heldFen = BigInt(data.heldFen)
  const owedFen = BigInt(data.owedFen)
  const backFen = owedFen + BigInt(data.payableFen)
  const chargeback = change(world, chargebackId, { status: 'WON' })
  const { slotStates } = world.lots.get(lotId)!
  const freed = chargeback.slots.reduce((states, slot) => withSlot(states, slot, 'F'), slotStates)
  changeLot(world, lotId, { slotStates: freed })
  addFigures(world, lotId, {
    chargedBackFen: -heldFen,
    faceGoneFen: -chargeback.faceFen,
    creditFen: heldFen - chargeback.heldFen - chargeback.creditFen,
    chargebackMerchantFen: -backFen,
    chargebackOwedFen: -owedFen,
  })
  chargeDeposit(world, lotId, depositId, chargeback.consumerFen - chargeback.amountFen)
  goOn(world, chargeback, occurredAt)
}

export const chargebackChanges = {
  'chargeback.reported': report,
  'chargeback.booked': book,
  'chargeback.rejected': (world, { data: { chargebackId }, occurredAt }) => {
    const before = world.chargebacks.get(chargebackId)!
    if (before.status === 'ANSWERED') {
      const undone = { outcome: undefined, outcomeSha256: undefined, answeredBy: undefined }
      change(world, chargebackId, { status: 'OPEN', ...undone })
      return
    }
    goOn(world, change(world, chargebackId, { status: 'REJECTED' }), occurredAt)
  },
  'chargeback.answered': (world, { data, actor }) => {
    const { chargebackId, outcome, evidenceSha256: outcomeSha256 } = data
    change(world, chargebackId, {
      status: 'ANSWERED',
      outcome,
      outcomeSha256,
      answeredBy: actor.id,
    })
  },
  'chargeback.won': win,
  'chargeback.lost': (world, { data: { chargebackId }, occurredAt }) =>
    goOn(world, change(world, chargebackId, { status: 'LOST' }), occurredAt),
  'chargeback.covered': (world, { data }) => {
    const amountFen = BigInt(data.amountFen)
    takeFrom(world, data, amountFen)
    const owedFen = BigInt(data.owedFen)
    const relief = { chargebackMerchantFen: -amountFen, chargebackOwedFen: -owedFen }
    addFigures(world, data.lotId, relief)
  },
} satisfies Partial<ChangeTable>
