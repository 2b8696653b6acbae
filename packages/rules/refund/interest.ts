// Interest (F17): what the law gives on a principal, and how the bank's is shared among lots.
import { allocate, simpleInterest, type Fen } from '@ticun/money'

/**
 * Which rate Art 16 names: what was agreed, else by whose reason the contract ends; money that an
 * authority has supervised earns what the account really earned, which `shareInterest` hands out.
 */
export type InterestBasis = 'AGREED' | 'LPR_1Y' | 'DEPOSIT_1Y' | 'ACTUAL'

/** The basis of statutory interest on a refund (Art 16). */
export function interestBasis(reason: {
  agreed: boolean
  supervised: boolean
  consumersReason: boolean
}): InterestBasis {
  if (reason.supervised) return 'ACTUAL'
  if (reason.agreed) return 'AGREED'
  return reason.consumersReason ? 'DEPOSIT_1Y' : 'LPR_1Y'
}

/** Interest on a principal in fen at a yearly rate ("0.03"), by days of 365, half fen up (F17). */
export function statutoryInterest(principalFen: Fen, yearlyRate: string, days: number): Fen {
  return simpleInterest(principalFen, yearlyRate, days)
}

/** What a lot held at the end of each of some days: fen, and for how many days. */
export type HeldDays = { fen: Fen; days: number }

/** fen·days of one lot. */
export function fenDays(held: readonly HeldDays[]): bigint {
  return held.reduce((sum, { fen, days }) => sum + fen * BigInt(days), 0n)
}

/**
 * Shares the interest that the bank posted over owners by fen·days, largest remainder, so that the
 * shares sum to it (F17). Owners without a share are left out; all of it stays undistributed while
 * nobody held anything.
 */
export function shareInterest(
  amountFen: Fen,
  owners: readonly { id: string; fenDays: bigint }[],
): { id: string; amountFen: Fen }[] {
  if (owners.every((owner) => owner.fenDays === 0n)) return []
  const parts = allocate(
    amountFen,
    owners.map((owner) => owner.fenDays),
  )
  return owners
    .map(({ id }, index) => ({ id, amountFen: parts[index]! }))
    .filter((share) => share.amountFen > 0n)
}
