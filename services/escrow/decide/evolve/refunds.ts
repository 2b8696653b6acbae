// How facts of refunds change the world.
import type { LotStatus } from '@ticun/protocol'
import { addMs, type LotFigures } from '@ticun/rules'
import type { Refund, RefundPart } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import {
  addFigures,
  changeLot,
  changeRefund,
  clearTimer,
  put,
  setTimer,
  type ChangeTable,
  type FactOf,
} from './change.ts'
import { freeLot, moveLot, slotsWith, statusAfter } from './refunded-lots.ts'

function request(world: World, fact: FactOf<'refund.requested'>): void {
  const { data } = fact
  const { refundId, contractId, lotId, merchantId, consumerId, formula, fault } = data
  const { reason, slots, lotStatus, reviewUntil, payBy } = data
  const ids = { refundId, contractId, lotId, merchantId, consumerId }
  const refund: Refund = {
    ...ids,
    status: 'REQUESTED',
    amountFen: BigInt(data.amountFen),
    merchantFen: BigInt(data.merchantFen),
    creditFen: BigInt(data.creditFen),
    formula,
    fault,
    reason,
    basis: undefined,
    slots,
    faceFen: BigInt(data.faceFen),
    requestedAt: fact.occurredAt,
    review: {
      lotStatus,
      ...(reviewUntil ? { reviewUntil } : {}),
      ...(payBy ? { payBy } : {}),
    },
    parts: [],
  }
  put(world, 'refunds', refundId, refund)
  moveLot(world, refund, 'R', 'REFUNDING')
  if (!reviewUntil) return
  // At that instant it may still answer.
  const dueAt = addMs(reviewUntil, 1)
  setTimer(world, { kind: 'AGREE_REFUND', subject: refundId, dueAt, contractId, merchantId })
}

/** It takes nothing of the lot: all of that is disputed already. */
function part(world: World, { data, occurredAt }: FactOf<'refund.parted'>): void {
  const { status: lotStatus } = world.lots.get(data.lotId)!
  const nothing = { amountFen: 0n, merchantFen: 0n, creditFen: 0n, faceFen: 0n }
  put(world, 'refunds', data.refundId, {
    ...data,
    ...nothing,
    status: 'PARTED',
    basis: undefined,
    slots: [],
    requestedAt: occurredAt,
    review: { lotStatus },
    parts: [],
  })
}

/** A word on a refund ends the merchant's time to be silent. */
function review(world: World, refundId: string, change: Partial<Refund>, more = {}): Refund {
  clearTimer(world, { kind: 'AGREE_REFUND', subject: refundId })
  const said = { ...world.refunds.get(refundId)!.review, ...more }
  return changeRefund(world, refundId, { ...change, review: said })
}

/** Nothing comes of it: the lot is what it was. */
function drop(world: World, refundId: string, status: 'WITHDRAWN' | 'REJECTED'): void {
  freeLot(world, review(world, refundId, { status }))
}

/** The lot parts with what the refund takes; the merchant's part waits until hers has arrived. */
function approve(world: World, fact: FactOf<'refund.approved'>): void {
  const { basis, refundId } = fact.data
  takeAll(world, review(world, refundId, { status: 'APPROVED', basis }))
}

function takeAll(world: World, refund: Refund): void {
  addFigures(world, refund.lotId, {
    pendingFen: refund.merchantFen,
    creditFen: -refund.creditFen,
    faceGoneFen: refund.faceFen,
  })
  const slotStates = slotsWith(world, refund, 'X')
  const lot = { ...world.lots.get(refund.lotId)!, slotStates }
  changeLot(world, refund.lotId, { slotStates, status: statusAfter(lot, refund) })
}

/** States that do not end because the bank gives a refund back. */
const KEPT: readonly LotStatus[] = ['REFUNDING', 'EXPIRED_HOLD', 'SUSPENDED']

/** What of a deposit was given back, or (negative) came back from the bank. */
function giveBack(world: World, refund: Refund, part: RefundPart, sign: 1n | -1n): void {
  addFigures(world, refund.lotId, { refundedFen: part.amountFen * sign })
  const { deposits } = world.lots.get(refund.lotId)!
  const principalFen = (part.amountFen - part.interestFen) * sign
  const changed = deposits.map((each) =>
    each.depositId === part.depositId
      ? { ...each, refundedFen: each.refundedFen + principalFen }
      : each,
  )
  changeLot(world, refund.lotId, { deposits: changed })
}

/**
 * The lot parts once more with what the bank gave back: with all of the refund when none of it had
 * arrived, else with the credit that the one payment had become.
 */
function takeAgain(world: World, refund: Refund, amountFen: bigint): void {
  if (refund.parts.some((part) => part.status === 'PAID')) {
    return addFigures(world, refund.lotId, { creditFen: -amountFen })
  }
  // The first of several takes for all of them.
  if (refund.status === 'BANK_FAILED') takeAll(world, refund)
}

function makeDue(world: World, fact: FactOf<'refund.due'>): void {
  const { refundId, depositId, amountFen, interestFen = '0', paymentId = refundId } = fact.data
  const { retryOf } = fact.data
  const amounts = { amountFen: BigInt(amountFen), interestFen: BigInt(interestFen) }
  const part: RefundPart = { paymentId, depositId, ...amounts, status: 'DUE' }
  const before = world.refunds.get(refundId)!
  if (retryOf !== undefined) takeAgain(world, before, part.amountFen)
  const parts = before.parts.map((each) =>
    each.paymentId === retryOf ? { ...each, status: 'RETRIED' as const } : each,
  )
  const refund = changeRefund(world, refundId, { status: 'INSTRUCTED', parts: [...parts, part] })
  giveBack(world, refund, part, 1n)
}

/** The bank has spoken of one payment; the last word moves the refund on. */
function conclude(
  world: World,
  fact: FactOf<'refund.paid' | 'refund.returned'>,
  status: 'PAID' | 'RETURNED',
): Refund {
  const { refundId, paymentId = refundId } = fact.data
  const before = world.refunds.get(refundId)!
  const parts = before.parts.map((part) =>
    part.paymentId === paymentId ? { ...part, status } : part,
  )
  const isOpen = parts.some((part) => part.status === 'DUE')
  const hasFailed = parts.some((part) => part.status === 'RETURNED')
  const end = hasFailed ? 'BANK_FAILED' : 'BANK_CONFIRMED'
  return changeRefund(world, refundId, { parts, status: isOpen ? 'INSTRUCTED' : end })
}

/**
 * The bank gave a payment back. When none of the refund arrived, everything is as before it; else
 * she has what came back as a credit of the lot, for its slots are gone.
 */
function takeBack(world: World, fact: FactOf<'refund.returned'>): void {
  const { refundId, paymentId = refundId } = fact.data
  const refund = conclude(world, fact, 'RETURNED')
  const part = refund.parts.find((each) => each.paymentId === paymentId)!
  giveBack(world, refund, part, -1n)
  const live = refund.parts.filter((each) => each.status !== 'RETRIED')
  const nothingArrived = live.every((each) => each.status === 'RETURNED')
  if (!nothingArrived) return addFigures(world, refund.lotId, { creditFen: part.amountFen })
  const earlierFen = live.reduce(
    (sum, each) => (each.paymentId === paymentId ? sum : sum + each.amountFen),
    0n,
  )
  const undone: Partial<LotFigures> = {
    pendingFen: -refund.merchantFen,
    creditFen: refund.creditFen - earlierFen,
    faceGoneFen: -refund.faceFen,
  }
  addFigures(world, refund.lotId, undone)
  const { status } = world.lots.get(refund.lotId)!
  // Another refund is open, or the lot has expired or was suspended since: it stays so.
  if (KEPT.includes(status)) moveLot(world, refund, 'F', status)
  else freeLot(world, refund)
}

function adjust(world: World, fact: FactOf<'lot.adjusted'>): void {
  const { lotId, refundId } = fact.data
  const fen = BigInt(fact.data.amountFen)
  addFigures(world, lotId, { pendingFen: -fen, adjustedFen: fen })
  const { status } = world.refunds.get(refundId)!
  if (status === 'APPROVED') changeRefund(world, refundId, { status: 'BANK_CONFIRMED' })
}

function figuresOf(data: FactOf<'refund.accepted' | 'refund.awarded'>['data']) {
  return {
    amountFen: BigInt(data.amountFen),
    merchantFen: BigInt(data.merchantFen),
    creditFen: BigInt(data.creditFen),
  }
}

/** What was decided. Where the rest stays held, what the award does not take is free again. */
function decree(world: World, { data, actor }: FactOf<'refund.awarded'>): void {
  const { refundId, basis, formula, fault, held } = data
  const award = { awardedBy: actor.id, awardSha256: data.evidenceSha256 }
  const decided = { status: 'AWARDED', basis, formula, fault, ...figuresOf(data) } as const
  if (!held) {
    review(world, refundId, decided, award)
    return
  }
  moveLot(world, world.refunds.get(refundId)!, 'F', 'REFUNDING')
  const { slots } = held
  const parts = { slots, faceFen: BigInt(held.faceFen), creditFen: BigInt(held.creditFen) }
  const refund = review(world, refundId, { ...decided, ...parts }, { ...award, leavesHeld: true })
  moveLot(world, refund, 'R', 'REFUNDING')
}

export const refundChanges = {
  'refund.requested': request,
  'refund.parted': part,
  'refund.agreed': (world, { data: { refundId, deemed } }) =>
    void review(world, refundId, { status: 'AGREED' }, deemed ? { deemed } : {}),
  'refund.contested': (world, { data: { refundId, fault, reason, evidenceSha256 } }) =>
    void review(
      world,
      refundId,
      { status: 'CONTESTED' },
      {
        counterReason: reason,
        ...(fault ? { counterFault: fault } : {}),
        ...(evidenceSha256 ? { counterEvidenceSha256: evidenceSha256 } : {}),
      },
    ),
  'refund.escalated': (world, { data: { refundId, forum } }) =>
    void review(world, refundId, { status: forum }),
  'refund.accepted': (world, { data }) => {
    const { refundId, formula, fault } = data
    review(world, refundId, { status: 'AGREED', formula, fault, ...figuresOf(data) })
  },
  'refund.awarded': decree,
  'refund.fee_recorded': (world, { data }) => {
    const { refundId, amountFen, bearer, merchantFen, evidenceSha256 } = data
    const fee = { amountFen, bearer, merchantFen, evidenceSha256 }
    changeRefund(world, refundId, { review: { ...world.refunds.get(refundId)!.review, fee } })
  },
  'refund.withdrawn': (world, fact) => drop(world, fact.data.refundId, 'WITHDRAWN'),
  'refund.rejected': (world, fact) => drop(world, fact.data.refundId, 'REJECTED'),
  'refund.approved': approve,
  'refund.due': makeDue,
  'refund.paid': (world, fact) => void conclude(world, fact, 'PAID'),
  'refund.returned': takeBack,
  'lot.adjusted': adjust,
} satisfies Partial<ChangeTable>
