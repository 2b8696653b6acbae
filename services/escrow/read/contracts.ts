// Contracts as parties may see them: terms, lot, money so far.
import { sql, type Kysely } from 'kysely'
import { column } from '@ticun/db'
import type { Caller } from '@ticun/http'
import { sumFen } from '@ticun/money'
import type { ContractView } from '@ticun/protocol'
import { inOrderOfUse } from '../decide/lot-choice.ts'
import { viewLot } from '../decide/lot-view.ts'
import { mayBeCalled, namesOf, shownName, type Names } from '../person/person.ts'
import type { EscrowTables } from '../tables.ts'
import { guardsConsumerOf } from './guardianships.ts'
import { contractOf, lotOf } from '../world/rows.ts'
import type { Contract, Lot } from '../world/nouns.ts'

type Db = Kysely<EscrowTables>
type Row = EscrowTables['contract'] & { merchant_name: string }

/** Names searched in memory at most: names are sealed, so Postgres cannot search them. */
export const SEARCHED_MAX = 20_000

export type ContractQuery = {
  /** Contract ids come newest first; only those before this one. */
  before?: string | undefined
  limit: number
  status?: string | undefined
  search?: string | undefined
  /** Of the question (UTC): whom the caller guards then. */
  now: string
}

function selected(db: Db, caller: Caller, now: string) {
  let rows = db
    .selectFrom('contract as c')
    .innerJoin('merchant as m', (join) =>
      join.onRef('m.book_id', '=', 'c.book_id').onRef('m.merchant_id', '=', 'c.merchant_id'),
    )
    .selectAll('c')
    .select('m.name as merchant_name')
  const party = caller.party ?? ''
  if (caller.role === 'merchant') rows = rows.where('c.merchant_id', '=', party)
  if (caller.role === 'consumer') {
    rows = rows.where((or) =>
      or.or([or('c.consumer_id', '=', party), guardsConsumerOf('c', caller, now)]),
    )
  }
  return rows
}

/** One contract with its lots, oldest first, whoever asks; undefined when there is none. */
export async function findContract(
  db: Db,
  contractId: string,
): Promise<{ bookId: string; contract: Contract; lots: Lot[] } | undefined> {
  const found = await sql<Row>`
    SELECT c.*, m.name AS merchant_name FROM contract c
    JOIN merchant m ON m.book_id = c.book_id AND m.merchant_id = c.merchant_id
    WHERE c.book_id IN (SELECT book_id FROM book) AND c.contract_id = ${contractId}`.execute(db)
  const row = found.rows[0]
  if (!row) return undefined
  const lots = (await lotsByContract(db, [row])).get(contractId)!
  return { bookId: row.book_id, contract: contractOf(row, row.merchant_name), lots }
}

/** The lots of these contracts, oldest first. */
async function lotsByContract(db: Db, rows: readonly Row[]): Promise<Map<string, Lot[]>> {
  const found = await sql<EscrowTables['whole_lot']>`
    SELECT l.* FROM unnest(
      ${column(rows.map((row) => row.book_id))}::text[],
      ${column(rows.map((row) => row.contract_id))}::text[]) AS wanted (book_id, contract_id)
    JOIN whole_lot l ON l.book_id = wanted.book_id AND l.contract_id = wanted.contract_id
    ORDER BY l.added_at, l.lot_id`.execute(db)
  const lots = new Map(rows.map((row): [string, Lot[]] => [row.contract_id, []]))
  for (const row of found.rows) lots.get(row.contract_id)!.push(lotOf(row))
  return lots
}

/** A page of contracts that the caller may see, newest first. */
export async function listContracts(
  db: Db,
  caller: Caller,
  query: ContractQuery,
): Promise<ContractView[]> {
  let rows = selected(db, caller, query.now).orderBy('c.contract_id', 'desc')
  const { status } = query
  if (status) {
    rows = rows.where((where) =>
      where.exists(
        where
          .selectFrom('lot_use as l')
          .select('l.lot_id')
          .whereRef('l.book_id', '=', 'c.book_id')
          .whereRef('l.contract_id', '=', 'c.contract_id')
          .where('l.status', '=', status),
      ),
    )
  }
  if (query.before) rows = rows.where('c.contract_id', '<', query.before)
  if (!query.search) return views(db, caller, await rows.limit(query.limit).execute())
  const all = await rows.limit(SEARCHED_MAX).execute()
  const names = await namesOf(db, all.map(customerOf))
  const wanted = query.search.toLowerCase()
  const hits = all.filter((row) => {
    const isCalled = mayBeCalled(names(customerOf(row)), caller, row.consumer_id, wanted)
    return isCalled || isSought(row, wanted)
  })
  return views(db, caller, hits.slice(0, query.limit))
}

type Sought = { product_name: string; contract_id: string; reference: string }

/** Whether it is one that is looked for, in lower case, by anything but her name. */
export function isSought(row: Sought, wanted: string): boolean {
  const texts = [row.product_name, row.contract_id]
  return texts.some((text) => text.toLowerCase().includes(wanted)) || isNamed(row, wanted)
}

/** A reference may be typed in the groups in which it is shown. */
function isNamed({ reference }: Pick<Sought, 'reference'>, wanted: string): boolean {
  const plain = wanted.replace(/[\s-]+/g, '')
  return plain !== '' && reference.toLowerCase().includes(plain)
}

function customerOf(row: Row) {
  return { consumerId: row.consumer_id, merchantId: row.merchant_id }
}

async function views(db: Db, caller: Caller, rows: readonly Row[]): Promise<ContractView[]> {
  const names = await namesOf(db, rows.map(customerOf))
  const lots = await lotsByContract(db, rows)
  return rows.map((row) =>
    viewContract(
      contractOf(row, row.merchant_name),
      lots.get(row.contract_id)!,
      caller,
      names(customerOf(row)),
    ),
  )
}

const SUMS = ['paidFen', 'heldFen', 'releasedFen', 'refundedFen'] as const
const COUNTS = ['sessionsTotal', 'sessionsUsed', 'sessionsAwaiting'] as const

/** A contract for this caller: her own name in full, everybody else's masked. */
export function viewContract(
  contract: Contract,
  lots: readonly Lot[],
  caller: Caller,
  names: Names,
): ContractView {
  const views = lots.map(viewLot)
  const inUse = lotInUse(lots)
  const fen = (key: (typeof SUMS)[number]) => sumFen(views.map((lot) => BigInt(lot[key])))
  const count = (key: (typeof COUNTS)[number]) => views.reduce((sum, lot) => sum + lot[key], 0)
  return {
    ...contract,
    consumerName: shownName(names, caller, contract.consumerId),
    lotId: inUse.lotId,
    status: inUse.status,
    ...(inUse.paidAt ? { paidAt: inUse.paidAt } : {}),
    lots: views,
    paidFen: fen('paidFen').toString(),
    heldFen: fen('heldFen').toString(),
    releasedFen: fen('releasedFen').toString(),
    refundedFen: fen('refundedFen').toString(),
    sessionsTotal: count('sessionsTotal'),
    sessionsUsed: count('sessionsUsed'),
    sessionsAwaiting: count('sessionsAwaiting'),
  }
}

/** The lot that is used next, or else the newest. */
function lotInUse(lots: readonly Lot[]): Lot {
  const alive = lots.filter(({ status }) => status === 'ACTIVE' || status === 'SUSPENDED')
  return inOrderOfUse(alive)[0] ?? lots.at(-1)!
}
