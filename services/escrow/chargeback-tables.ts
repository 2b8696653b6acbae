// The table of chargebacks as Kysely sees it.

export type ChargebackTables = {
  chargeback: {
    book_id: string
    chargeback_id: string
    contract_id: string
    lot_id: string
    merchant_id: string
    consumer_id: string
    deposit_id: string
    amount: bigint
    debtor: string
    status: string
    reason: string
    evidence_sha256: string
    bank_serial: string | null
    reversed_at: string
    reported_at: string
    reported_by: string
    lot_status: string
    held: bigint
    merchant: bigint
    consumer: bigint
    slots: number[]
    face: bigint
    credit: bigint
    outcome: string | null
    outcome_sha256: string | null
    answered_by: string | null
  }
}
