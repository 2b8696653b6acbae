// What Postgres reads for a batch: the rows that it is about, however much the book holds.
import { transact } from '@ticun/db'
import { newId } from '@ticun/protocol'
import { sql, type Transaction } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Command } from './command/command.ts'
import { execute } from './command/execute.ts'
import type { EscrowTables } from './tables.ts'
import * as t from './test-book.ts'

const CONTRACTS = 600
const SESSIONS = 100
/** Lots, accounts, heads: some look-ups of each kind for a session, and a few for the batch. */
const LOOKUPS_A_SESSION_MAX = 6

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

/** Rows of each table that this connection has looked at and not reported yet. */
async function rowsSeen(trx: Transaction<EscrowTables>): Promise<Map<string, number>> {
  const { rows } = await sql<{ name: string; read: number }>`
    SELECT relname AS name,
      (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 AS read
    FROM pg_stat_xact_user_tables`.execute(trx)
  return new Map(rows.map(({ name, read }) => [name, read]))
}

/** What executing these reads of each table, and their outcomes. */
const executed = (bookId: string, commands: readonly Command[]) =>
  transact(escrow.db, async (trx) => {
    const before = await rowsSeen(trx)
    const outcomes = await execute(trx, bookId, commands)
    const after = [...(await rowsSeen(trx))]
    expect(outcomes.every(({ answer }) => 'body' in answer)).toBe(true)
    return new Map(after.map(([name, rows]) => [name, rows - (before.get(name) ?? 0)]))
  })

/** A book of many paid contracts, each of another consumer, at one merchant. */
async function openLargeBook() {
  const { bookId, desk, productId, run } = await t.openTestBook(escrow.db)
  const sale = () => {
    const [consumerId, ids] = [newId('con'), { contractId: newId('ctr'), lotId: newId('lot') }]
    const wish = { ...ids, productId, consumerId, consumerName: '张三丰' }
    const buyer = { ...t.consumer, party: consumerId }
    return { ids, command: t.commandFor(bookId, buyer, { verb: 'sign-contract', ...wish }) }
  }
  const sales = Array.from({ length: CONTRACTS }, sale)
  await run(...sales.map(({ command }) => command))
  const deposits = sales.map(({ ids }) => t.depositFact(bookId, ids, t.terms.priceFen))
  await run(
    ...deposits.map((fact) => t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact })),
  )
  return { bookId, desk, sale, contracts: sales.map(({ ids }) => ids.contractId) }
}

test('a batch of sessions reads its own rows, not the book', async () => {
  const { bookId, desk, contracts } = await openLargeBook()
  const sessions = contracts
    .slice(0, SESSIONS)
    .map((contractId) => ({ contractId, sessionId: newId('ses'), codeWindow: 1n }))
  const read = await executed(
    bookId,
    sessions.map((each) => t.commandFor(bookId, desk, { verb: 'record-session', ...each })),
  )
  // The probe sees what is read: each lot was looked up.
  expect(read.get('lot_use')).toBeGreaterThanOrEqual(SESSIONS)
  const most = SESSIONS * LOOKUPS_A_SESSION_MAX
  expect([...read].filter(([, rows]) => rows > most)).toEqual([])
  // None of these keys has an answer yet, so there is none to look at.
  expect(read.get('command')).toBe(0)
})

test('a sale looks at what its buyer has, not at all contracts of the merchant', async () => {
  const { bookId, sale } = await openLargeBook()
  const read = await executed(bookId, [sale().command, sale().command])
  expect(read.get('product')).toBeGreaterThan(0)
  expect([...read].filter(([, rows]) => rows > CONTRACTS / 10)).toEqual([])
})
