// A merchant as decisions see it, with its state.
import type { MerchantState } from '@ticun/protocol'
import type { MerchantAim } from '@ticun/rules'

export type Merchant = {
  merchantId: string
  name: string
  industry: string
  district: string
  bankNumber: string
  bankName: string
  enrolledAt: string
  status: MerchantState
  /** The day on which it stopped serving. */
  stoppedOn: string | undefined
  /** Last instant of the notice of its wind-down. */
  noticeUntil: string | undefined
  /** The move that waits for a second officer. */
  pending: MerchantChange | undefined
  /** The release of its reserve that waits for a second officer. */
  pendingRelease: ReserveRelease | undefined
  /** Fen released of its reserve and not paid yet: no share of them is withheld again. */
  releasedFen: bigint
}

/** A part of a merchant's reserve (fen) that an officer wants to make payable. */
export type ReserveRelease = {
  releaseId: string
  amountFen: bigint
  reason: string
  requestedBy: string
  requestedAt: string
}

/** A move of a merchant that an officer wants. */
export type MerchantChange = {
  changeId: string
  to: MerchantAim
  reason: string
  evidenceSha256?: string | undefined
  stoppedOn?: string | undefined
  requestedBy: string
  requestedAt: string
}
