// Awards that leave the rest held, and a counter-claim that she accepts, on a real Postgres.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lotBalance } from '@ticun/rules'
import * as t from './test-book.ts'
import {
  EVIDENCE,
  LATER,
  openRefundStage,
  proven,
  refundIn,
  refusalOf,
  secondOfficer,
} from './test-refunds.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const AWARD = {
  decision: 'AWARD',
  basis: 'MEDIATION_AGREEMENT',
  evidenceSha256: EVIDENCE,
  remainder: 'HELD',
} as const
const APPROVE = { decision: 'APPROVE' } as const

test('a part for her, the rest stays held: she goes on with the sessions that are left', async () => {
  const stage = await openRefundStage(escrow.db, { terms: proven, used: 5 })
  const { ask, say, desk, bank, balances, lot, run, record, confirm } = stage
  const { refundId } = await ask()
  await say(desk, refundId, { decision: 'CONTEST', fault: 'CONSUMER' })
  const awarded = refundIn(await say(t.officer, refundId, { ...AWARD, amountFen: '50000' }))
  expect(awarded).toMatchObject({ amountFen: '50000', merchantFen: '0', formula: 'AWARD' })
  // 20000 a session: three give way, and 10000 of the third stay hers.
  expect((await lot()).slotStates).toBe('CCCCCFFFFRRR')
  // As long as it is not approved and paid, she cannot use the others either.
  expect(refusalOf((await run(record({ now: LATER })))[0])).toBe('lot_closed')
  await say(secondOfficer, refundId, APPROVE)
  await bank('refund.settled', refundId, '50000')
  expect(await lot()).toMatchObject({
    status: 'ACTIVE',
    slotStates: 'CCCCCFFFFXXX',
    figures: { creditFen: 10000n, refundedFen: 50000n, pendingFen: 0n },
  })
  expect(await balances()).toEqual({ '1001': 190000n, '2001': 90000n, '2003': 100000n })
  const next = record({ now: LATER })
  await run(next, confirm(next))
  expect(await balances()).toEqual({ '1001': 190000n, '2001': 70000n, '2003': 120000n })
  const again = await ask()
  expect(refundIn(again.outcome).amountFen).toBe('70000')
})

test('the bank gives it back: the lot is what it was', async () => {
  const { ask, say, desk, bank, lot } = await openRefundStage(escrow.db, {
    terms: proven,
    used: 5,
  })
  const before = await lot()
  const { refundId } = await ask()
  await say(desk, refundId, { decision: 'CONTEST' })
  await say(t.officer, refundId, { ...AWARD, amountFen: '50000' })
  await say(secondOfficer, refundId, APPROVE)
  await bank('refund.returned', refundId, '50000')
  expect(await lot()).toEqual(before)
})

test('stored value: the face that is left costs no more than the money that is left', async () => {
  const terms = {
    kind: 'STORED_VALUE' as const,
    currency: 'CNY' as const,
    priceFen: '300000',
    bonusFen: '100000',
    coolingOffDays: 7,
  }
  const { ask, say, desk, bank, lot } = await openRefundStage(escrow.db, { terms })
  const { refundId } = await ask()
  await say(desk, refundId, { decision: 'CONTEST' })
  await say(t.officer, refundId, { ...AWARD, amountFen: '100000' })
  await say(secondOfficer, refundId, APPROVE)
  await bank('refund.settled', refundId, '100000')
  const after = await lot()
  expect([after.status, after.figures.faceGoneFen]).toEqual(['ACTIVE', 133334n])
  expect(lotBalance(after).heldFen).toBe(200000n)
})

test('an award of nothing that leaves the rest held is a rejection, and has to be called so', async () => {
  const { ask, say, desk } = await openRefundStage(escrow.db, { terms: proven, used: 5 })
  const { refundId } = await ask()
  await say(desk, refundId, { decision: 'CONTEST' })
  const nothing = await say(t.officer, refundId, { ...AWARD, amountFen: '0' })
  expect(nothing?.answer).toEqual({ refused: 'nothing_to_refund', detail: 'REJECT' })
  const rejected = await say(t.officer, refundId, { decision: 'REJECT', reason: '无据' })
  expect(refundIn(rejected).status).toBe('REJECTED')
})

test('without the word HELD the rest is the merchant’s, as ever', async () => {
  const { ask, say, desk } = await openRefundStage(escrow.db, { terms: proven, used: 5 })
  const { refundId } = await ask()
  await say(desk, refundId, { decision: 'CONTEST' })
  const award = { ...AWARD, remainder: 'MERCHANT', amountFen: '50000' } as const
  expect(refundIn(await say(t.officer, refundId, award)).merchantFen).toBe('90000')
})

test('she accepts the counter-claim: agreed at the merchant’s figure, its consent is the basis', async () => {
  const { ask, say, desk, balances } = await openRefundStage(escrow.db, {
    terms: proven,
    used: 5,
  })
  const { refundId, outcome } = await ask()
  expect(refundIn(outcome).amountFen).toBe('140000')
  const accept = { decision: 'ACCEPT' } as const
  expect(refusalOf(await say(t.consumer, refundId, accept))).toBe('refund_not_open')
  await say(desk, refundId, { decision: 'CONTEST' })
  expect(refusalOf(await say(t.consumer, refundId, accept))).toBe('counter_claim_missing')
  const second = await openRefundStage(escrow.db, { terms: proven, used: 5 })
  const claimed = await second.ask()
  await second.say(second.desk, claimed.refundId, { decision: 'CONTEST', fault: 'CONSUMER' })
  expect(refusalOf(await second.say(second.desk, claimed.refundId, accept))).toBe('not_yours')
  // What she was shown is what she accepts, or nothing is.
  const stale = { ...accept, amountFen: '90001' }
  const outdated = await second.say(t.consumer, claimed.refundId, stale)
  expect(outdated?.answer).toEqual({ refused: 'counter_claim_changed', detail: '90000' })
  const shown = { ...accept, amountFen: '90000' }
  expect(refundIn(await second.say(t.consumer, claimed.refundId, shown))).toMatchObject({
    status: 'AGREED',
    fault: 'CONSUMER',
    formula: 'F3',
    amountFen: '90000',
    merchantFen: '50000',
  })
  const approve = { ...APPROVE, basis: 'MERCHANT_CONSENT' } as const
  await second.say(t.officer, claimed.refundId, approve)
  await second.bank('refund.settled', claimed.refundId, '90000')
  expect(await second.balances()).toEqual({ '1001': 150000n, '2003': 150000n })
  expect(await balances()).toMatchObject({ '2001': 140000n })
})
