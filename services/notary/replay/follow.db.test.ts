// The copy of a book is the same whatever the order of arrival, and ends where something is wrong.
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { transact } from '@ticun/db'
import { hex } from '@ticun/proof'
import type { EscrowFact, LedgerFact } from '@ticun/protocol'
import { findBook, lockBook, saveBook } from '../book/book.ts'
import { book, BOOK_ID, makeStory, ofEscrow, ofLedger } from '../test-escrow.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'

const TEST_MAX_MS = 180_000
const LOTS = 12
let stage: Stage

beforeEach(async () => {
  stage = await openStage()
}, TEST_MAX_MS)
afterEach(() => stage.close(), TEST_MAX_MS)

async function expectReplayed(sequence: bigint) {
  await eventually(async () => expect(await stage.replayed()).toBe(sequence))
}

/** Everything that the copy holds, to compare two ways of arriving. */
async function copy() {
  const { db } = stage
  const found = await findBook(db)
  const heads = await db.selectFrom('account_head').selectAll().orderBy('account').execute()
  const { rows: left } = await sql`SELECT sequence FROM waiting_entry`.execute(db)
  const days = await db.selectFrom('code_day').selectAll().orderBy('day').orderBy('code').execute()
  return {
    head: hex(found?.hash ?? new Uint8Array()),
    peaks: found?.frontier.peaks,
    heads,
    days,
    left,
  }
}

/** A fixed shuffle by a small generator, so that a failure can be repeated. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648)
  return items
    .map((item) => ({ item, rank: next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

const spoken = book(makeStory(LOTS))

test.each([
  ['facts first, entries later', [ofEscrow(spoken.causes), ofLedger(spoken.entries)]],
  ['entries first, facts later', [ofLedger(spoken.entries), ofEscrow(spoken.causes)]],
  [
    'both shuffled through each other',
    shuffled([...ofEscrow(spoken.causes), ...ofLedger(spoken.entries)], 7).map((one) => [one]),
  ],
])('%s: the same head, balances and tree', async (_name, parts) => {
  const listener = stage.listen()
  for (const part of parts) await stage.speak(part)
  await expectReplayed(spoken.sequence)
  const first = await copy()
  expect(first.head).toBe(spoken.head)
  expect(first.left).toEqual([])
  const control = first.heads.find(({ account }) => account === '1001')
  expect(control?.balance).toBe(BigInt(LOTS) * 3_000n)
  expect(first.heads.reduce((sum, { balance }) => sum + balance, 0n)).toBe(0n)
  await listener.stop()

  // Everything once more: the transport forgets where it was, the inbox does not.
  await sql`UPDATE inbox_position SET position = '0:0'`.execute(stage.asAdministrator)
  const again = stage.listen()
  const all = spoken.causes.length + spoken.entries.length
  await eventually(async () => {
    const skipped = again.status().reduce((sum, topic) => sum + topic.skipped, 0)
    expect(skipped).toBe(all)
  })
  expect(await copy()).toEqual(first)
  const { rows } = await sql`SELECT sum(facts)::int AS facts FROM heard`.execute(stage.db)
  expect(rows).toEqual([{ facts: all }])
  expect(await stage.facts()).toEqual([])
})

test('a listener that is stopped in the middle loses nothing to the next one', async () => {
  const half = Math.floor(spoken.causes.length / 2)
  const first = stage.listen()
  await stage.speak(ofEscrow(spoken.causes))
  await stage.speak(ofLedger(spoken.entries.slice(0, half)))
  await eventually(async () => expect(await stage.replayed()).toBeGreaterThan(0n))
  await first.stop()
  await stage.speak(ofLedger(spoken.entries.slice(half)))
  stage.listen()
  await expectReplayed(spoken.sequence)
  expect((await copy()).head).toBe(spoken.head)
})

test('an amount that was changed and re-chained stops the copy at that entry', async () => {
  const story = makeStory(LOTS)
  const changed = story.map((fact, at): EscrowFact =>
    at === 5 && fact.type === 'lot.funded'
      ? { ...fact, data: { ...fact.data, amountFen: '2999' } }
      : fact,
  )
  // The entries are those of a book that was written again; the business facts are the true ones.
  const forged = book(changed)
  const bad = BigInt(spoken.causes[5]?.bookSequence ?? '0')
  stage.listen()
  await stage.speak([...ofEscrow(spoken.causes), ...ofLedger(forged.entries)])
  const alerts = await eventually(async () => {
    const rows = await stage.db.selectFrom('alert').selectAll().execute()
    expect(rows).toHaveLength(1)
    return rows
  })
  expect(alerts[0]).toMatchObject({ code: 'ENTRY_DIFFERS', sequence: bad, subject: String(bad) })
  expect(alerts[0]?.detail).toMatch(/line 1 amount is 2999; the facts lead to 3000/)
  await stage.sign()
  expect(await stage.replayed()).toBe(bad - 1n)
  const signed = await stage.db.selectFrom('checkpoint').selectAll().execute()
  expect(signed.map(({ size }) => size)).toEqual([bad - 1n])
  const facts = await stage.facts()
  expect(facts.map(({ type }) => type)).toEqual(['alert.raised', 'checkpoint.signed'])
  expect(facts[0]?.data).toMatchObject({ code: 'ENTRY_DIFFERS', sequence: String(bad) })
})

test('what follows a stop is still heard, and the alert is raised once', async () => {
  const [first, ...rest] = spoken.entries
  if (!first) throw new Error('a story has entries')
  const wrong: LedgerFact = { ...first, data: { ...first.data, hash: 'a'.repeat(64) } }
  const listener = stage.listen()
  await stage.speak([...ofEscrow(spoken.causes), ...ofLedger([wrong])])
  await eventually(async () => expect(await stage.facts()).toHaveLength(1))
  await stage.speak(ofLedger(rest))
  await eventually(async () => {
    const received = listener.status().reduce((sum, topic) => sum + topic.received, 0)
    expect(received).toBe(spoken.causes.length + spoken.entries.length)
  })
  await stage.sign()
  expect((await stage.facts()).map(({ data }) => data)).toMatchObject([{ code: 'CHAIN_BROKEN' }])
  expect(await stage.replayed()).toBe(0n)
})

test('two causes of one entry, and money without an entry, are told', async () => {
  const [one] = spoken.causes
  if (!one) throw new Error('a story has facts')
  const twin: EscrowFact = { ...one, id: `fct_${'9'.repeat(26)}` }
  const { bookSequence: _none, ...loose } = { ...one, id: `fct_${'8'.repeat(26)}` }
  stage.listen()
  await stage.speak([...ofEscrow([one, twin, loose]), ...ofLedger(spoken.entries)])
  await eventually(async () => {
    const rows = await stage.db.selectFrom('alert').select(['code', 'subject']).execute()
    expect(rows.toSorted((a, b) => (a.code < b.code ? -1 : 1))).toEqual([
      { code: 'CAUSE_WITHOUT_ENTRY', subject: loose.id },
      { code: 'TWO_CAUSES', subject: '1' },
    ])
  })
  expect(await stage.replayed()).toBe(0n)
})

test('the service itself cannot change what it copied, and the owner is refused too', async () => {
  stage.listen()
  await stage.speak([...ofEscrow(spoken.causes), ...ofLedger(spoken.entries)])
  await expectReplayed(spoken.sequence)
  const change = sql`UPDATE replayed_entry SET bytes = '' WHERE sequence = 1`
  await expect(change.execute(stage.db)).rejects.toThrow(/permission denied/)
  await expect(change.execute(stage.asAdministrator)).rejects.toThrow(/append-only/)
})

test('a book has one writer: the next one waits and finds what was committed', async () => {
  const { db } = stage
  const steps: string[] = []
  await transact(db, (trx) => lockBook(trx, BOOK_ID))
  await transact(db, async (one) => {
    const mine = await lockBook(one, BOOK_ID)
    // The second writer is really waiting before the first one goes on.
    const other = transact(db, async (two) => {
      steps.push(`second finds ${(await lockBook(two, BOOK_ID)).recordedAt}`)
    })
    await eventually(async () => {
      const { rows } = await sql`SELECT FROM pg_locks WHERE NOT granted
        AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`.execute(
        stage.asAdministrator,
      )
      expect(rows).toHaveLength(1)
    })
    steps.push('first saves')
    await saveBook(one, { ...mine, recordedAt: '2025-01-01T00:00:00.000Z' })
    return { other }
  }).then(({ other }) => other)
  expect(steps).toEqual(['first saves', 'second finds 2025-01-01T00:00:00.000Z'])
})
