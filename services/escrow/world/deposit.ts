// A payment of a lot as decisions see it. Amounts in fen, `paidAt` UTC.

/** A payment that funds a lot, and what of it was given back. */
export type Deposit = {
  depositId: string
  amountFen: bigint
  paidAt: string
  refundedFen: bigint
  /** Taken back by the payer's bank (F14). */
  chargedBackFen: bigint
}
