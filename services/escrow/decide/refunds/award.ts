// A mediation, an award, a judgment or an order decides what a refund gives.
import { refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import {
  faceLeft,
  mayMove,
  refundMachine,
  takeOfLot,
  withSlot,
  withSlots,
  type Quote,
  type RefundCase,
} from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { Lot, Refund } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import type { Speak } from '../decision.ts'
import { quoteOf } from './quote.ts'

type Wish = Extract<Command, { verb: 'decide-refund' }>
type Body = Wish['body']

/** Bases that decide over the merchant's head; each needs its document. */
export const DECIDING_BASES: readonly string[] = [
  'MEDIATION_AGREEMENT',
  'ARBITRAL_AWARD',
  'COURT_JUDGMENT',
  'REGULATOR_ORDER',
]

/**
 * The lot as it was before the refund took its part: what a decision has to divide. What became
 * free since (a session taken back, a dispute overturned) is no part of this refund.
 */
export function freed(lot: Lot, refund: Refund): Lot {
  const kept = withSlots(lot.slotStates, 'F', 'R')
  const slotStates = refund.slots.reduce((states, slot) => withSlot(states, slot, 'F'), kept)
  const isStored = lot.terms.kind === 'STORED_VALUE'
  const sinceFen = isStored ? faceLeft(lot) - refund.faceFen : 0n
  const faceWaitingFen = lot.figures.faceWaitingFen + sinceFen
  return { ...lot, slotStates, figures: { ...lot.figures, faceWaitingFen } }
}

function caseOf(body: Body, refund: Refund, now: string): RefundCase {
  const { fault = refund.fault, marketPriceFen, claim, lossBasisPoints, lossOnTop } = body
  return {
    now,
    fault,
    ...(marketPriceFen ? { marketPriceFen: BigInt(marketPriceFen) } : {}),
    ...(claim ? { claim: { ...claim, unitPriceFen: BigInt(claim.unitPriceFen) } } : {}),
    ...(lossBasisPoints === undefined ? {} : { lossBasisPoints }),
    ...(lossOnTop === undefined ? {} : { lossOnTop }),
    deductions: (body.deductions ?? []).map((each) => ({
      labelZh: each.label,
      labelEn: each.label,
      amountFen: BigInt(each.amountFen),
      fairValueFen: BigInt(each.fairValueFen),
    })),
  }
}

/** What the refund has set aside: both sides' parts, fen. */
function setAside(quote: Quote): bigint {
  return quote.refundableFen + quote.merchantFen
}

/** What an award takes of a lot when the rest stays held. */
function leavingRest(lot: Lot, amountFen: bigint) {
  const { slots, faceFen, creditFen } = takeOfLot(lot, amountFen)
  return { slots, faceFen: faceFen.toString(), creditFen: (-creditFen).toString() }
}

/**
 * Records what was decided: an amount, or a fault (with what was shown of prices) of which the
 * formula makes one. The rest of what the refund set aside is the merchant's, or (`remainder`
 * HELD) stays with the lot: the highest sessions give way, the others are hers to use. Refused:
 * refund_not_open, basis_missing, basis_wrong, evidence_missing, award_above_held,
 * deduction_above_value, nothing_to_refund.
 */
export function award(
  world: World,
  refund: Refund,
  command: Wish,
  speak: Speak,
): EscrowFact[] | Refusal {
  const { body, now } = command
  const { basis, evidenceSha256, deductions = [] } = body
  if (!mayMove(refundMachine, refund.status, 'refund.awarded')) {
    return refuse('refund_not_open', refund.status)
  }
  if (!basis) return refuse('basis_missing')
  if (!DECIDING_BASES.includes(basis)) return refuse('basis_wrong', basis)
  if (!evidenceSha256) return refuse('evidence_missing', basis)
  const above = deductions.find((each) => BigInt(each.amountFen) > BigInt(each.fairValueFen))
  if (above) return refuse('deduction_above_value', above.label)
  const lot = freed(world.lots.get(refund.lotId)!, refund)
  const quote = quoteOf(world, lot, caseOf(body, refund, now))
  const amountFen = body.amountFen === undefined ? quote.refundableFen : BigInt(body.amountFen)
  if (amountFen > setAside(quote)) {
    return refuse('award_above_held', setAside(quote).toString())
  }
  const merchantFen = body.remainder === 'HELD' ? 0n : setAside(quote) - amountFen
  // Nothing for either side is no award: it is a rejection, and the lot is hers to use.
  if (amountFen + merchantFen === 0n) return refuse('nothing_to_refund', 'REJECT')
  const { refundId, contractId, merchantId, lotId } = refund
  const fact = speak('refund.awarded', refundId, {
    refundId,
    contractId,
    merchantId,
    lotId,
    basis,
    evidenceSha256,
    amountFen: amountFen.toString(),
    merchantFen: merchantFen.toString(),
    creditFen: quote.creditFen.toString(),
    formula: body.amountFen === undefined ? quote.formula : 'AWARD',
    fault: quote.fault,
    ...(deductions.length > 0 ? { deductions } : {}),
    ...(body.remainder === 'HELD' ? { held: leavingRest(lot, amountFen) } : {}),
  })
  return [fact]
}
