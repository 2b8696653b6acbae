// The consumer asks for the free balance of a lot back.
import { isRefusal, refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import type { Command } from '../../command/command.ts'
import type { Lot } from '../../world/nouns.ts'
import { lotsOf, type World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { mayClaim } from '../ownership.ts'
import { partUnconfirmed } from './part.ts'
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
 * Asks for a lot's free balance back, for the reason that she claims; sessions that nobody has
 * confirmed are parted off into dispute, and bar nothing. Where nothing else is left, the request
 * is over with that. What it takes leaves the front desk's reach at once; the merchant's time to
 * answer begins. Refused: unknown_contract, unknown_lot, not_yours, id_taken, lot_not_named,
 * lot_not_funded, refund_open, lot_closed, nothing_to_refund.
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
  const meant = lotMeant(lotsOf(world, contract.contractId), command.lotId)
  if (isRefusal(meant)) return meant
  const bar = refundBar(meant)
  if (bar) return bar
  const { fault = 'NEITHER', now, refundId, reason } = command
  const { facts: parted, lot } = partUnconfirmed(world, meant, speak)
  const quote = quoteOf(world, lot, { now, fault })
  const { contractId, merchantId, consumerId } = contract
  const { formula } = quote
  const asked = { refundId, contractId, lotId: lot.lotId, merchantId, consumerId, reason }
  if (quote.refundableFen === 0n) {
    if (parted.length === 0) return refuse('nothing_to_refund')
    const all = speak('refund.parted', refundId, { ...asked, formula, fault })
    return answered(world, refundId, [...parted, all])
  }
  const fact = speak('refund.requested', refundId, {
    ...asked,
    amountFen: quote.refundableFen.toString(),
    merchantFen: quote.merchantFen.toString(),
    creditFen: quote.creditFen.toString(),
    formula,
    fault,
    slots: quote.slots,
    faceFen: quote.faceFen.toString(),
    lotStatus: lot.status,
    ...deadlinesOf(world, lot, quote, now),
  })
  return answered(world, refundId, [...parted, fact])
}

function answered(world: World, refundId: string, facts: EscrowFact[]): Decision {
  return {
    facts,
    answer: () => {
      const view = viewRefund(world.refunds.get(refundId)!)
      return () => view
    },
  }
}
