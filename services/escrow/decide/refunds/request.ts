// The consumer asks for the free balance of a lot back.
import { isRefusal, refuse, type Refusal } from '@ticun/protocol'
import type { Command } from '../../command/command.ts'
import type { Lot } from '../../world/nouns.ts'
import { lotsOf, type World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { mayClaim } from '../ownership.ts'
import { candidatesOf, deadlinesOf, quoteOf, refundBar } from './quote.ts'
import { viewRefund } from './view.ts'

/**
 * The lot that is meant: the named one, or the only one that can be refunded. Refused: unknown_lot,
 * lot_not_named, and what bars the only candidate.
 */
export function lotMeant(lots: readonly Lot[], lotId: string | undefined): Lot | Refusal {
  if (lotId !== undefined) {
    const named = lots.find((lot) => lot.lotId === lotId)
    return named ?? refuse('unknown_lot', lotId)
  }
  const open = candidatesOf(lots)
  if (open.length > 1) return refuse('lot_not_named', open.map((lot) => lot.lotId).join(' '))
  return open[0] ?? lots.at(-1)!
}

/**
 * Asks for a lot's free balance back, for the reason that she claims. What it takes leaves the
 * front desk's reach at once; the merchant's time to answer begins. Refused: unknown_contract,
 * unknown_lot, not_yours, id_taken, lot_not_named, lot_not_funded, refund_open, lot_closed,
 * nothing_to_refund.
 */
export function requestRefund(
  world: World,
  command: Extract<Command, { verb: 'request-refund' }>,
  speak: Speak,
): Decision {
  const contract = world.contracts.get(command.contractId)
  if (!contract) return refuse('unknown_contract', command.contractId)
  if (!mayClaim(world, command, contract)) return refuse('not_yours')
  if (world.refunds.has(command.refundId)) return refuse('id_taken', command.refundId)
  const lot = lotMeant(lotsOf(world, contract.contractId), command.lotId)
  if (isRefusal(lot)) return lot
  const bar = refundBar(lot)
  if (bar) return bar
  const { fault = 'NEITHER', now, refundId, reason } = command
  const quote = quoteOf(world, lot, { now, fault })
  if (quote.refundableFen === 0n) return refuse('nothing_to_refund')
  const deadlines = deadlinesOf(world, lot, quote, now)
  const { contractId, merchantId, consumerId } = contract
  const fact = speak('refund.requested', refundId, {
    refundId,
    contractId,
    lotId: lot.lotId,
    merchantId,
    consumerId,
    reason,
    amountFen: quote.refundableFen.toString(),
    merchantFen: quote.merchantFen.toString(),
    creditFen: quote.creditFen.toString(),
    formula: quote.formula,
    fault,
    slots: quote.slots,
    faceFen: quote.faceFen.toString(),
    lotStatus: lot.status,
    ...deadlines,
  })
  return {
    facts: [fact],
    answer: () => {
      const view = viewRefund(world.refunds.get(refundId)!)
      return () => view
    },
  }
}
