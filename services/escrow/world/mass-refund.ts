// A mass refund and its lines as decisions see them. Amounts in fen.
import type { FORMULAS, MASS_SKIPS } from '@ticun/protocol'

export type MassMoney = {
  heldFen: bigint
  disputedFen: bigint
  refundFen: bigint
  keptFen: bigint
  shortfallFen: bigint
}

/** REPLACED: a newer schedule of the merchant was computed before this one was approved. */
export type MassStatus = 'COMPUTED' | 'APPROVED_ONCE' | 'PAYING' | 'COMPLETED' | 'REPLACED'

export type MassRefund = MassMoney & {
  massRefundId: string
  merchantId: string
  status: MassStatus
  /** UTC. */
  asOf: string
  stoppedOn: string | undefined
  lots: number
  scheduleSha256: string
  author: string
  firstApprover: string | undefined
  secondApprover: string | undefined
}

export type MassItem = MassMoney & {
  massRefundId: string
  lotId: string
  contractId: string
  consumerId: string
  formula: (typeof FORMULAS)[number]
  status: 'OPEN' | 'PAID_OUT' | (typeof MASS_SKIPS)[number]
  refundId: string | undefined
}

/** One line of a schedule, as one text. */
export function itemKey({ massRefundId, lotId }: Pick<MassItem, 'massRefundId' | 'lotId'>): string {
  return `${massRefundId}/${lotId}`
}

/** Whether two computations of a lot's line say the same. */
export function sameMoney(a: MassMoney, b: MassMoney): boolean {
  return (
    a.heldFen === b.heldFen &&
    a.disputedFen === b.disputedFen &&
    a.refundFen === b.refundFen &&
    a.keptFen === b.keptFen &&
    a.shortfallFen === b.shortfallFen
  )
}
