// How facts of lots that move change the world: upgrades, transfers, lots that nobody paid for.
import { validityOf, withSlot, withSlots, type SlotState } from '@ticun/rules'
import type { Deposit } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import {
  addCustomer,
  addFigures,
  changeLot,
  clearTimer,
  put,
  restingStatus,
  setTimer,
  type ChangeTable,
  type FactOf,
} from './change.ts'

type Moved = FactOf<'lot.upgraded' | 'lot.transferred'>

/** The lot that an upgrade gives up is out of everybody's reach until the difference has come. */
export function awaitDifference(world: World, fact: FactOf<'lot.added'>): void {
  const { origin, fromLotId, lotId, contractId, merchantId, lapsesAt } = fact.data
  if (origin !== 'UPGRADE' || fromLotId === undefined) return
  const slotStates = withSlots(world.lots.get(fromLotId)!.slotStates, 'F', 'R')
  changeLot(world, fromLotId, { slotStates, status: 'REFUNDING' })
  if (lapsesAt === undefined) return
  const about = { subject: lotId, contractId, merchantId }
  setTimer(world, { kind: 'LAPSE_UPGRADE', dueAt: lapsesAt, ...about })
}

/** Nobody paid: the lot is over before it began, and what it would have taken up is free again. */
function cancel(world: World, { data: { lotId } }: FactOf<'lot.cancelled'>): void {
  const { fromLotId } = changeLot(world, lotId, { status: 'CLOSED' })
  clearTimer(world, { kind: 'LAPSE_UPGRADE', subject: lotId })
  if (fromLotId === undefined) return
  const slotStates = withSlots(world.lots.get(fromLotId)!.slotStates, 'R', 'F')
  changeLot(world, fromLotId, { slotStates, status: 'ACTIVE' })
}

/** Money and slots leave the old lot, and the payments behind them go along. */
function leave(world: World, { data }: Moved): Deposit[] {
  const { fromLotId, slots } = data
  const from = world.lots.get(fromLotId)!
  const left = new Map(data.deposits.map((each) => [each.depositId, BigInt(each.amountFen)]))
  const deposits = from.deposits.map((each) => ({
    ...each,
    amountFen: each.amountFen - (left.get(each.depositId) ?? 0n),
  }))
  if (from.terms.kind === 'STORED_VALUE') {
    const faceGoneFen = BigInt(data.faceFen)
    addFigures(world, fromLotId, { transferredFen: BigInt(data.amountFen), faceGoneFen })
    changeLot(world, fromLotId, { deposits, status: 'TRANSFERRED' })
  } else {
    const slotStates = slots.reduce((states, slot) => withSlot(states, slot, 'T'), from.slotStates)
    const status = restingStatus({ ...from, slotStates })
    changeLot(world, fromLotId, { deposits, slotStates, status })
  }
  return from.deposits.flatMap((each) => {
    const amountFen = left.get(each.depositId)
    return amountFen === undefined
      ? []
      : [{ ...each, amountFen, refundedFen: 0n, chargedBackFen: 0n }]
  })
}

function upgrade(world: World, fact: FactOf<'lot.upgraded'>): void {
  const { lotId } = fact.data
  const arrived = leave(world, fact)
  const lot = world.lots.get(lotId)!
  clearTimer(world, { kind: 'LAPSE_UPGRADE', subject: lotId })
  const deposits = [...arrived, ...lot.deposits]
  if (lot.paidAt !== undefined) {
    changeLot(world, lotId, { deposits })
    return
  }
  // No difference had to come, so it begins now.
  const paidAt = fact.occurredAt
  const begun = { status: 'ACTIVE', paidAt, ...validityOf(lot.terms, paidAt) } as const
  changeLot(world, lotId, { deposits, ...begun })
}

/** Same terms, same validity, same payment day: only whose it is has changed (F9). */
function transfer(world: World, fact: FactOf<'lot.transferred'>): void {
  const { fromLotId, lotId, slots } = fact.data
  const arrived = leave(world, fact)
  const { paidAt, startsOn, validUntil, suspendedDays, slotStates } = world.lots.get(fromLotId)!
  changeLot(world, lotId, {
    status: 'ACTIVE',
    slotStates: ownSlots(slotStates.length, slots),
    deposits: arrived,
    paidAt,
    startsOn,
    validUntil,
    suspendedDays,
  })
}

/** Only the slots that came are the new lot's own. */
function ownSlots(count: number, slots: readonly number[]): string {
  const own = new Set(slots)
  return Array.from({ length: count }, (_, slot): SlotState => (own.has(slot) ? 'F' : 'N')).join('')
}

function continueContract(world: World, fact: FactOf<'contract.transferred'>): void {
  const { contractId, fromContractId, consumerId, reference } = fact.data
  const from = world.contracts.get(fromContractId)!
  world.created.add(contractId)
  const signedAt = fact.occurredAt
  const own = { contractId, consumerId, reference, signedAt }
  put(world, 'contracts', contractId, { ...from, ...own })
  addCustomer(world, contractId)
}

export const lotMoveChanges = {
  'lot.cancelled': cancel,
  'lot.upgraded': upgrade,
  'lot.transferred': transfer,
  'contract.transferred': continueContract,
} satisfies Partial<ChangeTable>
