// Interest as a decision sees it.

/** Interest that the bank posted, and what lots held in the days that it is for. */
export type PostedInterest = {
  leftFen: bigint
  owners: readonly { lotId: string; contractId: string; fenDays: bigint }[]
}
