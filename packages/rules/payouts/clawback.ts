// Formula F12: from where an amount that a merchant had earned is taken back.
import { minFen, type Fen } from '@ticun/money'

/** What a merchant has to answer with, in fen: earned and unpaid (2003), reserve (2008). */
export type MerchantMoney = { payableFen: Fen; reserveFen: Fen }

/** One amount by the accounts that it comes from; the parts sum to it. */
export type Clawback = {
  /** Out of what the merchant has earned and was not paid yet (2003). */
  payableFen: Fen
  /** Out of the merchant's reserve (2008). */
  reserveFen: Fen
  /** Owed by the merchant from now on (1101); its next earnings are netted off. */
  receivableFen: Fen
}

/**
 * Takes an amount back from a merchant: out of unpaid earnings, then out of the reserve; what is
 * left becomes a receivable (F12). The consumer's balance is whole again in every case.
 */
export function clawback(amountFen: Fen, { payableFen, reserveFen }: MerchantMoney): Clawback {
  const fromPayable = minFen(amountFen, payableFen)
  const fromReserve = minFen(amountFen - fromPayable, reserveFen)
  return {
    payableFen: fromPayable,
    reserveFen: fromReserve,
    receivableFen: amountFen - fromPayable - fromReserve,
  }
}

/**
 * Gives an amount that was taken by `clawback` back to the merchant, who was right after all: the
 * receivable is cancelled first, as far as it still stands, then the reserve is filled up, and the
 * rest is payable. `part` of it, when the sides shared: the merchant gets that much.
 */
export function giveBack(part: Fen, taken: Clawback, receivableFen: Fen): Clawback {
  const cancelled = minFen(part, minFen(taken.receivableFen, receivableFen))
  const reserved = minFen(part - cancelled, taken.reserveFen)
  return {
    payableFen: part - cancelled - reserved,
    reserveFen: reserved,
    receivableFen: cancelled,
  }
}
