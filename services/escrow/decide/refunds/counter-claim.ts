// What she gets when she takes the merchant's word: the formula's figure for the reason it gave.
import { isRefusal, refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import { mayMove, refundMachine, type Quote } from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { Refund } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import type { Speak } from '../decision.ts'
import { freed } from './award.ts'
import { quoteOf } from './quote.ts'

type Wish = Extract<Command, { verb: 'decide-refund' }>

/**
 * What a refund gives by the merchant's counter-claim at an instant (UTC): what she is shown, and
 * what she gets by accepting it. Refused: refund_not_open, counter_claim_missing.
 */
export function counterQuote(world: World, refund: Refund, now: string): Quote | Refusal {
  if (!mayMove(refundMachine, refund.status, 'refund.accepted')) {
    return refuse('refund_not_open', refund.status)
  }
  const { counterFault: fault } = refund.review
  if (fault === undefined) return refuse('counter_claim_missing', refund.refundId)
  return quoteOf(world, freed(world.lots.get(refund.lotId)!, refund), { now, fault })
}

/**
 * She takes the merchant's figure. One that she names has to be it still. Refused: not_yours,
 * counter_claim_changed, and what the quote refuses.
 */
export function accept(
  refund: Refund,
  command: Wish,
  speak: Speak,
  world: World,
): EscrowFact[] | Refusal {
  if (command.actor.role !== 'consumer') return refuse('not_yours')
  const quote = counterQuote(world, refund, command.now)
  if (isRefusal(quote)) return quote
  const { refundId, contractId, merchantId, lotId } = refund
  const amountFen = quote.refundableFen.toString()
  const seenFen = command.body.amountFen
  if (seenFen !== undefined && seenFen !== amountFen) {
    return refuse('counter_claim_changed', amountFen)
  }
  const said = {
    refundId,
    contractId,
    merchantId,
    lotId,
    amountFen,
    merchantFen: quote.merchantFen.toString(),
    creditFen: quote.creditFen.toString(),
    formula: quote.formula,
    fault: quote.fault,
  }
  return [speak('refund.accepted', refundId, said)]
}
