// What a lot was paid with: how a receipt is split (F16), and how a refund goes back (F20).
import { minFen, sumFen, type Fen } from '@ticun/money'

/** A receipt against what a lot still waits for; amounts in fen. */
export type ReceiptSplit = {
  /** Of the receipt, what is the lot's. */
  lotFen: Fen
  /** What is owed back to the payer. */
  excessFen: Fen
  /** What has to come after it; 0: the price is complete. */
  missingFen: Fen
}

/**
 * Splits what came (F16): the lot takes no more than it waits for, the rest is the payer's. A lot
 * that waits for nothing takes nothing, so a duplicate payment goes back whole.
 */
export function splitReceipt(expectedFen: Fen, receivedFen: Fen, amountFen: Fen): ReceiptSplit {
  const wantedFen = expectedFen > receivedFen ? expectedFen - receivedFen : 0n
  const lotFen = minFen(wantedFen, amountFen)
  return { lotFen, excessFen: amountFen - lotFen, missingFen: wantedFen - lotFen }
}

/** A payment that funded a lot. Amounts in fen, `paidAt` UTC. */
export type PaidDeposit = {
  depositId: string
  amountFen: Fen
  paidAt: string
  refundedFen: Fen
  /** Taken back by the payer's bank (F14). */
  chargedBackFen?: Fen
}

/** What of a payment can still go back to its payer: refunds and chargebacks never exceed it. */
export function openOfDeposit(deposit: Omit<PaidDeposit, 'depositId' | 'paidAt'>): Fen {
  return deposit.amountFen - deposit.refundedFen - (deposit.chargedBackFen ?? 0n)
}

export type RefundPart = { depositId: string; amountFen: Fen }

/**
 * Spreads a refund over the payments of a lot (F20): to where they came from, newest first, each no
 * more than is unrefunded of it. Interest was never paid in, so it goes with the first part, or to
 * the newest payment. Undefined when more principal is asked for than was ever paid.
 */
export function spreadRefund(
  principalFen: Fen,
  interestFen: Fen,
  deposits: readonly PaidDeposit[],
): RefundPart[] | undefined {
  const newestFirst = deposits.toSorted(newer)
  const unrefunded = sumFen(deposits.map(openOfDeposit))
  if (deposits.length === 0 || principalFen > unrefunded) return undefined
  let leftFen = principalFen
  const parts = newestFirst.map((deposit) => {
    const partFen = minFen(leftFen, openOfDeposit(deposit))
    leftFen -= partFen
    return { depositId: deposit.depositId, amountFen: partFen }
  })
  const first = parts.find((part) => part.amountFen > 0n) ?? parts[0]!
  first.amountFen += interestFen
  return parts.filter((part) => part.amountFen > 0n)
}

/** Newest first; at the same instant the later id. */
function newer(a: PaidDeposit, b: PaidDeposit): number {
  if (a.paidAt !== b.paidAt) return a.paidAt > b.paidAt ? -1 : 1
  return a.depositId > b.depositId ? -1 : 1
}

export type FeeBearer = 'MERCHANT' | 'OFFICE'

/**
 * Who pays what the channel charges for a refund (F19). The consumer's principal goes back in full
 * whoever bears it, so she is not among them. All in fen.
 */
export function bearFee(
  refundFen: Fen,
  feeFen: Fen,
  bearer: FeeBearer = 'MERCHANT',
): { consumerFen: Fen; merchantOwesFen: Fen; officeOwesFen: Fen } {
  const merchantOwesFen = bearer === 'MERCHANT' ? feeFen : 0n
  return { consumerFen: refundFen, merchantOwesFen, officeOwesFen: feeFen - merchantOwesFen }
}
