// Money that comes back to a lot after its consumer gave the rest away (F9): it is hers still.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newId, type SettlementFact } from '@ticun/protocol'
import { lotBalance } from '@ticun/rules'
import * as t from './test-book.ts'
import { AT, openLotStage } from './test-lots.ts'

const EVIDENCE = 'e'.repeat(64)
let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
let stage: Awaited<ReturnType<typeof openLotStage>>

beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
beforeEach(async () => {
  stage = await openLotStage(escrow.db)
})
afterAll(() => escrow.close())

/** The session that took the last slot of a lot. */
async function lastSession(lotId: string): Promise<string> {
  const row = await escrow.db
    .selectFrom('session')
    .select('session_id')
    .where('lot_id', '=', lotId)
    .orderBy('session_id', 'desc')
    .executeTakeFirstOrThrow()
  return row.session_id
}

type Body = { decision: 'OVERTURN' } | { decision: 'SPLIT'; merchantFen: string }

/** She disputes it, and an officer decides. */
async function disputed(sessionId: string, body: Body): Promise<void> {
  const dispute = { verb: 'dispute-session' as const, sessionId, reason: '没有上课' }
  expect(await stage.as(t.consumer, dispute)).toHaveProperty('case')
  const decided = { ...body, evidenceSha256: EVIDENCE }
  const settle = { verb: 'settle-dispute' as const, sessionId, body: decided }
  expect(await stage.as(t.officer, settle)).toHaveProperty('case')
}

/** Asked for, agreed, approved, paid by the bank; the amount that she has. */
async function refunded(contractId: string, lotId: string): Promise<string> {
  const refundId = newId('ref')
  const asked = { verb: 'request-refund' as const, contractId, lotId, refundId, reason: '未上课' }
  const { amountFen } = (await stage.as(t.consumer, asked)) as { amountFen: string }
  await stage.as(stage.book.desk, {
    verb: 'decide-refund',
    refundId,
    body: { decision: 'AGREE' },
  })
  const approve = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' } as const
  await stage.as(t.officer, { verb: 'decide-refund', refundId, body: approve })
  const fact: SettlementFact = {
    ...t.bankEnvelope(stage.book.bookId, refundId),
    type: 'refund.settled',
    data: { refundId, amountFen, bankSerial: refundId, bookedAt: AT },
  }
  expect(await stage.as(t.system, { verb: 'take-bank-fact', fact })).toEqual({})
  return amountFen
}

/** Gives everything that is left to the other consumer; the contract and lot that it becomes. */
async function given(contractId: string, lotId: string) {
  const lot = newId('lot')
  const answer = await stage.give(contractId, { lots: [{ fromLotId: lotId, lotId: lot }] })
  return { contractId: String(answer['toContractId']), lotId: lot }
}

/** Paid of both lots together, and all that became of it. */
async function conserved(
  contractId: string,
  lotId: string,
  theirs: Awaited<ReturnType<typeof given>>,
) {
  const [old, now] = [
    lotBalance(await stage.lotIn(contractId, lotId)),
    lotBalance(await stage.lotIn(theirs.contractId, theirs.lotId)),
  ]
  expect(now.paidFen).toBe(old.transferredFen)
  for (const { paidFen, interestFen, heldFen, disputedFen, ...out } of [old, now]) {
    const { earnedFen, adjustedFen, refundedFen, transferredFen, chargedBackFen } = out
    const gone = earnedFen + adjustedFen + refundedFen + transferredFen + chargedBackFen
    expect(paidFen + interestFen).toBe(heldFen + disputedFen + gone)
  }
  expect(await stage.disagreeing(contractId, theirs.contractId)).toEqual([])
}

describe('after she gave the rest of a pack away', () => {
  test('a session of hers is overturned: its price goes back to her, not to the other', async () => {
    const { contractId, lotId } = await stage.bought(5)
    const sessionId = await lastSession(lotId)
    const theirs = await given(contractId, lotId)
    const before = { verb: 'request-refund' as const, contractId, lotId, reason: '搬家' }
    expect(await stage.as(t.consumer, { ...before, refundId: newId('ref') })).toMatchObject({
      refused: 'lot_closed',
    })
    await disputed(sessionId, { decision: 'OVERTURN' })
    expect(await refunded(contractId, lotId)).toBe('20000')
    expect(await stage.heldIn(lotId)).toBe(0n)
    expect(await stage.heldIn(theirs.lotId)).toBe(140_000n)
    await conserved(contractId, lotId, theirs)
  })

  test('a session of hers is shared: her part is a credit of the lot, and comes out', async () => {
    const { contractId, lotId } = await stage.bought(5)
    const sessionId = await lastSession(lotId)
    const theirs = await given(contractId, lotId)
    await disputed(sessionId, { decision: 'SPLIT', merchantFen: '5000' })
    expect((await stage.lotIn(contractId, lotId)).status).toBe('TRANSFERRED')
    expect(await refunded(contractId, lotId)).toBe('15000')
    expect(await stage.heldIn(lotId)).toBe(0n)
    expect((await stage.lotIn(contractId, lotId)).status).toBe('TRANSFERRED')
    await conserved(contractId, lotId, theirs)
  })

  test('the merchant takes a session back: the same', async () => {
    const { contractId, lotId } = await stage.bought(5)
    const sessionId = await lastSession(lotId)
    const theirs = await given(contractId, lotId)
    await stage.as(stage.book.desk, { verb: 'reverse-session', sessionId, reason: '误点' })
    expect(await refunded(contractId, lotId)).toBe('20000')
    await conserved(contractId, lotId, theirs)
  })
})

test('stored value: a spend is overturned after the card went to another', async () => {
  const productId = await stage.list({
    kind: 'STORED_VALUE',
    priceFen: '300000',
    bonusFen: '100000',
    currency: 'CNY',
    coolingOffDays: 7,
  })
  const contract = { contractId: newId('ctr'), lotId: newId('lot') }
  const { contractId, lotId } = contract
  const ids = { ...contract, productId, consumerId: t.consumerId, consumerName: '张三丰' }
  await stage.as(t.consumer, { verb: 'sign-contract', ...ids })
  await stage.pay(contract, '300000')
  const sessionId = newId('ses')
  const spend = { verb: 'record-session' as const, contractId, sessionId, faceFen: 120_000n }
  await stage.as(stage.book.desk, spend)
  await stage.as(t.consumer, { verb: 'confirm-session', sessionId })
  const theirs = await given(contractId, lotId)
  expect(await stage.heldIn(theirs.lotId)).toBe(210_000n)
  await disputed(sessionId, { decision: 'OVERTURN' })
  expect(await stage.heldIn(lotId)).toBe(90_000n)
  expect((await stage.lotIn(contractId, lotId)).status).toBe('TRANSFERRED')
  expect(await refunded(contractId, lotId)).toBe('90000')
  expect(await stage.heldIn(lotId)).toBe(0n)
  await conserved(contractId, lotId, theirs)
})
