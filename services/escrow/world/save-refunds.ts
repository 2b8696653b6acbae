// Writes refunds that a batch asked for or changed.
import type { Transaction } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import type { Refund } from './nouns.ts'

/** Saves them, a statement each: they change a few times a day. */
export async function saveRefunds(
  trx: Transaction<EscrowTables>,
  bookId: string,
  refunds: readonly Refund[],
): Promise<void> {
  for (const refund of refunds) {
    const state = stateOf(refund)
    const row = {
      book_id: bookId,
      refund_id: refund.refundId,
      contract_id: refund.contractId,
      lot_id: refund.lotId,
      merchant_id: refund.merchantId,
      consumer_id: refund.consumerId,
      reason: refund.reason,
      requested_at: refund.requestedAt,
      ...state,
    }
    await trx
      .insertInto('refund')
      .values(row)
      .onConflict((conflict) => conflict.columns(['book_id', 'refund_id']).doUpdateSet(state))
      .execute()
  }
}

/** What may still change: an award has other figures than the request. */
function stateOf(refund: Refund) {
  const parts = refund.parts.map((part) => ({
    ...part,
    amountFen: part.amountFen.toString(),
    interestFen: part.interestFen.toString(),
  }))
  return {
    status: refund.status,
    basis: refund.basis ?? null,
    amount: refund.amountFen,
    merchant_amount: refund.merchantFen,
    credit: refund.creditFen,
    slots: [...refund.slots],
    face: refund.faceFen,
    formula: refund.formula,
    fault: refund.fault,
    // An array as a parameter would be one of Postgres.
    parts: JSON.stringify(parts) as never,
    review: JSON.stringify(refund.review) as never,
  }
}
