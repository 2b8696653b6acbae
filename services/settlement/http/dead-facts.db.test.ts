// Facts that cannot be handled are work: seen, tried again by themselves, replayed, ended by two.
import { sql } from 'kysely'
import { transact } from '@ticun/db'
import { settlementRoutes, type DeadFactView } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { depositIdOf } from '../statement/order.ts'
import { ACCOUNT, bookOpened, payoutDue, refundDue, refundRetried } from '../test-facts.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'

const TEST_MAX_MS = 60_000
let stage: Stage

beforeAll(async () => {
  stage = await openStage()
  await stage.start()
  await stage.say([bookOpened()])
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

async function list(query = ''): Promise<DeadFactView[]> {
  const { body } = await stage.ask({ path: `/v1/dead-facts${query}`, as: 'wang' })
  return settlementRoutes.listDeadFacts.reply.parse(body).items
}

const find = async (factId: string, query = '?all=true') =>
  (await list(query)).find((each) => each.factId === factId)!
const post = (as: string, { deadFactId }: DeadFactView, path: string, json: object = {}) =>
  stage.ask({ method: 'POST', path: `/v1/dead-facts/${deadFactId}/${path}`, as, json })

/** A payment in place of one that has not failed: nobody may ever pay it. */
async function neverPayable(): Promise<DeadFactView> {
  const first = refundDue(7n, await anyDeposit())
  const again = refundRetried(first, 1)
  await stage.say([first.fact, again.fact])
  return find(again.fact.id)
}

let serials = 0
async function anyDeposit(serial = `ANY${(serials += 1)}`): Promise<string> {
  const bookedAt = `2015-06-${String(10 + serials)}T12:00:00+08:00`
  await stage.bank.payIn({ amountFen: 9n, remittance: '现金', bookedAt, serial })
  const day = bookedAt.slice(0, 10)
  const after = `2015-06-${String(11 + serials)}`
  const answer = await stage.importXml(await stage.bank.camt(day, after))
  expect(answer.status).toBe(201)
  return depositIdOf(ACCOUNT, serial)
}

test('what may come true is tried again by itself, ever more seldom, and taken when it does', async () => {
  const due = refundDue(5n, depositIdOf(ACCOUNT, 'LATER'))
  const neighbour = payoutDue(1n)
  await stage.say([due.fact, neighbour.fact])
  const dead = await find(due.fact.id)
  expect(dead).toMatchObject({
    status: 'OPEN',
    topic: 'escrow.facts.v1',
    type: 'refund.due',
    source: 'escrow',
    subject: due.refundId,
    amountFen: '5',
    data: { refundId: due.refundId },
    reason: expect.stringMatching(/deposit .* is not known/),
    nextTryAt: expect.any(String),
  })
  const refused = await post('wang', dead, 'replays')
  expect(refused).toMatchObject({ status: 409, body: { code: 'dead_fact_rejected' } })
  expect((await find(due.fact.id)).attempts).toBeGreaterThan(dead.attempts)
  await anyDeposit('LATER')
  await eventually(async () => {
    expect(await find(due.fact.id)).toMatchObject({ status: 'REPLAYED' })
  })
  expect(await find(due.fact.id)).not.toHaveProperty('nextTryAt')
  const { body } = await stage.ask({ path: '/v1/refund-payments?limit=100', as: 'li' })
  const payments = settlementRoutes.listRefundPayments.reply.parse(body).items
  expect(payments.filter(({ paymentId }) => paymentId === due.refundId)).toHaveLength(1)
  const again = await post('wang', dead, 'replays')
  expect(again).toMatchObject({ status: 200, body: { status: 'REPLAYED' } })
  const late = await post('wang', dead, 'endings', { reason: 'x' })
  expect(late).toMatchObject({ status: 409, body: { code: 'dead_fact_handled' } })
})

test('what can never be handled waits for officers, and two of them end it', async () => {
  const dead = await neverPayable()
  expect(dead).toMatchObject({ status: 'OPEN', attempts: 1 })
  expect(dead).not.toHaveProperty('nextTryAt')
  const nothing = await post('li', dead, 'endings/approvals')
  expect(nothing).toMatchObject({ status: 404, body: { code: 'unknown_change' } })
  const reason = '与首笔付款重复'
  const proposed = await post('wang', dead, 'endings', { reason })
  expect(proposed).toMatchObject({ body: { ending: { reason, proposedBy: 'wang' } } })
  const alone = await post('wang', dead, 'endings/approvals')
  expect(alone).toMatchObject({ status: 403, body: { code: 'same_person' } })
  expect(await find(dead.factId, '')).toMatchObject({ status: 'OPEN' })
  const ended = await post('li', dead, 'endings/approvals')
  expect(ended).toMatchObject({ status: 200, body: { status: 'ENDED', ending: { endedBy: 'li' } } })
  expect(await find(dead.factId, '')).toBeUndefined()
  expect(await find(dead.factId)).toMatchObject({ status: 'ENDED', ending: { reason } })
  for (const path of ['replays', 'endings/approvals']) {
    const late = await post('zhao', dead, path)
    expect(late).toMatchObject({ status: 409, body: { code: 'dead_fact_ended' } })
  }
})

test('an approval that comes beside a replay ends nothing, and says so', async () => {
  const dead = await neverPayable()
  await post('wang', dead, 'endings', { reason: '与首笔付款重复' })
  const approval = await transact(stage.db, async (trx) => {
    const number = BigInt(dead.deadFactId)
    await sql`UPDATE inbox_dead SET replayed_at = now() WHERE number = ${number}`.execute(trx)
    const waits = post('li', dead, 'endings/approvals')
    await eventually(async () => {
      const { rows } = await sql`
        SELECT FROM pg_locks WHERE NOT granted`.execute(stage.db)
      expect(rows).toHaveLength(1)
    })
    return { waits }
  })
  expect(await approval.waits).toMatchObject({ status: 409, body: { code: 'dead_fact_handled' } })
})

test('only officers see them; pages go on; unknown ones are unknown', async () => {
  const [one, two] = [await neverPayable(), await neverPayable()]
  for (const as of ['coach', 'm0001', 'guan']) {
    expect((await stage.ask({ path: '/v1/dead-facts', as })).status).toBe(403)
    expect((await post(as, one, 'replays')).status).toBe(403)
  }
  const first = await stage.ask({ path: '/v1/dead-facts?limit=1', as: 'li' })
  const page = settlementRoutes.listDeadFacts.reply.parse(first.body)
  const rest = await list(`?cursor=${page.next}`)
  const seen = [...page.items, ...rest].map(({ factId }) => factId)
  expect(seen.filter((each) => each === one.factId || each === two.factId)).toHaveLength(2)
  const unknown = await post('li', { ...one, deadFactId: '999999' }, 'replays')
  expect(unknown).toMatchObject({ status: 404, body: { code: 'unknown_dead_fact' } })
  await eventually(async () => {
    const answer = await fetch(new URL('/metrics', stage.url()))
    expect(await answer.text()).toMatch(/inbox_dead_facts\{[^}]*\} [1-9]/)
  })
})
