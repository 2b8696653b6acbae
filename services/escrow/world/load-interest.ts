// Reads posted interest, and from the book's lines what each lot held in the days that it is for.
import { sql, type Kysely } from 'kysely'
import { addDays, startOfShanghaiDay } from '@ticun/rules'
import type { EscrowTables } from '../tables.ts'
import type { Needs } from './needs.ts'
import type { World } from './world.ts'

/**
 * Loads what is left of the interest and the weights of its shares; the lots are needed then. A
 * line of a day counts for each day from that one, or from the first, to the last: what came on a
 * day is held at its end.
 */
export async function loadInterest(
  db: Kysely<EscrowTables>,
  world: World,
  needs: Needs,
): Promise<void> {
  const { bookId } = world
  for (const { interestId, from, to } of needs.interest) {
    const head = await sql<{ balance: bigint }>`
      SELECT balance FROM account_head
      WHERE book_id = ${bookId} AND account = ${`2007/${interestId}`}`.execute(db)
    const end = startOfShanghaiDay(addDays(to, 1))
    const found = await sql<{ lot_id: string; contract_id: string; fen_days: string }>`
      SELECT h.lot_id, l.contract_id, h.fen_days::text AS fen_days FROM (
        SELECT substr(account, 6) AS lot_id, sum(-amount * (${to}::date
          - greatest((occurred_at AT TIME ZONE 'Asia/Shanghai')::date, ${from}::date) + 1))
          AS fen_days
        FROM line
        WHERE book_id = ${bookId} AND account >= '2001/' AND account < '20010'
          AND occurred_at < ${end}::timestamptz
        GROUP BY account) h
      JOIN lot l ON l.book_id = ${bookId} AND l.lot_id = h.lot_id
      WHERE h.fen_days > 0
      ORDER BY l.added_at, l.lot_id`.execute(db)
    const owners = found.rows.map((row) => ({
      lotId: row.lot_id,
      contractId: row.contract_id,
      fenDays: BigInt(row.fen_days),
    }))
    world.interest.set(interestId, { leftFen: -(head.rows[0]?.balance ?? 0n), owners })
    for (const { contractId } of owners) needs.contracts.add(contractId)
  }
}
