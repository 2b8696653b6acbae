// Chargebacks as callers page through them.
import type { Kysely } from 'kysely'
import type { Caller } from '@ticun/http'
import type { ChargebackView } from '@ticun/protocol'
import { viewChargeback } from '../decide/chargebacks/view.ts'
import type { EscrowTables } from '../tables.ts'
import { chargebackOf } from '../world/chargeback.ts'

export type ChargebackQuery = {
  /** Ids come newest first; only those before this one. */
  before?: string | undefined
  limit: number
  status?: string | undefined
  contractId?: string | undefined
}

/** Those that the caller may see: a merchant its own, a consumer hers. */
export async function listChargebacks(
  db: Kysely<EscrowTables>,
  caller: Caller,
  { before, limit, status, contractId }: ChargebackQuery,
): Promise<ChargebackView[]> {
  let rows = db.selectFrom('chargeback').selectAll().orderBy('chargeback_id', 'desc').limit(limit)
  if (caller.role === 'merchant') rows = rows.where('merchant_id', '=', caller.party ?? '')
  if (caller.role === 'consumer') rows = rows.where('consumer_id', '=', caller.party ?? '')
  if (status) rows = rows.where('status', '=', status)
  if (contractId) rows = rows.where('contract_id', '=', contractId)
  if (before) rows = rows.where('chargeback_id', '<', before)
  return (await rows.execute()).map((row) => viewChargeback(chargebackOf(row)))
}
