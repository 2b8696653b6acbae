// A merchant's reserve on a real Postgres: what it still answers for stays, the rest is payable.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, type PolicyDraft } from '@ticun/protocol'
import type { Outcome } from './command/command.ts'
import * as t from './test-book.ts'
import { LATER, openSessions, refusalOf } from './test-sessions.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const second = { ...t.officer, id: 'li' }
const bodyOf = (outcome: Outcome) => (outcome.answer as { body: Record<string, never> }).body

/** Ten sessions were paid out; half of their price, 41652 fen, is kept as the reserve. */
async function open() {
  const opened = await openSessions(escrow.db)
  const { does, attend, payOut, merchantId } = opened
  const setPolicy = async (key: PolicyDraft['key'], value: unknown, from = '2025-06-01') => {
    const policyId = newId('pol')
    const place = { industry: '*', district: '*', from, source: 'test' }
    const policy = { key, value, ...place } as PolicyDraft
    await does(t.officer, { verb: 'propose-policy', policyId, policy })
    await does(second, { verb: 'decide-policy', policyId, body: { decision: 'APPROVE' } })
  }
  await setPolicy('reserve_basis_points', 5000)
  for (let count = 0; count < 10; count += 1) await attend()
  await payOut()
  const propose = async (amountFen: string, now = LATER, actor = t.officer) => {
    const releaseId = newId('rel')
    const wish = { merchantId, releaseId, amountFen, reason: '不再需要' }
    return { releaseId, outcome: await does(actor, { verb: 'release-reserve', ...wish }, now) }
  }
  const approve = (releaseId: string, actor = second, now = LATER) =>
    does(actor, { verb: 'approve-release', merchantId, releaseId }, now)
  return { ...opened, setPolicy, propose, approve }
}

test('what its members still have held sets the floor; two officers release the rest', async () => {
  const { propose, approve, balances, payOut } = await open()
  const kept = { '1001': 299900n, '2001': 216595n, '2004': 41653n, '2008': 41652n }
  expect(await balances()).toEqual(kept)
  // 10 % of 216595, rounded up, has to stay.
  const { outcome } = await propose('19993')
  expect(refusalOf(outcome)).toBe('reserve_needed')
  expect(outcome.answer).toMatchObject({ detail: '19992' })
  const { releaseId, outcome: asked } = await propose('19992')
  expect(bodyOf(asked)).toMatchObject({
    merchant: { pendingRelease: { releaseId, amountFen: '19992', requestedBy: 'wang' } },
  })
  expect(await balances()).toEqual(kept)
  expect(refusalOf(await approve(releaseId, t.officer))).toBe('same_person')
  expect(refusalOf(await approve(newId('rel')))).toBe('unknown_release')
  expect(bodyOf(await approve(releaseId))).toMatchObject({ receipt: expect.anything() })
  expect(refusalOf(await approve(releaseId))).toBe('unknown_release')
  expect(await balances()).toEqual({ ...kept, '2003': 19992n, '2008': 21660n })
  // The run pays all of it: no share of it is kept a second time.
  await payOut('2025-06-21T04:00:00.000Z')
  expect(await balances()).toEqual({ ...kept, '2004': 61645n, '2008': 21660n })
})

test('the floor is the policy of the day, and a chargeback that was told is a claim', async () => {
  const { propose, approve, setPolicy, does, contract } = await open()
  await setPolicy('reserve_floor_basis_points', 0, '2025-07-01')
  expect(refusalOf((await propose('41652')).outcome)).toBe('reserve_needed')
  const july = '2025-07-02T04:00:00.000Z'
  const { releaseId, outcome } = await propose('41652', july)
  expect(refusalOf(outcome)).toBeUndefined()
  const { contractId, lotId } = contract
  const body = {
    lotId,
    amountFen: '1',
    reason: '拒付',
    evidenceSha256: 'e'.repeat(64),
    debtor: 'MERCHANT' as const,
  }
  const chargebackId = newId('cbk')
  await does(t.officer, { verb: 'report-chargeback', contractId, chargebackId, body }, july)
  const needed = await approve(releaseId, second, july)
  expect(needed.answer).toEqual({ refused: 'reserve_needed', detail: '41651' })
})

test('of a merchant that nobody knows', async () => {
  const { does } = await open()
  const merchantId = newId('mer')
  const releaseId = newId('rel')
  const wish = { merchantId, releaseId, amountFen: '1', reason: '无' }
  const said = [
    await does(t.officer, { verb: 'release-reserve', ...wish }),
    await does(t.officer, { verb: 'approve-release', merchantId, releaseId }),
  ]
  expect(said.map(refusalOf)).toEqual(['unknown_merchant', 'unknown_merchant'])
})

test('all of it goes out when nothing is held, owed or claimed: then the merchant can close', async () => {
  const { does, propose, approve, balances, payOut, contract, merchantId } = await open()
  const refundId = newId('ref')
  const { contractId } = contract
  await does(
    t.consumer,
    { verb: 'request-refund', contractId, refundId, reason: '停业', fault: 'MERCHANT' },
    LATER,
  )
  const body = {
    decision: 'APPROVE',
    basis: 'COURT_JUDGMENT',
    evidenceSha256: 'e'.repeat(64),
  } as const
  await does(t.officer, { verb: 'decide-refund', refundId, body }, LATER)
  const close = { verb: 'change-merchant' as const, merchantId, changeId: newId('chg') }
  await does(t.officer, { ...close, body: { to: 'WIND_DOWN', reason: '停业' } }, LATER)
  const late = '2025-09-01T04:00:00.000Z'
  const ending = {
    ...close,
    changeId: newId('chg'),
    body: { to: 'CLOSED', reason: '停业' },
  } as const
  expect(refusalOf(await does(t.officer, ending, late))).toBe('merchant_holds_money')
  const { releaseId } = await propose('41652', late)
  await approve(releaseId, second, late)
  await payOut(late)
  expect(await balances()).toEqual({ '1001': 299900n, '2004': 83305n, '2005': 216595n })
})
