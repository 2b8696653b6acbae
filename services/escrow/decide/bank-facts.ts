// What the bank did, told by settlement, becomes facts of the book.
import { isRefusal, refuse, renameId, type EscrowFact } from '@ticun/protocol'
import { splitReceipt } from '@ticun/rules'
import type { BankFact, Command } from '../command/command.ts'
import type { Lot } from '../world/nouns.ts'
import { lotsOf, type World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { lotPaidFor } from './offer-payments.ts'
import { isWaiting, lapseOf, matchSuspense, takeSuspense } from './suspense.ts'
import { completeUpgrade } from './upgrade.ts'

type Take<T extends BankFact['type']> = (
  world: World,
  fact: Extract<BankFact, { type: T }>,
  speak: Speak,
) => Decision

const accept = (facts: EscrowFact[]): Decision => ({ facts, answer: () => () => ({}) })

/** Cash that came and belongs to nobody yet is owed to its payer all the same. */
function toSuspense(
  fact: Extract<BankFact, { type: 'deposit.received' | 'deposit.unmatched' }>,
  reason: string,
  speak: Speak,
): Decision {
  const suspenseId = renameId(fact.data.depositId, 'sus')
  const { amountFen, depositId } = fact.data
  const data = { suspenseId, depositId, amountFen, reason }
  return accept([speak('suspense.credited', suspenseId, data, fact.data.bookedAt)])
}

/**
 * The lot takes what it waits for (F16): a part of the price waits with it, what is too much or
 * came twice waits for its way back to the payer. Money for an offer accepts it, where the caps and
 * the merchant's state allow that by now.
 */
const takeDeposit: Take<'deposit.received'> = (world, fact, speak) => {
  const paidFor = lotPaidFor(world, fact.data, fact.data.bookedAt, speak)
  if (!paidFor) return toSuspense(fact, 'UNKNOWN_REFERENCE', speak)
  if (isRefusal(paidFor)) return toSuspense(fact, 'OFFER_NOT_OPEN', speak)
  const paid = payLot(world, paidFor.lot, fact, speak)
  return isRefusal(paid) ? paid : { ...paid, facts: [...paidFor.accepted, ...paid.facts] }
}

function payLot(
  world: World,
  lot: Lot,
  fact: Extract<BankFact, { type: 'deposit.received' }>,
  speak: Speak,
): Decision {
  const { contractId, lotId, depositId, bookedAt } = fact.data
  if (!isWaiting(lot)) return toSuspense(fact, 'ALREADY_PAID', speak)
  const split = splitReceipt(lot.expectedFen, lot.receivedFen, BigInt(fact.data.amountFen))
  const amountFen = split.lotFen.toString()
  const { merchantId } = lot
  const data = { contractId, lotId, merchantId, depositId, amountFen, paidAt: bookedAt }
  if (split.missingFen > 0n) {
    const said = { ...data, ...lapseOf(world, lot, bookedAt) }
    return accept([speak('lot.paid_in', lotId, said, bookedAt)])
  }
  const suspenseFen = lot.receivedFen.toString()
  const earlier = lot.receivedFen > 0n ? { suspenseFen } : {}
  const facts: EscrowFact[] = [speak('lot.funded', lotId, { ...data, ...earlier }, bookedAt)]
  if (split.excessFen > 0n) {
    const suspenseId = renameId(depositId, 'sus')
    const rest = {
      suspenseId,
      depositId,
      amountFen: split.excessFen.toString(),
      reason: 'OVERPAID',
    }
    facts.push(speak('suspense.credited', suspenseId, rest, bookedAt))
  }
  return accept([...facts, ...completeUpgrade(world, lot, speak)])
}

/** The refund or the suspense item that a payment belongs to: the second one is `ref_…_1`. */
export function subjectOfPayment(paymentId: string): string {
  const [prefix, body] = paymentId.split('_')
  return `${prefix}_${body}`
}

/** The bank paid a payout out, or gave it back. */
const takePayout: Take<'payout.settled' | 'payout.returned'> = (world, fact, speak) => {
  const { payoutId, amountFen } = fact.data
  const payout = world.payouts.get(payoutId)
  if (!payout) return refuse('unknown_payout', payoutId)
  if (payout.amountFen !== BigInt(amountFen)) return refuse('unknown_payout', 'another amount')
  if (payout.status !== 'DUE') return refuse('payment_not_due', payout.status)
  const data = { payoutId, merchantId: payout.merchantId, amountFen }
  if (fact.type === 'payout.settled') return accept([speak('payout.paid', payoutId, data)])
  return accept([speak('payout.bounced', payoutId, { ...data, reason: fact.data.reason })])
}

/**
 * The bank paid a payment of a refund out, or gave it back. When all of it has arrived, the
 * merchant's part is booked, with any that an earlier failure left waiting; the last one closes the
 * contract.
 */
const takeRefund: Take<'refund.settled' | 'refund.returned'> = (world, fact, speak) => {
  const { refundId: paymentId, amountFen } = fact.data
  const subject = subjectOfPayment(paymentId)
  const refund = world.refunds.get(subject)
  // Named like a refund: what was on its way when such payments were still called so.
  const suspense = refund ? undefined : world.suspense.get(renameId(subject, 'sus'))
  if (suspense) {
    const taken = takeSuspense(suspense, fact, speak)
    return isRefusal(taken) ? taken : accept(taken)
  }
  const part = refund?.parts.find((each) => each.paymentId === paymentId)
  if (!refund || !part) return refuse('unknown_refund', paymentId)
  if (part.amountFen !== BigInt(amountFen)) return refuse('unknown_refund', 'another amount')
  if (part.status !== 'DUE') return refuse('refund_not_open', part.status)
  const { refundId, contractId, lotId, merchantId, formula } = refund
  const ids = { refundId, contractId, lotId, merchantId }
  const data = { ...ids, amountFen, paymentId }
  if (fact.type === 'refund.returned') {
    return accept([speak('refund.returned', refundId, { ...data, reason: fact.data.reason })])
  }
  const paid = speak('refund.paid', refundId, data)
  const others = refund.parts.filter(
    (each) => each.paymentId !== paymentId && each.status !== 'RETRIED',
  )
  if (others.some((each) => each.status !== 'PAID')) return accept([paid])
  const facts: EscrowFact[] = [paid]
  const pendingFen = world.lots.get(lotId)!.figures.pendingFen.toString()
  if (pendingFen !== '0') {
    facts.push(speak('lot.adjusted', lotId, { ...ids, amountFen: pendingFen, formula }))
  }
  const isOver = lotsOf(world, contractId).every(({ status }) => status === 'CLOSED')
  const closing = { contractId, merchantId, reason: 'REFUNDED' as const }
  if (isOver) facts.push(speak('contract.closed', contractId, closing))
  return accept(facts)
}

/**
 * Takes a fact of settlement. A fact that contradicts the book (unknown payout, other amount) is
 * refused and ends among the dead letters, where an officer sees it.
 */
export function takeBankFact(
  world: World,
  command: Extract<Command, { verb: 'take-bank-fact' }>,
  speak: Speak,
): Decision {
  const { fact } = command
  switch (fact.type) {
    case 'deposit.received':
      return takeDeposit(world, fact, speak)
    case 'deposit.unmatched':
      return toSuspense(fact, fact.data.reason, speak)
    case 'deposit.matched':
      return matchSuspense(world, fact, speak)
    case 'interest.received': {
      const { interestId, amountFen, bookedAt } = fact.data
      const data = { interestId, amountFen }
      return accept([speak('interest.credited', interestId, data, bookedAt)])
    }
    case 'payout.settled':
    case 'payout.returned':
      return takePayout(world, fact, speak)
    case 'refund.settled':
    case 'refund.returned':
      return takeRefund(world, fact, speak)
  }
}
