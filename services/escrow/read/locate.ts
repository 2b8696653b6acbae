// Finds the book (and contract) that an id belongs to; what is found never changes, so it is kept.
import type { Kysely } from 'kysely'
import type { EscrowTables } from '../tables.ts'

type Db = Kysely<EscrowTables>

/** Where something lives. */
export type Place = { bookId: string; contractId?: string }

const PLACES_KEPT_MAX = 100_000

/** Remembers the places of ids, the oldest forgotten first. */
export function createLocator(db: Db) {
  const known = new Map<string, Place>()

  const remember = (id: string, place: Place | undefined) => {
    if (!place) return undefined
    known.set(id, place)
    if (known.size > PLACES_KEPT_MAX) known.delete(known.keys().next().value!)
    return place
  }

  const find = (id: string): Promise<Place | undefined> => {
    switch (id.slice(0, 3)) {
      case 'mer':
        return bookOf(db, 'merchant', 'merchant_id', id)
      case 'prd':
        return bookOf(db, 'product', 'product_id', id)
      case 'pol':
        return bookOf(db, 'policy', 'policy_id', id)
      case 'ctr':
        return contractOf(db, 'contract', 'contract_id', id)
      case 'ses':
        return contractOf(db, 'session', 'session_id', id)
      case 'ref':
        return contractOf(db, 'refund', 'refund_id', id)
      case 'cbk':
        return contractOf(db, 'chargeback', 'chargeback_id', id)
      case 'grd':
        return bookOf(db, 'guardianship', 'guardianship_id', id)
      case 'sus':
        return bookOf(db, 'suspense', 'suspense_id', id)
      default:
        throw new Error(`cannot locate ${id}`)
    }
  }

  return async function locate(id: string): Promise<Place | undefined> {
    return known.get(id) ?? remember(id, await find(id))
  }
}

export type Locate = ReturnType<typeof createLocator>

async function bookOf(
  db: Db,
  table: 'merchant' | 'product' | 'policy' | 'suspense' | 'guardianship',
  column: 'merchant_id' | 'product_id' | 'policy_id' | 'suspense_id' | 'guardianship_id',
  id: string,
): Promise<Place | undefined> {
  const row = await db
    .selectFrom(table)
    .select('book_id')
    .where(column as never, '=', id as never)
    .executeTakeFirst()
  return row && { bookId: row.book_id }
}

async function contractOf(
  db: Db,
  table: 'contract' | 'session' | 'refund' | 'chargeback',
  column: 'contract_id' | 'session_id' | 'refund_id' | 'chargeback_id',
  id: string,
): Promise<Place | undefined> {
  const row = await db
    .selectFrom(table)
    .select(['book_id', 'contract_id'])
    .where(column as never, '=', id as never)
    // Keys begin with the book, and books are few: so no second index is needed for this.
    .where('book_id', 'in', db.selectFrom('book').select('book_id'))
    .executeTakeFirst()
  return row && { bookId: row.book_id, contractId: row.contract_id }
}
