// Keeps wrong codes in a table: each is there before its answer goes out.
import { sql, type Kysely } from 'kysely'
import type { EscrowTables } from '../tables.ts'
import { countGuesses, WRONG_CODES_PERIOD_MS, type Guesses, type KeptGuess } from './guesses.ts'

type Db = Kysely<EscrowTables>

/** Opens the counts as they were when the last process ended, however it ended. */
export async function openGuesses(db: Db): Promise<Guesses> {
  const rows = await db
    .selectFrom('wrong_code')
    .select(['caller', 'desk', 'contract_id', sql<string>`${MS}`.as('at_ms')])
    .where('tried_at', '>', since())
    .execute()
  const earlier = rows.map(({ caller, desk, contract_id: contractId, at_ms: atMs }) => ({
    caller,
    desk,
    contractId,
    atMs: Number(atMs),
  }))
  return countGuesses({
    earlier,
    keep: (guesses) => keep(db, guesses),
    merchantOf: (contractId) => merchantOf(db, contractId),
  })
}

const MS = sql.raw('(extract(epoch FROM tried_at) * 1000)::bigint')

function since(): string {
  return new Date(Date.now() - WRONG_CODES_PERIOD_MS).toISOString()
}

function keep(db: Db, guesses: readonly KeptGuess[]): Promise<void> {
  const rows = guesses.map(({ caller, desk, contractId, atMs }) => ({
    caller,
    desk,
    contract_id: contractId,
    tried_at: new Date(atMs).toISOString(),
  }))
  return db.transaction().execute(async (trx) => {
    await trx.deleteFrom('wrong_code').where('tried_at', '<', since()).execute()
    await trx.insertInto('wrong_code').values(rows).execute()
  })
}

/** Of a contract, or of one that is offered: a code accepts it. */
async function merchantOf(db: Db, contractId: string): Promise<string | undefined> {
  return (
    (await merchantIn(db, 'contract', contractId)) ?? (await merchantIn(db, 'offer', contractId))
  )
}

async function merchantIn(
  db: Db,
  table: 'contract' | 'offer',
  contractId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom(table)
    .select('merchant_id')
    .where('contract_id', '=', contractId)
    // Keys begin with the book, and books are few: so no second index is needed for this.
    .where('book_id', 'in', db.selectFrom('book').select('book_id'))
    .executeTakeFirst()
  return row?.merchant_id
}
