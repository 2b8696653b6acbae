// Pieces of evolve: how a noun is put back changed.
import type { EscrowFact } from '@ticun/protocol'
import {
  chargebackMachine,
  lotMachine,
  merchantMachine,
  moveOn,
  policyMachine,
  refundMachine,
  sessionMachine,
  slotsIn,
  withSlot,
  type LotFigures,
  type Machine,
  type SlotState,
} from '@ticun/rules'
import type { Lot, Refund, Session } from '../../world/nouns.ts'
import { customerKey, keepSession, type ChangedNoun, type World } from '../../world/world.ts'
import { followLot } from './lot-timers.ts'
import { followSession } from './session-timers.ts'

export type FactOf<T extends EscrowFact['type']> = Extract<EscrowFact, { type: T }>

/** For each fact type how it changes the world. */
export type ChangeTable<T extends EscrowFact['type'] = EscrowFact['type']> = {
  [Type in T]: (world: World, fact: FactOf<Type>) => void
}

type ValueOf<K extends ChangedNoun> = World[K] extends Map<string, infer V> ? V : never

/** Nouns whose states follow each other by a table. */
const MACHINES: Partial<Record<ChangedNoun, Machine<string>>> = {
  lots: lotMachine,
  sessions: sessionMachine,
  refunds: refundMachine,
  chargebacks: chargebackMachine,
  merchants: merchantMachine,
  policies: policyMachine,
}

/**
 * Puts a noun into the world and marks it as changed. Throws when its state may not follow from
 * the one before by the fact that is being applied: a bug.
 */
export function put<K extends ChangedNoun>(
  world: World,
  noun: K,
  id: string,
  value: ValueOf<K>,
): void {
  const map = world[noun] as unknown as Map<string, ValueOf<K>>
  const machine = MACHINES[noun]
  const before = (map.get(id) as { status?: string } | undefined)?.status
  const { status } = value as { status?: string }
  if (machine && before !== undefined && status !== undefined && before !== status) {
    moveOn(machine, before, world.applying, status)
  }
  if (noun === 'lots') followLot(world, world.lots.get(id), value as Lot)
  if (noun === 'sessions') followSession(world, world.sessions.get(id), value as Session)
  if (noun === 'sessions') keepSession(world, value as Session)
  else map.set(id, value)
  world.changed[noun].add(id)
}

/** Of these nothing follows for the state. */
export function nothing(): void {}

/** States that follow from the slots; the others are said by a fact. */
const BY_SLOTS: readonly Lot['status'][] = ['ACTIVE', 'EXHAUSTED', 'CLOSED', 'TRANSFERRED']

/** Whether a state follows from the slots alone. */
export function isBySlots(status: Lot['status']): boolean {
  return BY_SLOTS.includes(status)
}

/** Status that a lot has with these slots, by what is left in it. */
function statusOf({ terms, status }: Lot, slotStates: string): Lot['status'] {
  if (terms.kind === 'STORED_VALUE' || !BY_SLOTS.includes(status)) return status
  const has = (state: SlotState) => slotStates.includes(state)
  if (has('F') || has('S') || has('D')) return 'ACTIVE'
  if (has('X') || has('B')) return 'CLOSED'
  if (has('T')) return 'TRANSFERRED'
  return has('C') || has('P') ? 'EXHAUSTED' : 'TRANSFERRED'
}

/** The status of a lot of slots that nothing is asked of: an upgrade or a transfer leaves it so. */
export function restingStatus(lot: Lot): Lot['status'] {
  return statusOf({ ...lot, status: 'ACTIVE' }, lot.slotStates)
}

/**
 * Changes anything of a lot. Its status follows from its slots, unless the change says it.
 */
export function changeLot(world: World, lotId: string, change: Partial<Lot>): Lot {
  const lot = { ...world.lots.get(lotId)!, ...change }
  const next = change.status === undefined ? { ...lot, status: statusOf(lot, lot.slotStates) } : lot
  put(world, 'lots', lotId, next)
  world.wholeLots.add(lotId)
  return next
}

/** Adds to a lot's figures (fen, signed). */
export function addFigures(world: World, lotId: string, more: Partial<LotFigures>): void {
  const figures = { ...world.lots.get(lotId)!.figures }
  for (const [name, fen] of Object.entries(more) as [keyof LotFigures, bigint][]) {
    figures[name] += fen
  }
  changeLot(world, lotId, { figures })
}

/** Some slots of a lot become another state. The one change that every session makes. */
export function slotsBecome(
  world: World,
  lotId: string,
  slots: readonly number[],
  state: SlotState,
): void {
  const before = world.lots.get(lotId)!
  const slotStates = slots.reduce(
    (states, slot) => withSlot(states, slot, state),
    before.slotStates,
  )
  put(world, 'lots', lotId, { ...before, slotStates, status: statusOf(before, slotStates) })
}

/** All slots in one state become another. */
export function allBecome(world: World, lotId: string, from: SlotState, to: SlotState): void {
  slotsBecome(world, lotId, slotsIn(world.lots.get(lotId)!.slotStates, from), to)
}

export function changeSession(world: World, sessionId: string, change: Partial<Session>): void {
  put(world, 'sessions', sessionId, { ...world.sessions.get(sessionId)!, ...change })
}

export function changeRefund(world: World, refundId: string, change: Partial<Refund>): Refund {
  const refund = { ...world.refunds.get(refundId)!, ...change }
  put(world, 'refunds', refundId, refund)
  return refund
}

export { clearTimer, setTimer } from './timers.ts'

/**
 * Notes a new contract among its consumer's, where those are known: a list with this one alone
 * would look complete.
 */
export function addCustomer(world: World, contractId: string): void {
  const { merchantId, consumerId } = world.contracts.get(contractId)!
  const customer = customerKey(merchantId, consumerId)
  const others = world.contractsOf.get(customer)
  if (others) world.contractsOf.set(customer, [...others, contractId])
}
