// How payout runs divided what merchants had earned, as callers page through it.
import { sql, type Kysely } from 'kysely'
import type { Caller } from '@ticun/http'
import type { EscrowTables } from '../tables.ts'

/** Newest first, after a (reckonedAt, runId) pair; a merchant sees its own. */
export async function listPayoutStatements(
  db: Kysely<EscrowTables>,
  caller: Caller,
  query: { after: readonly string[] | undefined; limit: number; merchantId?: string | undefined },
) {
  const merchantId = caller.role === 'merchant' ? (caller.party ?? '') : query.merchantId
  let rows = db
    .selectFrom('reckoning')
    .selectAll()
    .orderBy('reckoned_at', 'desc')
    .orderBy('run_id', 'desc')
    .orderBy('merchant_id', 'desc')
    .limit(query.limit)
  if (merchantId !== undefined) rows = rows.where('merchant_id', '=', merchantId)
  if (query.after) {
    const [at, runId, after] = query.after
    rows = rows.where(
      sql<boolean>`(reckoned_at, run_id, merchant_id) < (${at}::timestamptz, ${runId}, ${after})`,
    )
  }
  return (await rows.execute()).map((row) => ({
    runId: row.run_id,
    merchantId: row.merchant_id,
    reckonedAt: row.reckoned_at,
    payableFen: row.payable.toString(),
    paidFen: row.paid.toString(),
    nettedFen: row.netted.toString(),
    withheldFen: row.withheld.toString(),
    inWindowFen: row.in_window.toString(),
    heldFen: row.held.toString(),
  }))
}
