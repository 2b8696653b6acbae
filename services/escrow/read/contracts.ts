// Contracts as parties may see them: terms, lot, money so far.
import { sql, type Kysely } from 'kysely'
import type { Caller } from '@ticun/http'
import type { ContractView } from '@ticun/protocol'
import { fenIn, HELD_STATES, scheduleOf, slotsIn } from '@ticun/rules'
import { masked, namesOf } from '../person/person.ts'
import type { EscrowTables } from '../tables.ts'
import { contractOf, lotOf } from '../world/rows.ts'
import type { Contract, Lot } from '../world/world.ts'

type Db = Kysely<EscrowTables>
type Row = EscrowTables['contract'] & EscrowTables['lot'] & { merchant_name: string }

/** Names searched in memory at most: names are sealed, so Postgres cannot search them. */
const SEARCHED_MAX = 20_000

export type ContractQuery = {
  /** Contract ids come newest first; only those before this one. */
  before?: string | undefined
  limit: number
  status?: string | undefined
  search?: string | undefined
}

function selected(db: Db, caller: Caller) {
  let rows = db
    .selectFrom('contract as c')
    .innerJoin('lot as l', (join) =>
      join.onRef('l.book_id', '=', 'c.book_id').onRef('l.contract_id', '=', 'c.contract_id'),
    )
    .innerJoin('merchant as m', 'm.merchant_id', 'c.merchant_id')
    .selectAll('c')
    .selectAll('l')
    .select('m.name as merchant_name')
  if (caller.role === 'merchant') rows = rows.where('c.merchant_id', '=', caller.party ?? '')
  if (caller.role === 'consumer') rows = rows.where('c.consumer_id', '=', caller.party ?? '')
  return rows
}

/** One contract with its lot, whoever asks; undefined when there is none. */
export async function findContract(
  db: Db,
  contractId: string,
): Promise<{ bookId: string; contract: Contract; lot: Lot } | undefined> {
  const found = await sql<Row>`
    SELECT c.*, l.*, m.name AS merchant_name FROM contract c
    JOIN lot l ON l.book_id = c.book_id AND l.contract_id = c.contract_id
    JOIN merchant m ON m.merchant_id = c.merchant_id
    WHERE c.book_id IN (SELECT book_id FROM book) AND c.contract_id = ${contractId}`.execute(db)
  const row = found.rows[0]
  if (!row) return undefined
  return { bookId: row.book_id, contract: contractOf(row, row.merchant_name), lot: lotOf(row) }
}

/** A page of contracts that the caller may see, newest first. */
export async function listContracts(
  db: Db,
  caller: Caller,
  query: ContractQuery,
): Promise<ContractView[]> {
  let rows = selected(db, caller).orderBy('c.contract_id', 'desc')
  if (query.status) rows = rows.where('l.status', '=', query.status)
  if (query.before) rows = rows.where('c.contract_id', '<', query.before)
  if (!query.search) return views(db, caller, await rows.limit(query.limit).execute())
  const all = await rows.limit(SEARCHED_MAX).execute()
  const names = await namesOf(
    db,
    all.map((row) => row.consumer_id),
  )
  const wanted = query.search.toLowerCase()
  const hits = all.filter((row) =>
    [names.get(row.consumer_id)!, row.product_name, row.reference, row.contract_id].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  )
  return views(db, caller, hits.slice(0, query.limit))
}

async function views(db: Db, caller: Caller, rows: readonly Row[]): Promise<ContractView[]> {
  const names = await namesOf(
    db,
    rows.map((row) => row.consumer_id),
  )
  return rows.map((row) =>
    viewContract(
      contractOf(row, row.merchant_name),
      lotOf(row),
      caller,
      names.get(row.consumer_id)!,
    ),
  )
}

/** A contract for this caller: her own name in full, everybody else's masked. */
export function viewContract(
  contract: Contract,
  lot: Lot,
  caller: Caller,
  name: string,
): ContractView {
  const own = caller.role === 'consumer' && caller.party === contract.consumerId
  const { priceFen, slotStates } = lot
  const funded = lot.status !== 'UNFUNDED'
  const schedule = scheduleOf(contract.terms, priceFen)
  const fen = (states: Parameters<typeof fenIn>[2]) =>
    (funded ? fenIn(schedule, slotStates, states) : 0n).toString()
  return {
    ...contract,
    consumerName: own ? name : masked(name),
    lotId: lot.lotId,
    status: lot.status,
    ...(lot.paidAt ? { paidAt: lot.paidAt } : {}),
    paidFen: (funded ? priceFen : 0n).toString(),
    // Slots in an undecided refund are still the member's money.
    heldFen: fen(HELD_STATES),
    releasedFen: fen(['C']),
    refundedFen: fen(['X']),
    sessionsTotal: slotStates.length,
    sessionsUsed: slotsIn(slotStates, 'C').length,
    sessionsAwaiting: slotsIn(slotStates, 'S').length,
  }
}
