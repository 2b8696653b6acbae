// What of a merchant's earnings a payout run pays, and what stays, and why.
import { minFen, proportion, type Fen } from '@ticun/money'

/** A share is written in 1/10,000. */
const BASIS_POINTS = 10_000n

/** Where a merchant stands when a run looks at it; all in fen, all ≥ 0. */
export type PayoutBasis = {
  /** Earned and not paid (2003). */
  payableFen: Fen
  /** Of that, for sessions that can still be disputed. */
  inWindowFen: Fen
  /** Must stay, by holds on an amount of the merchant's. */
  heldFen: Fen
  /** Owed by the merchant (1101). */
  receivableFen: Fen
  /** Share that stays as the merchant's reserve, in 1/10,000. */
  reserveBasisPoints: number
  /** Of what is payable: released from the reserve before, so no share of it stays again. */
  releasedFen?: Fen
}

/** How the payable amount divides; the five parts sum to it. */
export type Payout = {
  /** Netted off what the merchant owes: 2003 → 1101. */
  nettedFen: Fen
  /** Kept as the merchant's reserve: 2003 → 2008. */
  withheldFen: Fen
  /** Paid: 2003 → 2004. Nothing is paid while earnings do not exceed what is owed. */
  paidFen: Fen
  /** Stays payable: may still be disputed. */
  inWindowFen: Fen
  /** Stays payable: held. */
  heldFen: Fen
}

/**
 * Divides what a merchant has earned: what may still be disputed stays, what is held stays, the
 * rest pays the merchant's debts first (F12), then gives the reserve its share (rounded down), and
 * what is left is paid. A debt that is not covered is carried to the next run.
 */
export function payoutOf(basis: PayoutBasis): Payout {
  const inWindowFen = minFen(basis.payableFen, basis.inWindowFen)
  const finalFen = basis.payableFen - inWindowFen
  const heldFen = minFen(finalFen, basis.heldFen)
  const freeFen = finalFen - heldFen
  const nettedFen = minFen(freeFen, basis.receivableFen)
  const earnedFen = freeFen - nettedFen
  const sharedFen = earnedFen - minFen(earnedFen, basis.releasedFen ?? 0n)
  const withheldFen = proportion(sharedFen, BigInt(basis.reserveBasisPoints), BASIS_POINTS)
  return { nettedFen, withheldFen, paidFen: earnedFen - withheldFen, inWindowFen, heldFen }
}
