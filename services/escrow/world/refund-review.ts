// What was said of a refund, and what it cost, as decisions see it.
import type { FAULTS, FEE_BEARERS, LotStatus } from '@ticun/protocol'

/** What was said of a refund on its way to an approval. */
export type Review = {
  /** The lot's state before it. */
  lotStatus: LotStatus
  reviewUntil?: string
  payBy?: string
  /** Agreed by the merchant's silence. */
  deemed?: boolean
  /** Whose reason the merchant says it is. */
  counterFault?: (typeof FAULTS)[number]
  counterReason?: string
  counterEvidenceSha256?: string
  /** Who recorded the award, and its document: somebody else has to approve. */
  awardedBy?: string
  /** It left the rest held: the lot goes on. */
  leavesHeld?: boolean
  /** What the channel charged for it (F19). */
  fee?: RefundFee
  awardSha256?: string
}

/** What a channel charged for a refund (F19). Fen as text: it lies in the refund's review. */
export type RefundFee = {
  amountFen: string
  bearer: (typeof FEE_BEARERS)[number]
  /** The merchant's part; the rest is the office's. */
  merchantFen: string
  evidenceSha256: string
}
