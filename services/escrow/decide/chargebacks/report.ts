// An officer tells that the payer's bank took a payment of a lot back.
import { refuse, type Refusal } from '@ticun/protocol'
import { lotMachine, mayMove } from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { Lot } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { quoteOf } from '../refunds/quote.ts'
import { chargebackBar, depositOf } from './bar.ts'
import { viewChargeback } from './view.ts'

/** Whether the lot can stand still now. A term card's days are booked first: they are performed. */
function stillBar(world: World, lot: Lot, now: string): Refusal | undefined {
  const { lotId, status, chargebackId, terms } = lot
  if (lot.paidAt === undefined) return refuse('lot_not_funded', lotId)
  if (chargebackId !== undefined) return refuse('chargeback_open', chargebackId)
  if (!mayMove(lotMachine, status, 'chargeback.reported')) return refuse('refund_open', lotId)
  if (terms.kind !== 'TERM_CARD') return undefined
  const quote = quoteOf(world, lot, { now, fault: 'NEITHER' })
  return quote.merchantFen > 0n ? refuse('accrual_behind', lotId) : undefined
}

/**
 * Tells a chargeback. The lot stands still at once: no session, no refund, no transfer, and its
 * term does not run; money is booked when another officer approves. Refused: unknown_contract,
 * id_taken, unknown_lot, time_in_future, lot_not_funded, chargeback_open, refund_open,
 * accrual_behind, unknown_deposit, chargeback_above_deposit,
 * deposit_refunded.
 */
export function reportChargeback(
  world: World,
  command: Extract<Command, { verb: 'report-chargeback' }>,
  speak: Speak,
): Decision {
  const { contractId, chargebackId, body, now } = command
  const contract = world.contracts.get(contractId)
  if (!contract) return refuse('unknown_contract', contractId)
  if (world.chargebacks.has(chargebackId)) return refuse('id_taken', chargebackId)
  const { lotId, amountFen, debtor, reason, evidenceSha256, bankSerial } = body
  const lot = world.lots.get(lotId)
  if (lot?.contractId !== contractId) return refuse('unknown_lot', lotId)
  const { reversedAt = now } = body
  if (reversedAt > now) return refuse('time_in_future', reversedAt)
  const still = stillBar(world, lot, now)
  if (still) return still
  const deposit = depositOf(lot, body.depositId)
  if ('refused' in deposit) return deposit
  const bar = chargebackBar(world, lot, deposit, { amountFen: BigInt(amountFen), debtor })
  if (bar) return bar
  const { merchantId, consumerId } = contract
  const fact = speak('chargeback.reported', chargebackId, {
    chargebackId,
    contractId,
    lotId,
    merchantId,
    consumerId,
    depositId: deposit.depositId,
    amountFen,
    debtor,
    reason,
    evidenceSha256,
    ...(bankSerial ? { bankSerial } : {}),
    reversedAt,
    lotStatus: lot.status,
  })
  return {
    facts: [fact],
    answer: () => {
      const view = viewChargeback(world.chargebacks.get(chargebackId)!)
      return () => view
    },
  }
}
