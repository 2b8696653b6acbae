// Balances at any instant against a plain model, whatever the order in which things were recorded.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHART, codeOf, naturalBalance, type Draft } from '@ticun/rules'
import * as ledger from './index.ts'
import { GROWING_CODES } from './balances.ts'
import { nextId, openTestLedger, type TestLedger } from './test-ledger.ts'

const RUNS = 12
const START_MS = Date.UTC(2025, 5, 30, 23, 58)
const SECOND_MS = 1_000
const DAY_MS = 86_400_000

type Line = { account: string; amount: bigint; occurredAt: string; recordedAt: string }

/** A move of money, from the account to credit to the account to debit. */
const MOVES = [
  ['1001', '2001/lot_a'],
  ['1001', '2001/lot_b'],
  ['2001/lot_a', '2003/mer_a'],
  ['2001/lot_b', '2003/mer_a'],
  ['2001/lot_b', '2003/mer_b'],
  ['2003/mer_a', '2004/pay_a'],
  ['2004/pay_a', '1001'],
] as const
const ACCOUNTS = [...new Set(MOVES.flat()), '2001/lot_none', '2003/mer_none', '2003', '2001']

const lag = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: SECOND_MS }) },
  { weight: 2, arbitrary: fc.constantFrom(SECOND_MS, SECOND_MS + 1, 60_000, 3_600_000, DAY_MS) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 400 * DAY_MS }) },
  { weight: 1, arbitrary: fc.integer({ min: -90_000, max: -1 }) },
)
const wish = fc.record({
  move: fc.constantFrom(...MOVES),
  amount: fc.bigInt(1n, 1000n),
  lagMs: lag,
})
const step = fc.record({
  pauseMs: fc.oneof(fc.integer({ min: 0, max: 1500 }), fc.constantFrom(0, 59_000, DAY_MS)),
  wishes: fc.array(wish, { minLength: 1, maxLength: 10 }),
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never
const history = fc.array(step, { minLength: 2, maxLength: 8 })

/** What the wishes become when no account may fall below 0 on its own side. */
function draftsOf(steps: readonly Step[]) {
  const standing = new Map<string, bigint>()
  let nowMs = START_MS
  return steps.flatMap(({ pauseMs, wishes }) => {
    nowMs += pauseMs
    const recordedAt = new Date(nowMs).toISOString()
    const drafts = wishes.flatMap(({ move: [debit, credit], amount: wanted, lagMs }): Draft[] => {
      // Opening moves add on both sides; the others take from what is there.
      const held = debit === '1001' ? wanted : (standing.get(debit) ?? 0n)
      const amount = wanted < held ? wanted : held
      if (amount === 0n) return []
      standing.set(debit, debit === '1001' ? 0n : held - amount)
      standing.set(credit, (standing.get(credit) ?? 0n) + amount)
      const lines = [
        { account: debit, amount },
        { account: credit, amount: -amount },
      ]
      const occurredAt = new Date(nowMs - lagMs).toISOString()
      return [{ causeId: nextId('fct'), kind: 'x', occurredAt, recordedAt, lines }]
    })
    return drafts.length > 0 ? [drafts] : []
  })
}

/** The model: a sum over everything. */
function modelled(lines: readonly Line[], name: string, asOf: ledger.AsOf): bigint {
  const counted = lines.filter(
    ({ account, occurredAt, recordedAt }) =>
      (account === name || account.slice(0, 4) === name) &&
      (asOf.occurredAt === undefined || occurredAt <= asOf.occurredAt) &&
      (asOf.recordedAt === undefined || recordedAt <= asOf.recordedAt),
  )
  return naturalBalance(
    name,
    counted.reduce((sum, { amount }) => sum + amount, 0n),
  )
}

let t: TestLedger
beforeAll(async () => {
  t = await openTestLedger('2025-06-01')
})
afterAll(() => t?.close())

async function expectModel(bookId: string, lines: readonly Line[], asOf: ledger.AsOf) {
  const found = await ledger.totals(t.db, bookId, asOf)
  expect(found.map((each) => [each.account, each.balanceFen])).toEqual(
    Object.keys(CHART).map((code) => [code, modelled(lines, code, asOf)]),
  )
  const asked = ACCOUNTS.map((account) => ledger.balanceAt(t.db, bookId, account, asOf))
  const balances = (await Promise.all(asked)).map((each) => [each.account, each.balanceFen])
  expect(balances, JSON.stringify(asOf)).toEqual(
    ACCOUNTS.map((account) => [account, modelled(lines, account, asOf)]),
  )
}

test('balances at any instant of the world, of the book and of both equal a plain sum', async () => {
  const instants = fc.array(
    fc.record({ pick: fc.nat(), offMs: fc.constantFrom(-60_000, -1, 0, 1, 500, 1000, 60_000) }),
    { minLength: 4, maxLength: 4 },
  )
  await fc.assert(
    fc.asyncProperty(history, instants, async (steps, wanted) => {
      const bookId = nextId('bok')
      const lines: Line[] = []
      for (const drafts of draftsOf(steps)) {
        await t.postAll(bookId, drafts)
        for (const { occurredAt, recordedAt, lines: own } of drafts) {
          lines.push(...own.map((line) => ({ ...line, occurredAt, recordedAt })))
        }
      }
      if (lines.length === 0) return
      const known = lines.flatMap(({ occurredAt, recordedAt }) => [occurredAt, recordedAt])
      const at = wanted.map(({ pick, offMs }) =>
        new Date(Date.parse(known[pick % known.length]!) + offMs).toISOString(),
      )
      await expectModel(bookId, lines, {})
      for (const [index, instant] of at.entries()) {
        const other = at[(index + 1) % at.length]
        await expectModel(bookId, lines, { occurredAt: instant })
        await expectModel(bookId, lines, { recordedAt: instant })
        await expectModel(bookId, lines, { occurredAt: instant, recordedAt: other })
      }
      await expectSameTallies(bookId)
    }),
    { numRuns: RUNS },
  )
})

/** The triggers' tallies are those that the lines give. */
async function expectSameTallies(bookId: string) {
  const read = async () => {
    const { rows } = await t.owner.query(
      `SELECT 'code' AS what, code AS name, recorded_at AS at, balance AS fen FROM (
         SELECT DISTINCT ON (code, recorded_at) * FROM code_line WHERE book_id = $1
         ORDER BY code, recorded_at, sequence DESC) c
       UNION ALL SELECT 'late', name, occurred_at, sum(amount) FROM late_amount
         WHERE book_id = $1 GROUP BY 2, 3 HAVING sum(amount) <> 0
       UNION ALL SELECT span, name, since, amount FROM late_sum
         WHERE book_id = $1 AND amount <> 0 ORDER BY 1, 2, 3`,
      [bookId],
    )
    return rows as unknown[]
  }
  const written = await read()
  await t.owner.query('SELECT tally_book($1)', [bookId])
  expect(await read()).toEqual(written)
}

test('Postgres and the questions agree on which accounts grow', async () => {
  const { rows } = await t.owner.query<{ code: string }>(
    'SELECT code FROM unnest($1::text[]) code WHERE account_grows(code)',
    [Object.keys(CHART).map((code) => codeOf(code))],
  )
  expect(rows.map((row) => row.code)).toEqual(GROWING_CODES)
})
