// Where the book stands now: accounts, balances, the chain's head.
import type { Kysely } from 'kysely'
import { naturalBalance } from '@ticun/rules'
import { naturally, type Balance } from './balances.ts'
import type { LedgerTables } from './tables.ts'

type Reader = Kysely<LedgerTables>

/** Accounts after a cursor account, in order of name, with natural balances in fen. */
export async function accounts(
  db: Reader,
  bookId: string,
  after: string,
  limit: number,
): Promise<Balance[]> {
  const rows = await db
    .selectFrom('account_head')
    .select(['account', 'balance'])
    .where('book_id', '=', bookId)
    .where('account', '>', after)
    .orderBy('account')
    .limit(limit)
    .execute()
  return rows.map((row) => naturally(row.account, row.balance))
}

/** The natural balance in fen of one account now; 0 when it has no line. */
export async function balance(db: Reader, bookId: string, name: string): Promise<bigint> {
  const row = await db
    .selectFrom('account_head')
    .select('balance')
    .where('book_id', '=', bookId)
    .where('account', '=', name)
    .executeTakeFirst()
  return row ? naturalBalance(name, row.balance) : 0n
}

/** Where the chain of a book stands; undefined when the book was never opened. */
export async function chainHead(
  db: Reader,
  bookId: string,
): Promise<{ sequence: bigint; hash: Buffer } | undefined> {
  return db
    .selectFrom('chain_head')
    .select(['sequence', 'hash'])
    .where('book_id', '=', bookId)
    .executeTakeFirst()
}
