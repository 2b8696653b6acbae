// The tables of mass refunds as Kysely sees them.

export type MassRefundTables = {
  mass_refund: {
    book_id: string
    mass_refund_id: string
    merchant_id: string
    status: string
    as_of: string
    stopped_on: string | null
    lots: number
    held: bigint
    disputed: bigint
    refund: bigint
    kept: bigint
    shortfall: bigint
    schedule_sha256: string
    author: string
    first_approver: string | null
    second_approver: string | null
  }
  mass_refund_item: {
    book_id: string
    mass_refund_id: string
    lot_id: string
    contract_id: string
    consumer_id: string
    formula: string
    held: bigint
    disputed: bigint
    refund: bigint
    kept: bigint
    shortfall: bigint
    status: string
    refund_id: string | null
  }
}
