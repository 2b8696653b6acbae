// Refunds: asked by the consumer, agreed by the merchant, approved by the officer on a basis.
import { isRefusal, refuse, type EscrowFact, type Refusal, type RefundView } from '@ticun/protocol'
import { PACKAGE_CALENDAR, quoteRefund } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import type { Lot, Refund } from '../world/nouns.ts'
import { lotsOf, type World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { isParty } from './ownership.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** A refund as callers see it. */
export function viewRefund(refund: Refund): RefundView {
  const { lotId: _, slots: __, amountFen, basis, ...rest } = refund
  return {
    ...rest,
    amountFen: amountFen.toString(),
    ...(basis ? { basis: basis as RefundView['basis'] } : {}),
  }
}

/** The quote of a funded lot at an instant (UTC). Refused: calendar_year_unknown. */
export function quoteOf(lot: Lot, now: string) {
  const { terms, priceFen, slotStates } = lot
  return quoteRefund({ terms, priceFen, slotStates, paidAt: lot.paidAt! }, now, PACKAGE_CALENDAR)
}

/**
 * Asks for the free slots of a lot back (F1 or F2). Their slots leave the front desk's reach at
 * once. Refused: unknown_contract, not_yours, id_taken, lot_not_funded, refund_open, lot_closed,
 * calendar_year_unknown, nothing_to_refund.
 */
export function requestRefund(world: World, command: Of<'request-refund'>, speak: Speak): Decision {
  const contract = world.contracts.get(command.contractId)
  if (!contract) return refuse('unknown_contract', command.contractId)
  if (!isParty(command.actor, contract)) return refuse('not_yours')
  if (world.refunds.has(command.refundId)) return refuse('id_taken', command.refundId)
  const lot = lotsOf(world, contract.contractId)[0]!
  if (lot.status === 'UNFUNDED') return refuse('lot_not_funded', lot.lotId)
  if (lot.status === 'REFUNDING') return refuse('refund_open', lot.lotId)
  if (lot.status === 'CLOSED') return refuse('lot_closed', lot.lotId)
  const quote = quoteOf(lot, command.now)
  if (isRefusal(quote)) return quote
  if (quote.refundableFen === 0n) return refuse('nothing_to_refund')
  const { contractId, merchantId, consumerId } = contract
  const { refundId, reason } = command
  const fact = speak('refund.requested', refundId, {
    refundId,
    contractId,
    lotId: lot.lotId,
    merchantId,
    consumerId,
    reason,
    amountFen: quote.refundableFen.toString(),
    formula: quote.formula,
    slots: quote.slots,
  })
  return {
    facts: [fact],
    answer: () => {
      const view = viewRefund(world.refunds.get(refundId)!)
      return () => view
    },
  }
}

/**
 * A party's word on a refund. The merchant agrees or rejects a requested one; the officer approves
 * it (a cooling-off needs no agreement, everything else does, or a basis that replaces it) or
 * rejects it. Approval makes it due: held → refund in transit. Refused: unknown_refund, not_yours,
 * refund_not_open, refund_needs_merchant, basis_missing, evidence_missing.
 */
export function decideRefund(world: World, command: Of<'decide-refund'>, speak: Speak): Decision {
  const refund = world.refunds.get(command.refundId)
  if (!refund) return refuse('unknown_refund', command.refundId)
  if (!isParty(command.actor, refund)) return refuse('not_yours')
  const open = refund.status === 'REQUESTED' || refund.status === 'AGREED'
  if (!open) return refuse('refund_not_open', refund.status)
  const facts = factsOf(world, refund, command, speak)
  if ('refused' in facts) return facts
  return {
    facts,
    answer: () => {
      const due = facts.find((fact) => fact.type === 'refund.due')
      const view = viewRefund(world.refunds.get(refund.refundId)!)
      return (receipts) => {
        const receipt = due && receipts.get(due.id)
        return { refund: view, ...(receipt ? { receipt } : {}) }
      }
    },
  }
}

function factsOf(
  world: World,
  refund: Refund,
  command: Of<'decide-refund'>,
  speak: Speak,
): EscrowFact[] | Refusal {
  const { refundId, contractId, merchantId } = refund
  const { decision, reason } = command.body
  if (decision === 'APPROVE') return approve(world, refund, command, speak)
  if (decision === 'REJECT') {
    // Cooling-off is the consumer's right: a merchant cannot refuse it (Art 14).
    if (command.actor.role === 'merchant' && refund.formula === 'F1') return refuse('not_yours')
    const text = reason ?? '未说明 / not stated'
    return [speak('refund.rejected', refundId, { refundId, contractId, merchantId, reason: text })]
  }
  if (command.actor.role !== 'merchant') return refuse('not_yours')
  if (refund.status !== 'REQUESTED') return refuse('refund_not_open', refund.status)
  return [speak('refund.agreed', refundId, { refundId, contractId, merchantId })]
}

/** Bases on which the officer may pay although the merchant did not agree; each needs evidence. */
const BASES_WITHOUT_CONSENT: readonly string[] = [
  'MEDIATION_AGREEMENT',
  'ARBITRAL_AWARD',
  'COURT_JUDGMENT',
  'REGULATOR_ORDER',
]

function approve(
  world: World,
  refund: Refund,
  command: Of<'decide-refund'>,
  speak: Speak,
): EscrowFact[] | Refusal {
  if (command.actor.role !== 'officer') return refuse('not_yours')
  const { basis, fault = 'NEITHER', evidenceSha256 } = command.body
  if (!basis) return refuse('basis_missing')
  const coolingOff = basis === 'COOLING_OFF' && refund.formula === 'F1'
  const replacesConsent = BASES_WITHOUT_CONSENT.includes(basis)
  if (!coolingOff && !replacesConsent && refund.status !== 'AGREED') {
    return refuse('refund_needs_merchant')
  }
  if (replacesConsent && !evidenceSha256) return refuse('evidence_missing', basis)
  const { refundId, contractId, lotId, merchantId, consumerId, formula } = refund
  const ids = { refundId, contractId, lotId, merchantId }
  const evidence = evidenceSha256 ? { evidenceSha256 } : {}
  const depositId = world.lots.get(lotId)!.deposits[0]!.depositId
  const amountFen = refund.amountFen.toString()
  return [
    speak('refund.approved', refundId, { ...ids, basis, fault, ...evidence }),
    speak('refund.due', refundId, { ...ids, consumerId, amountFen, formula, depositId }),
  ]
}
