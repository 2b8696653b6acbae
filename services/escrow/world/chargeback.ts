// A chargeback as decisions see it, and its row.
import type { Transaction } from 'kysely'
import type { CHARGEBACK_OUTCOMES, ChargebackStatus, DEBTORS, LotStatus } from '@ticun/protocol'
import type { ChargebackParts } from '@ticun/rules'
import type { EscrowTables } from '../tables.ts'

/** A payment of a lot that the payer's bank took back. Amounts in fen, instants UTC. */
export type Chargeback = ChargebackParts & {
  chargebackId: string
  contractId: string
  lotId: string
  merchantId: string
  consumerId: string
  depositId: string
  amountFen: bigint
  /** Who owes what the lot does not hold; CONSUMER: also what she had back before. */
  debtor: (typeof DEBTORS)[number]
  status: ChargebackStatus
  reason: string
  evidenceSha256: string
  bankSerial: string | undefined
  reversedAt: string
  reportedAt: string
  reportedBy: string
  /** The lot's state before it. */
  lotStatus: LotStatus
  /** How the answer to the bank ended, as one officer says. */
  outcome: (typeof CHARGEBACK_OUTCOMES)[number] | undefined
  outcomeSha256: string | undefined
  answeredBy: string | undefined
}

/** What a chargeback took before it is booked. */
export const NOTHING_TAKEN: ChargebackParts = {
  heldFen: 0n,
  merchantFen: 0n,
  consumerFen: 0n,
  slots: [],
  faceFen: 0n,
  creditFen: 0n,
}

export function chargebackOf(row: EscrowTables['chargeback']): Chargeback {
  return {
    chargebackId: row.chargeback_id,
    contractId: row.contract_id,
    lotId: row.lot_id,
    merchantId: row.merchant_id,
    consumerId: row.consumer_id,
    depositId: row.deposit_id,
    amountFen: row.amount,
    debtor: row.debtor as Chargeback['debtor'],
    status: row.status as ChargebackStatus,
    reason: row.reason,
    evidenceSha256: row.evidence_sha256,
    bankSerial: row.bank_serial ?? undefined,
    reversedAt: row.reversed_at,
    reportedAt: row.reported_at,
    reportedBy: row.reported_by,
    lotStatus: row.lot_status as LotStatus,
    heldFen: row.held,
    merchantFen: row.merchant,
    consumerFen: row.consumer,
    slots: row.slots,
    faceFen: row.face,
    creditFen: row.credit,
    outcome: (row.outcome ?? undefined) as Chargeback['outcome'],
    outcomeSha256: row.outcome_sha256 ?? undefined,
    answeredBy: row.answered_by ?? undefined,
  }
}

/** Saves them, a statement each: few banks take a payment back. */
export async function saveChargebacks(
  trx: Transaction<EscrowTables>,
  bookId: string,
  chargebacks: readonly Chargeback[],
): Promise<void> {
  for (const each of chargebacks) {
    const state = stateOf(each)
    const row = {
      book_id: bookId,
      chargeback_id: each.chargebackId,
      contract_id: each.contractId,
      lot_id: each.lotId,
      merchant_id: each.merchantId,
      consumer_id: each.consumerId,
      deposit_id: each.depositId,
      amount: each.amountFen,
      debtor: each.debtor,
      reason: each.reason,
      evidence_sha256: each.evidenceSha256,
      bank_serial: each.bankSerial ?? null,
      reversed_at: each.reversedAt,
      reported_at: each.reportedAt,
      reported_by: each.reportedBy,
      lot_status: each.lotStatus,
      ...state,
    }
    await trx
      .insertInto('chargeback')
      .values(row)
      .onConflict((conflict) => conflict.columns(['book_id', 'chargeback_id']).doUpdateSet(state))
      .execute()
  }
}

/** What may still change of it. */
function stateOf(each: Chargeback) {
  return {
    status: each.status,
    held: each.heldFen,
    merchant: each.merchantFen,
    consumer: each.consumerFen,
    slots: each.slots,
    face: each.faceFen,
    credit: each.creditFen,
    outcome: each.outcome ?? null,
    outcome_sha256: each.outcomeSha256 ?? null,
    answered_by: each.answeredBy ?? null,
  }
}
