// What stands in the way of a chargeback: no payment goes back to its payer twice unsaid (F14).
import { refuse, type Refusal } from '@ticun/protocol'
import { openOfDeposit } from '@ticun/rules'
import type { Chargeback, Deposit, Lot } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'

type Wanted = Pick<Chargeback, 'amountFen' | 'debtor'>

/**
 * Judges a chargeback of a payment: refunds and chargebacks of it together are never above it. What
 * a refund gave back before is the consumer's debt, and has to be called so. While a refund is at
 * the bank nobody knows what she has. Refused: refund_open, chargeback_above_deposit,
 * deposit_refunded.
 */
export function chargebackBar(
  world: World,
  lot: Lot,
  deposit: Deposit,
  { amountFen, debtor }: Wanted,
): Refusal | undefined {
  const onTheWay = [...world.refunds.values()].find(
    ({ lotId, status }) => lotId === lot.lotId && status === 'INSTRUCTED',
  )
  if (onTheWay) return refuse('refund_open', onTheWay.refundId)
  const wholeFen = deposit.amountFen - deposit.chargedBackFen
  if (amountFen > wholeFen) return refuse('chargeback_above_deposit', wholeFen.toString())
  const openFen = openOfDeposit(deposit)
  if (amountFen > openFen && debtor !== 'CONSUMER') {
    return refuse('deposit_refunded', openFen.toString())
  }
  return undefined
}

/** The named payment of a lot, or its newest. */
export function depositOf(lot: Lot, depositId: string | undefined): Deposit | Refusal {
  const found =
    depositId === undefined
      ? lot.deposits.toSorted((a, b) => (a.paidAt < b.paidAt ? 1 : -1))[0]
      : lot.deposits.find((each) => each.depositId === depositId)
  return found ?? refuse('unknown_deposit', depositId ?? lot.lotId)
}
