// How a fact changes the world; pure bookkeeping of state, no judgement.
import type { EscrowFact } from '@ticun/protocol'
import { freeSlots, posting, slotsOf, withSlot, type SlotState } from '@ticun/rules'
import type { ChangedNoun, Lot, Payout, Refund, Session, World } from '../world/world.ts'

type FactOf<T extends EscrowFact['type']> = Extract<EscrowFact, { type: T }>
type Changes = { [T in EscrowFact['type']]: (world: World, fact: FactOf<T>) => void }
type ValueOf<K extends ChangedNoun> = World[K] extends Map<string, infer V> ? V : never

function put<K extends ChangedNoun>(world: World, noun: K, id: string, value: ValueOf<K>): void {
  const map = world[noun] as unknown as Map<string, ValueOf<K>>
  map.set(id, value)
  world.changed[noun].add(id)
}

/** A lot's status follows from its slots once it is funded. */
function statusOf(lot: Lot): Lot['status'] {
  if (lot.status === 'UNFUNDED') return 'UNFUNDED'
  const has = (state: SlotState) => lot.slotStates.includes(state)
  if (has('R')) return 'REFUNDING'
  if (has('F') || has('S')) return 'ACTIVE'
  return has('X') ? 'CLOSED' : 'EXHAUSTED'
}

function changeLot(world: World, contractId: string, change: Partial<Lot>): void {
  const lot = { ...world.lots.get(contractId)!, ...change }
  put(world, 'lots', contractId, { ...lot, status: statusOf(lot) })
}

function slotsBecome(
  world: World,
  contractId: string,
  slots: readonly number[],
  state: SlotState,
): void {
  const before = world.lots.get(contractId)!.slotStates
  const slotStates = slots.reduce((states, slot) => withSlot(states, slot, state), before)
  changeLot(world, contractId, { slotStates })
}

function changeSession(world: World, sessionId: string, change: Partial<Session>): void {
  put(world, 'sessions', sessionId, { ...world.sessions.get(sessionId)!, ...change })
}

function changeRefund(world: World, refundId: string, change: Partial<Refund>): Refund {
  const refund = { ...world.refunds.get(refundId)!, ...change }
  put(world, 'refunds', refundId, refund)
  return refund
}

function changePayout(world: World, payoutId: string, status: Payout['status']): void {
  put(world, 'payouts', payoutId, { ...world.payouts.get(payoutId)!, status })
}

function nothing(): void {}

function sign(world: World, fact: FactOf<'contract.signed'>): void {
  const { lotId, ...agreed } = fact.data
  const { contractId, terms } = agreed
  const merchantName = world.merchants.get(agreed.merchantId)!.name
  const productName = world.products.get(agreed.productId)!.name
  const contract = { ...agreed, merchantName, productName, signedAt: fact.occurredAt }
  world.created.add(contractId)
  put(world, 'contracts', contractId, contract)
  put(world, 'lots', contractId, {
    lotId,
    contractId,
    status: 'UNFUNDED',
    priceFen: BigInt(terms.priceFen),
    slotStates: freeSlots(slotsOf(terms)),
    paidAt: undefined,
    depositId: undefined,
    codeWindow: 0n,
  })
}

function record(world: World, fact: FactOf<'session.recorded' | 'session.confirmed'>): void {
  const { sessionId, contractId, lotId, merchantId, slot, amountFen, coach } = fact.data
  world.created.add(sessionId)
  put(world, 'sessions', sessionId, {
    sessionId,
    contractId,
    lotId,
    merchantId,
    slot,
    amountFen: BigInt(amountFen),
    status: 'SUBMITTED',
    coach,
    occurredAt: fact.occurredAt,
    recordedAt: fact.recordedAt,
    confirmedAt: undefined,
    confirmedBy: undefined,
  })
  slotsBecome(world, contractId, [slot], 'S')
}

/** A session that is confirmed at the desk was not there before: the one fact says both. */
function confirm(world: World, fact: FactOf<'session.confirmed'>): void {
  const { sessionId, contractId, slot, confirmedBy } = fact.data
  if (!world.sessions.has(sessionId)) record(world, fact)
  const confirmedAt = fact.occurredAt
  changeSession(world, sessionId, { status: 'CONFIRMED', confirmedAt, confirmedBy })
  slotsBecome(world, contractId, [slot], 'C')
}

function requestRefund(world: World, fact: FactOf<'refund.requested'>): void {
  const { amountFen, ...asked } = fact.data
  put(world, 'refunds', asked.refundId, {
    ...asked,
    status: 'REQUESTED',
    amountFen: BigInt(amountFen),
    basis: undefined,
    requestedAt: fact.occurredAt,
  })
  slotsBecome(world, asked.contractId, asked.slots, 'R')
}

const changes: Changes = {
  'book.opened': (world, fact) => {
    const { number, name } = fact.data.bankAccount
    const { bookId, occurredAt } = fact
    world.book = { bookId, bankNumber: number, bankName: name, openedAt: occurredAt }
  },
  'merchant.enrolled': (world, fact) => {
    const { bankAccount, ...data } = fact.data
    const bank = { bankNumber: bankAccount.number, bankName: bankAccount.name }
    put(world, 'merchants', data.merchantId, { ...data, ...bank, enrolledAt: fact.occurredAt })
  },
  'product.listed': (world, fact) =>
    put(world, 'products', fact.data.productId, { ...fact.data, listedAt: fact.occurredAt }),
  'contract.signed': sign,
  'lot.funded': (world, fact) => {
    const { contractId, paidAt, depositId } = fact.data
    changeLot(world, contractId, { status: 'ACTIVE', paidAt, depositId })
  },
  'suspense.credited': nothing,
  'session.recorded': record,
  'session.confirmed': confirm,
  'session.reversed': (world, fact) => {
    changeSession(world, fact.data.sessionId, { status: 'REVERSED' })
    slotsBecome(world, fact.data.contractId, [fact.data.slot], 'F')
  },
  'refund.requested': requestRefund,
  'refund.agreed': (world, fact) =>
    void changeRefund(world, fact.data.refundId, { status: 'AGREED' }),
  'refund.rejected': (world, fact) => {
    const refund = changeRefund(world, fact.data.refundId, { status: 'REJECTED' })
    slotsBecome(world, refund.contractId, refund.slots, 'F')
  },
  'refund.approved': (world, fact) =>
    void changeRefund(world, fact.data.refundId, { basis: fact.data.basis }),
  'refund.due': (world, fact) => {
    const refund = changeRefund(world, fact.data.refundId, { status: 'INSTRUCTED' })
    slotsBecome(world, refund.contractId, refund.slots, 'X')
  },
  'refund.paid': (world, fact) =>
    void changeRefund(world, fact.data.refundId, { status: 'BANK_CONFIRMED' }),
  // The bank gave it back: the slots are the consumer's again.
  'refund.returned': (world, fact) => {
    const refund = changeRefund(world, fact.data.refundId, { status: 'BANK_FAILED' })
    slotsBecome(world, refund.contractId, refund.slots, 'F')
  },
  'contract.closed': nothing,
  'payout.due': (world, fact) => {
    const { bankAccount: _, amountFen, ...due } = fact.data
    const amount = { amountFen: BigInt(amountFen), status: 'DUE', dueAt: fact.occurredAt } as const
    put(world, 'payouts', due.payoutId, { ...due, ...amount })
  },
  'payout.paid': (world, fact) => changePayout(world, fact.data.payoutId, 'PAID'),
  'payout.bounced': (world, fact) => changePayout(world, fact.data.payoutId, 'BOUNCED'),
}

/** Applies a fact that a decision gave; the world then looks as if it was always so. */
export function evolve(world: World, fact: EscrowFact): void {
  const change = changes[fact.type] as (world: World, fact: EscrowFact) => void
  change(world, fact)
  trackPayable(world, fact)
}

/** Keeps what is payable in step with the posting table, for a payout run in the same batch. */
function trackPayable(world: World, fact: EscrowFact): void {
  for (const line of posting(fact)?.lines ?? []) {
    if (!line.account.startsWith('2003/')) continue
    const merchantId = line.account.slice('2003/'.length)
    world.payable.set(merchantId, (world.payable.get(merchantId) ?? 0n) - line.amount)
  }
}
