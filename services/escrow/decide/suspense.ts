// Money that came and is nobody's yet: it is given to a lot, or goes back to its payer.
import {
  isRefusal,
  refuse,
  renameId,
  type EscrowFact,
  type Refusal,
  type SuspenseView,
} from '@ticun/protocol'
import { periodEnd, splitReceipt } from '@ticun/rules'
import type { BankFact, Command } from '../command/command.ts'
import type { Lot, Suspense } from '../world/nouns.ts'
import type { Proposal } from '../world/proposal.ts'
import type { World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { lotPaidFor } from './offer-payments.ts'
import { policyValue } from './policy-of.ts'
import { proposalFor } from './proposals.ts'
import { completeUpgrade } from './upgrade.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** Whether a lot waits for money. */
export function isWaiting(lot: Lot): boolean {
  return lot.status === 'UNFUNDED' || lot.status === 'PART_FUNDED'
}

/**
 * When a first part of a price goes back, unless the rest comes before (F16). Money that was there
 * before the lot waits from the lot's first day.
 */
export function lapseOf(world: World, lot: Lot, paidAt: string): { lapsesAt?: string } {
  if (lot.status !== 'UNFUNDED') return {}
  const from = paidAt > lot.addedAt ? paidAt : lot.addedAt
  const days = policyValue(world, 'part_payment_days', lot.merchantId, from, lot.terms.kind)
  return { lapsesAt: periodEnd(world.calendar, from, days) }
}

/** An item as officers see it, with what is proposed for it. */
export function viewSuspense(item: Suspense, proposal?: Proposal): SuspenseView {
  const { suspenseId, depositId, reason, status, paidAt } = item
  const amounts = { amountFen: item.amountFen.toString(), leftFen: item.leftFen.toString() }
  const shown = { suspenseId, depositId, reason, status, paidAt, ...amounts }
  if (!proposal?.isOpen || !('lotId' in proposal.what)) return shown
  const { what, by: proposedBy, at: proposedAt } = proposal
  return { ...shown, proposal: { ...what, proposedBy, proposedAt } }
}

function answer(world: World, suspenseId: string, facts: EscrowFact[]): Decision {
  return {
    facts,
    answer: () => {
      const proposal = world.proposals.get(suspenseId)
      const item = viewSuspense(world.suspense.get(suspenseId)!, proposal)
      return (receipts) => {
        const receipt = receipts.get(facts[0]!.id)
        return { suspense: item, ...(receipt ? { receipt } : {}) }
      }
    },
  }
}

/** The item, when an officer may move it. Refused: unknown_suspense, suspense_not_open. */
function openItem(world: World, suspenseId: string): Suspense | Refusal {
  const item = world.suspense.get(suspenseId)
  if (!item) return refuse('unknown_suspense', suspenseId)
  return item.status === 'WAITING' ? item : refuse('suspense_not_open', item.status)
}

/**
 * Proposes to give what waits to a lot that waits for money, or, by another officer who says the
 * same, gives it: the lot takes no more than it waits for. It counts from the day the bank had it
 * (F15). Refused: unknown_suspense, unknown_change, unknown_contract, unknown_lot, same_person,
 * suspense_not_open, lot_waits_for_nothing.
 */
export function assignSuspense(
  world: World,
  command: Of<'assign-suspense'>,
  speak: Speak,
): Decision {
  const { suspenseId, contractId, lotId, actor } = command
  const item = openItem(world, suspenseId)
  if ('refused' in item) return item
  if (!world.contracts.has(contractId)) return refuse('unknown_contract', contractId)
  const lot = world.lots.get(lotId)
  if (lot?.contractId !== contractId) return refuse('unknown_lot', lotId)
  if (!isWaiting(lot)) return refuse('lot_waits_for_nothing', lot.status)
  const split = splitReceipt(lot.expectedFen, lot.receivedFen, item.leftFen)
  if (split.lotFen === 0n) return refuse('lot_waits_for_nothing', lotId)
  if (command.step === 'PROPOSE') {
    const { reason = '未说明 / not stated' } = command
    const said = { suspenseId, contractId, lotId, reason }
    return answer(world, suspenseId, [speak('suspense.assignment_proposed', suspenseId, said)])
  }
  const proposal = proposalFor(world, suspenseId, { contractId, lotId }, actor)
  if ('refused' in proposal) return proposal
  const { reason } = proposal.what as { reason: string }
  const heldFen = (lot.receivedFen + split.lotFen).toString()
  const fact = speak('suspense.assigned', suspenseId, {
    suspenseId,
    contractId,
    lotId,
    merchantId: lot.merchantId,
    depositId: item.depositId,
    amountFen: split.lotFen.toString(),
    paidAt: item.paidAt,
    reason,
    proposedBy: proposal.by,
    ...(split.missingFen === 0n ? { heldFen } : lapseOf(world, lot, command.now)),
  })
  const isComplete = split.missingFen === 0n
  const more = isComplete ? completeUpgrade(world, lot, speak) : []
  return answer(world, suspenseId, [fact, ...more])
}

/**
 * Its reference became known: the lot takes what it waits for, as the payer has written; an offer
 * is accepted by it. Who was
 * first has the word: where an officer has moved any of it, or the lot waits for nothing, this is
 * told and nothing moves. It counts from the day the bank had it (F15). Refused: unknown_suspense
 * (its own fact has not been taken yet).
 */
export function matchSuspense(
  world: World,
  { data, recordedAt }: Extract<BankFact, { type: 'deposit.matched' }>,
  speak: Speak,
): Decision {
  const { depositId, contractId, lotId } = data
  const suspenseId = renameId(depositId, 'sus')
  const item = world.suspense.get(suspenseId)
  if (!item) return refuse('unknown_suspense', suspenseId)
  const paidFor = lotPaidFor(world, data, item.paidAt, speak)
  const { lot, accepted } =
    paidFor && !isRefusal(paidFor) ? paidFor : { lot: undefined, accepted: [] }
  const missed = missedBecause(item, lot)
  if (missed !== undefined) {
    const said = { suspenseId, contractId, lotId, depositId, reason: missed }
    return told([speak('suspense.match_missed', suspenseId, said)])
  }
  const { lotFen, missingFen } = splitReceipt(lot!.expectedFen, lot!.receivedFen, item.leftFen)
  const heldFen = (lot!.receivedFen + lotFen).toString()
  const fact = speak('suspense.assigned', suspenseId, {
    suspenseId,
    contractId,
    lotId,
    merchantId: lot!.merchantId,
    depositId,
    amountFen: lotFen.toString(),
    paidAt: item.paidAt,
    reason: '附言所写编号已知 / its reference became known',
    ...(missingFen === 0n ? { heldFen } : lapseOf(world, lot!, recordedAt)),
  })
  const more = missingFen === 0n ? completeUpgrade(world, lot!, speak) : []
  return told([...accepted, fact, ...more])
}

const told = (facts: EscrowFact[]): Decision => ({ facts, answer: () => () => ({}) })

/** Why money in suspense is not given to the lot whose reference it names. */
function missedBecause(item: Suspense, lot: Lot | undefined): string | undefined {
  if (item.status !== 'WAITING') return item.status
  if (item.leftFen !== item.amountFen) return 'ASSIGNED'
  if (item.reason !== 'UNKNOWN_REFERENCE') return item.reason
  if (!lot || !isWaiting(lot)) return 'LOT_WAITS_FOR_NOTHING'
  const { lotFen } = splitReceipt(lot.expectedFen, lot.receivedFen, item.leftFen)
  return lotFen === 0n ? 'LOT_WAITS_FOR_NOTHING' : undefined
}

/** What is left goes back to its payer; the payment's number counts what the bank returned. */
function due(
  item: Pick<Suspense, 'suspenseId' | 'depositId' | 'leftFen' | 'tries'>,
  reason: string,
  speak: Speak,
  at: string,
): EscrowFact {
  const { suspenseId, depositId, leftFen, tries } = item
  const data = {
    suspenseId,
    depositId,
    paymentId: tries === 0 ? suspenseId : `${suspenseId}_${tries}`,
    amountFen: leftFen.toString(),
    basis: 'PAYMENT_ERROR' as const,
    reason,
  }
  return speak('suspense.due', suspenseId, data, at)
}

/**
 * Sends what waits back to its payer (basis PAYMENT_ERROR); somebody else approves the payment in
 * settlement. Refused: unknown_suspense, suspense_not_open.
 */
export function returnSuspense(
  world: World,
  command: Of<'return-suspense'>,
  speak: Speak,
): Decision {
  const item = openItem(world, command.suspenseId)
  if ('refused' in item) return item
  return answer(world, item.suspenseId, [due(item, command.reason, speak, command.occurredAt)])
}

/**
 * The bank paid such a payment out, or gave it back. Refused: unknown_refund, suspense_not_open.
 */
export function takeSuspense(
  item: Suspense,
  fact: Extract<BankFact, { type: 'refund.settled' | 'refund.returned' }>,
  speak: Speak,
): EscrowFact[] | Refusal {
  const { refundId: paymentId, amountFen } = fact.data
  if (item.status !== 'INSTRUCTED') return refuse('suspense_not_open', item.status)
  if (item.leftFen !== BigInt(amountFen)) return refuse('unknown_refund', 'another amount')
  const { suspenseId } = item
  const data = { suspenseId, paymentId, amountFen }
  if (fact.type === 'refund.settled') return [speak('suspense.paid', suspenseId, data)]
  return [speak('suspense.returned', suspenseId, { ...data, reason: fact.data.reason })]
}

/**
 * The price was not completed in its time: every part goes back to its payer. Empty when the lot
 * does not wait for a rest any more. What an officer gave to the lot goes back as the item it was,
 * under the next number: the bank may have returned it before.
 */
export function lapsePartPayment(
  world: World,
  lotId: string,
  speak: Speak,
  at: string,
): EscrowFact[] {
  const lot = world.lots.get(lotId)
  if (lot?.status !== 'PART_FUNDED') return []
  const parts = lot.deposits.map(({ depositId, amountFen, paidAt }) => {
    const suspenseId = `sus_${depositId.slice('dep_'.length)}`
    return { suspenseId, depositId, amountFen: amountFen.toString(), paidAt }
  })
  const itemOf = ({ suspenseId }: { suspenseId: string }) => world.suspense.get(suspenseId)
  const { contractId, merchantId } = lot
  const lapsed = speak('lot.lapsed', lotId, { contractId, lotId, merchantId, parts }, at)
  const returns = parts.map((part) => {
    const { leftFen, tries } = itemOf(part) ?? { leftFen: 0n, tries: 0 }
    const item = { ...part, leftFen: leftFen + BigInt(part.amountFen), tries }
    return due(item, 'PART_PAYMENT_LAPSED', speak, at)
  })
  return [lapsed, ...returns]
}
