// The book in a real Postgres: what it keeps, what it answers, and what it refuses to everybody.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, migrate, transact, type Database } from '@ticun/db'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import { entryBytes, genesisHash, hex, link } from '@ticun/proof'
import type { Draft } from '@ticun/rules'
import * as ledger from './index.ts'

type Databases = Awaited<ReturnType<typeof createTestDatabases>>

let server: Awaited<ReturnType<typeof openTestDatabase>>
let databases: Databases
let db: Database<ledger.LedgerTables>
const book = 'bok_00000000000000000000000001'
const instant = (minute: number) => new Date(Date.UTC(2025, 5, 1, 4, minute)).toISOString()

const draft = (number: number, debit: string, credit: string, amount: bigint): Draft => ({
  causeId: `fct_${String(number).padStart(26, '0')}`,
  kind: 'lot.funded',
  occurredAt: instant(100 - number),
  recordedAt: instant(number),
  lines: [
    { account: debit, amount },
    { account: credit, amount: -amount },
  ],
})

function postAll(drafts: readonly Draft[]) {
  return transact(db, async (trx) => {
    await ledger.openChain(trx, book, instant(0))
    const chain = await ledger.lockChain(trx, book)
    return ledger.post(trx, chain!, drafts, drafts[0]!.recordedAt)
  })
}

beforeAll(async () => {
  server = await openTestDatabase()
  databases = await createTestDatabases('ledger', server.superuserUrl)
  const { ownerUrl, runtimeUrl, runtime } = databases.escrow
  const identifiers = { runtime_role: runtime }
  await migrate({ ownerUrl, folders: [ledger.ledgerMigrations], identifiers })
  db = connect<ledger.LedgerTables>({ url: runtimeUrl, applicationName: 'test' })
  await ledger.makePartitions(db, '2025-06-01')
  await postAll([draft(1, '1001', '2001/lot_a', 500n)])
  await postAll([draft(2, '1001', '2001/lot_b', 300n)])
  await postAll([draft(3, '2001/lot_a', '2003/mer_a', 100n)])
})

afterAll(async () => {
  await db?.destroy()
  await databases?.drop()
  await server?.stop()
})

test('who expects another chain head writes nothing', async () => {
  const chain = (await db.transaction().execute((trx) => ledger.lockChain(trx, book)))!
  await transact(db, (trx) => ledger.expectChain(trx, chain))
  const behind = { ...chain, version: randomUUID() }
  const attempt = transact(db, (trx) => ledger.expectChain(trx, behind))
  await expect(attempt).rejects.toMatchObject({ code: ledger.HEAD_MOVED })
})

describe('reading', () => {
  test('entries read back have the bytes that were linked', async () => {
    const rows = await ledger.entries(db, book, { limit: 100 })
    let head = genesisHash()
    for (const row of rows.slice(0, 3)) {
      const lines = row.lines.map((line) => ({
        account: line.account,
        amount: BigInt(line.amount),
        balance: BigInt(line.balance),
        sequence: BigInt(line.sequence),
      }))
      const bytes = entryBytes({
        bookId: book,
        causeId: row.cause_id,
        currency: 'CNY',
        entryId: row.entry_id,
        kind: row.kind,
        lines,
        occurredAt: row.occurred_at,
        recordedAt: row.recorded_at,
        sequence: row.sequence,
      })
      head = link(head, bytes)
      expect(row.hash.toString('hex')).toBe(hex(head))
    }
    expect(rows.length).toBeGreaterThanOrEqual(3)
  })

  test('balances now, by world time and by book time', async () => {
    const of = async (asOf: ledger.AsOf) => {
      const found = await ledger.totals(db, book, asOf)
      return Object.fromEntries(
        found
          .filter((each) => each.balanceFen !== 0n)
          .map((each) => [each.account, each.balanceFen]),
      )
    }
    expect(await of({})).toEqual({ '1001': 800n, '2001': 700n, '2003': 100n })
    // By the book only the first was known; in the world the first happened last.
    expect(await of({ recordedAt: instant(1) })).toEqual({ '1001': 500n, '2001': 500n })
    expect(await of({ occurredAt: instant(98) })).toEqual({
      '1001': 300n,
      '2001': 200n,
      '2003': 100n,
    })
    expect(await ledger.balance(db, book, '2001/lot_a')).toBe(400n)
    expect(await ledger.balance(db, book, '2001/lot_unknown')).toBe(0n)
  })
})

describe('append-only', () => {
  test.each(['UPDATE line SET amount = 1', 'DELETE FROM entry', 'TRUNCATE line, entry'])(
    'the run-time role may not: %s',
    async (statement) => {
      await expect(sql.raw(statement).execute(db)).rejects.toMatchObject({ code: '42501' })
    },
  )

  test.each(['UPDATE line SET amount = 1', 'DELETE FROM entry', 'TRUNCATE line, entry'])(
    'the owner is refused by a trigger: %s',
    async (statement) => {
      const owner = new pg.Client({ connectionString: databases.escrow.ownerUrl })
      await owner.connect()
      try {
        await expect(owner.query(statement)).rejects.toMatchObject({ code: 'TC004' })
      } finally {
        await owner.end()
      }
    },
  )
})

describe('what Postgres checks itself', () => {
  // The book stands at entry 3; account 1001 at line 2 with 800 fen.
  const entryRow = (sequence: number, cause: string, of = book) => `('${of}', ${sequence},
    'ent_${cause}', '${cause}', 'x', now(), now(), decode(repeat('00', 32), 'hex'))`
  const entries = (...rows: string[]) => `INSERT INTO entry
    (book_id, sequence, entry_id, cause_id, kind, occurred_at, recorded_at, hash) VALUES
    ${rows.join(', ')}`
  const entry = (sequence: number, cause: string) => entries(entryRow(sequence, cause))
  type Row = [string, number, number, number, number]
  const linesOf = (of: string, rows: readonly Row[]) =>
    rows.map(([account, ...rest]) => `('${of}', '${account}', ${rest.join(', ')}, now(), now())`)
  const insertLines = (rows: readonly string[]) => `INSERT INTO line
    (book_id, account, sequence, entry_sequence, amount, balance, occurred_at, recorded_at) VALUES
    ${rows.join(', ')}`
  const lines = (...rows: Row[]) => insertLines(linesOf(book, rows))
  const other = 'bok_00000000000000000000000002'
  const head = (sequence: number) => `UPDATE chain_head SET sequence = ${sequence}`
  const good = lines(['1001', 3, 4, 5, 805], ['2001/lot_c', 1, 4, -5, -5])

  test.each<[string, string[], string]>([
    ['unbalanced lines', [lines(['1001', 3, 4, 5, 805], ['2001/c', 1, 4, -4, -4])], 'TC001'],
    ['a single line', [lines(['1001', 3, 4, 5, 805])], 'TC001'],
    ['a wrong balance', [lines(['1001', 3, 4, 5, 806], ['2001/c', 1, 4, -5, -5])], 'TC002'],
    ['a gap in an account', [lines(['1001', 4, 4, 5, 805], ['2001/c', 1, 4, -5, -5])], 'TC002'],
    ['a second writer', [lines(['1001', 2, 4, 5, 805], ['2001/c', 1, 4, -5, -5])], 'TC002'],
    ['a gap in the lines', [lines(['1001', 3, 5, 5, 805], ['2001/c', 1, 5, -5, -5])], 'TC003'],
    ['a gap in the entries', [good, entry(5, 'fct_x')], 'TC003'],
    ['an entry without lines', [entry(4, 'fct_x'), head(4)], 'TC005'],
    ['lines without an entry', [good, head(4)], 'TC005'],
    ['a head that runs ahead', [head(4)], 'TC005'],
    ['a head left behind', [good, entry(4, 'fct_x'), head(3)], 'TC005'],
    ['a member below 0', [lines(['2001/c', 1, 4, 5, 5], ['1001', 3, 4, -5, 795])], '23514'],
    ['one cause twice', [good, entry(4, draft(1, 'a', 'b', 1n).causeId)], '23505'],
    [
      'a line of another book among the lines of an entry',
      [
        insertLines([
          ...linesOf(book, [['1001', 3, 4, 5, 805]]),
          ...linesOf(other, [['2001/c', 1, 4, -5, -5]]),
        ]),
      ],
      'TC003',
    ],
    [
      'an entry of another book in one statement',
      [
        lines(['1001', 3, 4, 5, 805], ['2001/c', 1, 4, -5, -5]),
        lines(['1001', 4, 5, 5, 810], ['2001/c', 2, 5, -5, -10]),
        entries(entryRow(4, 'fct_x'), entryRow(5, 'fct_y', other)),
      ],
      'TC003',
    ],
    ['an own account head', ['UPDATE account_head SET balance = 0'], '42501'],
  ])('%s is refused', async (_, statements, code) => {
    const attempt = transact(db, async (trx) => {
      for (const statement of statements) await sql.raw(statement).execute(trx)
    })
    await expect(attempt).rejects.toMatchObject({ code })
  })

  test('the same statements without a fault go through', async () => {
    await transact(db, async (trx) => {
      for (const statement of [good, entry(4, 'fct_x'), head(4)])
        await sql.raw(statement).execute(trx)
    })
    expect((await ledger.chainHead(db, book))!.sequence).toBe(4n)
  })
})

test('a partition refuses the owner as its parent does', async () => {
  const owner = new pg.Client({ connectionString: databases.escrow.ownerUrl })
  await owner.connect()
  try {
    await expect(owner.query('DELETE FROM line_2025_06')).rejects.toMatchObject({ code: 'TC004' })
  } finally {
    await owner.end()
  }
  expect(await ledger.makePartitions(db, '2025-06-01')).toBe(0)
})

test('partitions reach ahead of a day that lies after the server’s own', async () => {
  const tables = 2
  // The month of that day and three more.
  const months = 4
  expect(await ledger.makePartitions(db, '2099-11-30')).toBe(tables * months)
  expect(await ledger.makePartitions(db, '2099-11-30')).toBe(0)
})

test('two writers at once take turns: no sequence twice, none missing', async () => {
  const before = (await ledger.chainHead(db, book))!.sequence
  const batches = Array.from({ length: 20 }, (_, index) =>
    postAll([
      { ...draft(1000 + index, '1001', '2001/lot_a', 1n), recordedAt: instant(50) },
      { ...draft(2000 + index, '1001', '2001/lot_b', 1n), recordedAt: instant(50) },
    ]),
  )
  const sequences = (await Promise.all(batches)).flat().map(({ entry }) => entry.sequence)
  const sorted = sequences.toSorted((a, b) => Number(a - b))
  expect(sorted).toEqual(Array.from({ length: 40 }, (_, index) => before + 1n + BigInt(index)))
})
