// Refunds that cross each other, sessions and transfers: found by random histories.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@ticun/protocol'
import { heirId, openLotStage } from './test-lots.ts'
import { openRefundStage, proven, refundIn, refusalOf, secondOfficer } from './test-refunds.ts'
import * as t from './test-book.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const EVIDENCE = 'e'.repeat(64)
const judged = { basis: 'COURT_JUDGMENT', evidenceSha256: EVIDENCE } as const

/** Two of twelve sessions are used, the rest is refunded and on its way. */
async function refundedButTwo() {
  const stage = await openRefundStage(escrow.db, { terms: proven })
  const { record, confirm, run } = stage
  const sessions = [record(), record()]
  await run(...sessions, ...sessions.map(confirm))
  const { refundId } = await stage.ask()
  await stage.say(t.officer, refundId, { decision: 'APPROVE', ...judged })
  const takeBack = (index: number) => {
    const session = sessions[index]!
    const sessionId = session.verb === 'record-session' ? session.sessionId : ''
    const verb = { verb: 'reverse-session' as const, sessionId, reason: '误点' }
    return run(t.commandFor(stage.bookId, stage.desk, verb))
  }
  return { ...stage, refundId, takeBack }
}

test('a session that comes back after a refund of the others can be used: then the lot is closed', async () => {
  const { takeBack, run, record, confirm, lot } = await refundedButTwo()
  await takeBack(0)
  expect((await lot()).status).toBe('ACTIVE')
  const again = record()
  const outcomes = await run(again, confirm(again))
  expect(outcomes.map(refusalOf)).toEqual([undefined, undefined])
  expect(await lot()).toMatchObject({ status: 'CLOSED', slotStates: `CC${'X'.repeat(10)}` })
})

test('the bank gives a refund back while another is open: both take what is theirs', async () => {
  const { takeBack, ask, say, bank, lot, refundId, balances } = await refundedButTwo()
  await takeBack(1)
  const second = await ask()
  expect(refundIn(second.outcome)).toMatchObject({ amountFen: '20000', status: 'REQUESTED' })
  expect(refusalOf(await bank('refund.returned', refundId, '200000'))).toBeUndefined()
  expect(await lot()).toMatchObject({ status: 'REFUNDING', slotStates: `CR${'F'.repeat(10)}` })
  expect(await balances()).toMatchObject({ '2001': 220_000n, '2003': 20_000n })
  await say(t.consumer, second.refundId, { decision: 'WITHDRAW' })
  expect(await lot()).toMatchObject({ status: 'ACTIVE', slotStates: `C${'F'.repeat(11)}` })
})

test('an award divides what the refund took, and not what became free since', async () => {
  const { run, record, confirm, ask, say, desk, bookId, lot } = await openRefundStage(escrow.db, {
    terms: proven,
  })
  const used = record()
  await run(used, confirm(used))
  const { refundId } = await ask()
  const sessionId = used.verb === 'record-session' ? used.sessionId : ''
  const verb = { verb: 'reverse-session' as const, sessionId, reason: '误点' }
  await run(t.commandFor(bookId, desk, verb))
  const body = { decision: 'AWARD', ...judged, amountFen: '220001' } as const
  expect(refusalOf(await say(t.officer, refundId, body))).toBe('award_above_held')
  const awarded = await say(t.officer, refundId, { ...body, amountFen: '200000' })
  expect(refundIn(awarded)).toMatchObject({ amountFen: '200000', merchantFen: '20000' })
  await say(secondOfficer, refundId, { decision: 'APPROVE' })
  expect(await lot()).toMatchObject({ status: 'ACTIVE', slotStates: `F${'X'.repeat(11)}` })
})

test('what the merchant owes to a lot goes along neither by a transfer nor by an upgrade', async () => {
  const stage = await openLotStage(escrow.db)
  const { book, as, add, list, give, bought } = stage
  const contract = await bought()
  const { contractId, lotId } = contract
  const sessionId = newId('ses')
  await as(book.desk, { verb: 'record-session', contractId, sessionId })
  await as(t.consumer, { verb: 'confirm-session', sessionId })
  const later = '2025-06-20T04:00:00.000Z'
  await as(t.officer, { verb: 'run-payouts', runId: newId('run'), early: true }, later)
  await as(book.desk, { verb: 'reverse-session', sessionId, reason: '误点' }, later)
  const whole = { toConsumerId: heirId, lots: [{ fromLotId: lotId, lotId: newId('lot') }] }
  const refused = { refused: 'refund_not_covered', detail: '20000' }
  expect(await give(contractId, whole)).toEqual(refused)
  const dear = await list({ ...proven, priceFen: '900000' })
  expect(await add(contractId, dear, lotId)).toEqual(refused)
  // What is covered may go.
  const some = { lots: [{ fromLotId: lotId, lotId: newId('lot'), slots: 11 }] }
  expect(await give(contractId, some)).toMatchObject({ contractId })
})
