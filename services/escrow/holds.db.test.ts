// That a freeze of the notary is obeyed at once, also by what waits in a queue already.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { transact } from '@ticun/db'
import { newId, renameId, TOPICS, type Freeze, type NotaryFact } from '@ticun/protocol'
import { createBatcher } from './command/batcher.ts'
import type { Command, Outcome } from './command/command.ts'
import { createDesk } from './command/desk.ts'
import { takeFacts } from './inbox/facts.ts'
import * as t from './test-book.ts'
import { openTimedLot, yearCard } from './test-time.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const refusalOf = (outcome: Outcome | undefined) =>
  outcome && 'refused' in outcome.answer ? outcome.answer.refused : undefined
const bodyOf = (outcome: Outcome | undefined) =>
  outcome && 'body' in outcome.answer ? outcome.answer.body : undefined

function freezeOf(scope: Freeze['scope'], subjectId: string, amountFen = '1'): Freeze {
  const shared = {
    freezeId: newId('frz'),
    state: 'PLACED' as const,
    subjectId,
    basis: 'COURT_ORDER' as const,
    reason: '法院裁定',
    evidenceSha256: 'e'.repeat(64),
    placedBy: 'wang',
    placedAt: t.NOW,
  }
  return scope === 'AMOUNT' ? { ...shared, scope, amountFen } : { ...shared, scope }
}

const lifted = (freeze: Freeze): Freeze => {
  const lift = { requestedBy: 'wang', requestedAt: t.NOW, reason: '已核实' }
  return { ...freeze, state: 'LIFTED', lift, liftedBy: 'li', endedAt: t.NOW }
}

/** The notary tells freezes of a book, and escrow takes them in as it does in earnest. */
async function hear(bookId: string, ...freezes: Freeze[]): Promise<void> {
  const facts = freezes.map((data): NotaryFact => {
    const id = newId('fct')
    return {
      id,
      source: 'notary',
      subject: data.freezeId,
      recordedAt: t.NOW,
      occurredAt: t.NOW,
      bookId,
      correlationId: 'a-journey',
      causationId: renameId(id, 'cmd'),
      actor: { role: 'officer', id: 'wang' },
      type: 'freeze.changed',
      data,
    }
  })
  await transact(escrow.db, (trx) => takeFacts(trx, facts, TOPICS.notary))
}

async function openGym() {
  const gym = await t.openFundedContract(escrow.db)
  const { bookId, desk, contract, run } = gym
  let window = 0n
  const earn = (contractId = contract.contractId): Command =>
    t.commandFor(bookId, desk, {
      verb: 'record-session',
      contractId,
      sessionId: newId('ses'),
      codeWindow: (window += 1n),
    })
  const payOut = (): Command =>
    t.commandFor(
      bookId,
      t.officer,
      { verb: 'run-payouts', runId: newId('run'), early: true },
      // Nothing can be disputed any more.
      { now: '2025-06-20T04:00:00.000Z' },
    )
  const request = (contractId = contract.contractId): Command =>
    t.commandFor(bookId, t.consumer, {
      verb: 'request-refund',
      contractId,
      refundId: newId('ref'),
      reason: '搬家',
    })
  return { ...gym, run, earn, payOut, request }
}

describe('payouts', () => {
  test('leave a frozen merchant out, say so, and pay it when it is lifted', async () => {
    const { bookId, merchantId, run, earn, payOut } = await openGym()
    const freeze = freezeOf('MERCHANT', merchantId)
    await run(earn())
    await hear(bookId, freeze)
    expect(refusalOf((await run(earn()))[0])).toBeUndefined()
    const [held] = await run(payOut())
    expect(bodyOf(held)).toMatchObject({
      payouts: [],
      heldBack: [{ merchantId, amountFen: '16661', holdIds: [freeze.freezeId] }],
    })
    await hear(bookId, lifted(freeze))
    const [paid] = await run(payOut())
    expect(bodyOf(paid)).toMatchObject({ payouts: [{ amountFen: '16661' }], heldBack: [] })
  })

  test('keep an amount back and pay the rest', async () => {
    const { bookId, merchantId, run, earn, payOut } = await openGym()
    await run(earn())
    const freezes = [freezeOf('AMOUNT', merchantId, '8000'), freezeOf('AMOUNT', merchantId, '300')]
    await hear(bookId, ...freezes)
    const [first] = await run(payOut())
    expect(bodyOf(first)).toMatchObject({
      payouts: [{ amountFen: '30' }],
      heldBack: [{ amountFen: '8300' }],
    })
    // What is kept back already is kept back of what is earned later too, once.
    const [, second] = await run(earn(), payOut())
    expect(bodyOf(second)).toMatchObject({
      payouts: [{ amountFen: '8331' }],
      heldBack: [{ amountFen: '8300' }],
    })
    await hear(bookId, freezeOf('AMOUNT', merchantId, '999999'))
    const [third] = await run(payOut())
    expect(bodyOf(third)).toMatchObject({ payouts: [], heldBack: [{ amountFen: '8300' }] })
  })
})

describe.each(['LOT', 'CONSUMER'] as const)('a frozen %s', (scope) => {
  test('moves in no way until it is lifted; the merchant is paid all the same', async () => {
    const { bookId, run, contract, sign, fund, ...gym } = await openGym()
    const { record, confirm, earn, payOut, request } = gym
    const other = await fund(await sign())
    const session = record()
    const asked = request(other.contractId)
    await run(earn(), session, asked)
    const subjects = scope === 'LOT' ? [contract.lotId, other.lotId] : [t.consumerId]
    const freezes = subjects.map((subjectId) => freezeOf(scope, subjectId))
    await hear(bookId, freezeOf('CONSUMER', newId('con')), ...freezes)
    const refundId = asked.verb === 'request-refund' ? asked.refundId : ''
    const decide = (decision: 'APPROVE' | 'AGREE', actor = t.officer) =>
      t.commandFor(bookId, actor, {
        verb: 'decide-refund',
        refundId,
        body: { decision, basis: 'COOLING_OFF' },
      })
    const outcomes = await run(earn(), record(), confirm(session), request(), decide('APPROVE'))
    expect(outcomes.map(refusalOf)).toEqual(Array(5).fill('on_hold'))
    const [first] = outcomes
    expect(first?.answer).toMatchObject({ detail: freezes[0]!.freezeId })
    const [paid] = await run(payOut())
    expect(bodyOf(paid)).toMatchObject({ payouts: [{ amountFen: '8330' }], heldBack: [] })
    await hear(bookId, ...freezes.map(lifted))
    const later = await run(confirm(session), request(), decide('APPROVE'))
    expect(later.map(refusalOf)).toEqual([undefined, undefined, undefined])
  })
})

test('a freeze that is told twice, or late, holds once and never comes to life again', async () => {
  const { bookId, merchantId, run, earn, payOut } = await openGym()
  await run(earn())
  const freeze = freezeOf('MERCHANT', merchantId)
  const unknown = freezeOf('MERCHANT', merchantId)
  await hear(bookId, lifted(unknown))
  await hear(bookId, freeze, freeze)
  await hear(bookId, lifted(freeze))
  await hear(bookId, lifted(freeze))
  await hear(bookId, freeze)
  const [paid] = await run(payOut())
  expect(bodyOf(paid)).toMatchObject({ payouts: [{ amountFen: '8330' }], heldBack: [] })
})

test('what waits in the queue, or is decided already in memory, is judged after the freeze', async () => {
  const { bookId, contract, earn, payOut, merchantId, sign, fund } = await openGym()
  const free = await fund(await sign())
  const batcher = createBatcher({
    deskOf: (id) => createDesk(escrow.db, id),
    onCommit: () => {},
  })
  const wait = (ms: number) => new Promise((resume) => setTimeout(resume, ms))
  const submit = async (command: Command) => ({ command, outcome: await batcher.submit(command) })
  await submit(earn())
  const queue: ReturnType<typeof submit>[] = []
  const press = async (rounds: number) => {
    for (let round = 0; round < rounds; round += 1) {
      queue.push(submit(earn()), submit(earn(free.contractId)))
      if (round % 10 === 9) queue.push(submit(payOut()))
      await wait(1)
    }
  }
  // 35 slots are left: some sessions are before the freeze, some beside it, the last after it.
  await press(10)
  await queue[0]
  const frozen = hear(bookId, freezeOf('LOT', contract.lotId), freezeOf('MERCHANT', merchantId))
  await press(19)
  await frozen
  await press(1)
  const outcomes = await Promise.all(queue)
  const rows = await escrow.db
    .selectFrom('outbox')
    .select(['payload', 'position'])
    .where('aggregatetype', '=', TOPICS.escrow)
    .orderBy('position')
    .execute()
  const facts = rows
    .map(({ payload }) => JSON.parse(payload) as { bookId: string; type: string; data: object })
    .filter((fact) => fact.bookId === bookId)
  const at = facts.findIndex((fact) => fact.type === 'hold.placed')
  const after = facts.slice(at)
  const frozenLot = after.filter(
    ({ type, data }) =>
      type === 'session.confirmed' && Reflect.get(data, 'lotId') === contract.lotId,
  )
  expect(frozenLot).toEqual([])
  expect(after.filter(({ type }) => type === 'payout.due')).toEqual([])
  // The other lot went on, and the queue was cut by the freeze, not emptied before it.
  expect(after.some(({ type }) => type === 'session.confirmed')).toBe(true)
  const refused = outcomes.filter(({ outcome }) => refusalOf(outcome) === 'on_hold')
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.length).toBeLessThan(30)
})

describe('what time alone would release', () => {
  // Ten days have passed, and with them the cooling-off: ⌊300000·10/365⌋ fen.
  const due = '2025-06-10T16:00:00.000Z'

  test.each(['LOT', 'CONSUMER', 'MERCHANT'] as const)('waits while a %s is held', async (scope) => {
    const card = await openTimedLot(escrow.db, yearCard)
    const other = await card.fund(await card.sign())
    const subjects = { LOT: card.contract.lotId, CONSUMER: t.consumerId, MERCHANT: card.merchantId }
    const freeze = freezeOf(scope, subjects[scope])
    await hear(card.bookId, freeze, freezeOf('AMOUNT', card.merchantId))
    const taken = scope === 'LOT' ? { ACCRUE_LOT: 1 } : {}
    expect(await card.tick(due)).toMatchObject({ taken, left: 0 })
    expect((await card.lot()).releasedFen).toBe('0')
    await hear(card.bookId, lifted(freeze))
    const late = scope === 'LOT' ? 1 : 2
    expect(await card.tick(due)).toMatchObject({ taken: { ACCRUE_LOT: late }, left: 0 })
    expect((await card.lot()).releasedFen).toBe('8219')
    expect(other.lotId).not.toBe(card.contract.lotId)
  })

  test('waits while the merchant may not earn by it', async () => {
    const { bookId, merchantId, run, tick, lot } = await openTimedLot(escrow.db, yearCard)
    const frozen = { to: 'PAYOUT_FROZEN', reason: '资金异常' } as const
    const verb = { verb: 'change-merchant' as const, merchantId, changeId: newId('chg') }
    await run(t.commandFor(bookId, t.officer, { ...verb, body: frozen }))
    expect(await tick(due)).toMatchObject({ taken: {}, left: 0 })
    expect((await lot()).releasedFen).toBe('0')
    const stopped = { to: 'SALES_STOPPED', reason: '资金恢复' } as const
    await run(t.commandFor(bookId, t.officer, { ...verb, body: stopped }))
    expect(await tick(due)).toMatchObject({ taken: { ACCRUE_LOT: 1 }, left: 0 })
  })
})
