// What of a merchant's reserve may be released, and what has to stay.
import { proportion, type Fen } from '@ticun/money'

/** A share is written in 1/10,000. */
const BASIS_POINTS = 10_000n

/** Where a merchant's reserve stands; all in fen, all ≥ 0. */
export type ReserveBasis = {
  /** Account 2008. */
  reserveFen: Fen
  /** Owed by the merchant (1101): its reserve answers for that first. */
  receivableFen: Fen
  /** Held or disputed for its members: what it may have to answer for yet. */
  heldFen: Fen
  /** Asked for by a bank and not booked yet (chargebacks that were told). */
  claimedFen: Fen
  /** The floor: share of what is held, in 1/10,000. */
  floorBasisPoints: number
}

/**
 * What may be released: the reserve above its floor (rounded up, so that the reserve is never below
 * the exact share), above what the merchant owes and above open claims. When nothing is held, owed
 * or claimed any more, all of it.
 */
export function releasableFen(basis: ReserveBasis): Fen {
  const { heldFen, receivableFen, claimedFen, reserveFen, floorBasisPoints } = basis
  const freeShare = BASIS_POINTS - BigInt(floorBasisPoints)
  const floorFen = heldFen - proportion(heldFen, freeShare, BASIS_POINTS)
  const spareFen = reserveFen - floorFen - receivableFen - claimedFen
  return spareFen > 0n ? spareFen : 0n
}
