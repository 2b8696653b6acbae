// The book's questions: balances now and at a past instant, totals by code, entries in order.
import { sql, type Kysely } from 'kysely'
import { CHART, naturalBalance, type AccountCode } from '@ticun/rules'
import type { LedgerTables } from './tables.ts'

type Reader = Kysely<LedgerTables>

/** World time and book time (UTC); absent means "all so far". */
export type AsOf = { occurredAt?: string | undefined; recordedAt?: string | undefined }

export type Balance = { account: string; side: 'DEBIT' | 'CREDIT'; balanceFen: bigint }

const natural = (name: string, signedFen: bigint): Balance => ({
  account: name,
  side: CHART[name.slice(0, 4) as AccountCode][0],
  balanceFen: naturalBalance(name, signedFen),
})

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
  return rows.map((row) => natural(row.account, row.balance))
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

/** Totals by code of the chart, as of world time and book time; every code of the chart is there. */
export async function totals(db: Reader, bookId: string, asOf: AsOf): Promise<Balance[]> {
  const past = asOf.occurredAt !== undefined || asOf.recordedAt !== undefined
  const found = past
    ? await sql<{ code: string; sum: string }>`
        SELECT left(account, 4) AS code, sum(amount)::text AS sum FROM line
        WHERE book_id = ${bookId}
          AND occurred_at <= coalesce(${asOf.occurredAt ?? null}::timestamptz, 'infinity')
          AND recorded_at <= coalesce(${asOf.recordedAt ?? null}::timestamptz, 'infinity')
        GROUP BY 1`.execute(db)
    : await sql<{ code: string; sum: string }>`
        SELECT left(account, 4) AS code, sum(balance)::text AS sum FROM account_head
        WHERE book_id = ${bookId} GROUP BY 1`.execute(db)
  const sums = new Map(found.rows.map((row) => [row.code, BigInt(row.sum)]))
  return Object.keys(CHART).map((code) => natural(code, sums.get(code) ?? 0n))
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

export type EntryRow = LedgerTables['entry'] & {
  lines: { account: string; amount: string; balance: string; sequence: string }[]
}

/** Entries after a sequence, in order, with their lines; of one contract when it is given. */
export async function entries(
  db: Reader,
  bookId: string,
  after: bigint,
  limit: number,
  contractId?: string,
): Promise<EntryRow[]> {
  let wanted = db
    .selectFrom('entry')
    .selectAll('entry')
    .select((row) =>
      sql<EntryRow['lines']>`(
        SELECT json_agg(json_build_object('account', account, 'amount', amount::text,
          'balance', balance::text, 'sequence', line.sequence::text) ORDER BY amount DESC, account)
        FROM line WHERE line.book_id = ${row.ref('entry.book_id')}
          AND line.entry_sequence = ${row.ref('entry.sequence')})`.as('lines'),
    )
    .where('book_id', '=', bookId)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit)
  if (contractId) wanted = wanted.where('contract_id', '=', contractId)
  return wanted.execute()
}
