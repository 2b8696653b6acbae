// Reads what merchants have and owe into a world, and what the bank account holds: accounts 2003,
// 2008, 1101, and 1001.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import { account, naturalBalance } from '@ticun/rules'
import type { EscrowTables } from '../tables.ts'
import type { Needs } from './needs.ts'
import type { World } from './world.ts'

type Db = Kysely<EscrowTables>
type Head = { account: string; balance: bigint }

const CODES = ['1101', '2003', '2008'] as const

/**
 * Balances of the merchants that are needed, or of all. They are right only in a world that was
 * loaded under the lock of the chain head: memory does not keep them.
 */
export async function loadBalances(db: Db, world: World, needs: Needs): Promise<void> {
  const isForAll = needs.payoutsAt !== undefined
  if (!isForAll && needs.balances.size === 0 && !needs.bank) return
  const found = isForAll ? await allOf(db, world) : await someOf(db, world, needs)
  for (const { account: name, balance } of found) {
    world.balances.set(name, naturalBalance(name, balance))
  }
}

async function allOf(db: Db, world: World): Promise<Head[]> {
  const heads: Head[] = []
  for (const code of CODES) {
    const [from, to] = [`${code}/`, `${code}0`]
    const found = await sql<Head>`
      SELECT account, balance FROM account_head
      WHERE book_id = ${world.bookId} AND account >= ${from} AND account < ${to}`.execute(db)
    heads.push(...found.rows)
  }
  return heads
}

async function someOf(db: Db, world: World, { balances, bank }: Needs): Promise<Head[]> {
  const own = [...balances].flatMap((merchantId) => CODES.map((code) => account(code, merchantId)))
  const names = bank ? [...own, account('1001')] : own
  const found = await sql<Head>`
    SELECT account, balance FROM account_head
    WHERE book_id = ${world.bookId} AND account = ANY(${column(names)}::text[])`.execute(db)
  return found.rows
}
