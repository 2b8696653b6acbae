// A refund that comes back is paid again to an account that she names, by two officers.
import { randomUUID } from 'node:crypto'
import { DESK, OFFICER, SECOND_OFFICER, type Stage } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, newId, type ContractView } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { sharedHouse } from '../support/house.ts'
import { makeAsker, type Asker } from './ask.ts'
import { attend, awaitLot, importYear, listPack, nameOf, openGym, sell } from './gym.ts'
import { approve, awaitPayment, reconciled } from './officers.ts'
import { awaitQuiet } from './standing.ts'

const at = (day: number) => `2024-11-${String(day).padStart(2, '0')}T02:00:00.000Z`
const MEMBER = 491
const OWN_ACCOUNT = '6228480000000491'
const PRICE_FEN = 120_000n

let stage: Stage
let asker: Asker
let sold: ContractView
const refundId = newId('ref')

const decide = (as: string, json: object, day: number) =>
  asker(stage.house.urls.escrow, {
    path: `/v1/refunds/${refundId}/decisions`,
    as,
    json: { occurredAt: at(day), ...json },
  })

beforeAll(async () => {
  const house = sharedHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  const productId = await listPack(stage, { sessions: 12, priceFen: PRICE_FEN })
  const sale = { member: MEMBER, productId, priceFen: PRICE_FEN, at: at(1) }
  sold = (await sell(stage, [{ ...sale, from: `RETURN${MEMBER}` }]))[0]!
  for (const day of [2, 3]) await attend(stage, sold, at(day), 'TAP')
})

test('the bank gives it back: it is owed as before', async () => {
  await stage.client.call(stage.house.urls.escrow, escrowRoutes.requestRefund, {
    as: memberLogin(MEMBER),
    key: randomUUID(),
    params: { contractId: sold.contractId },
    body: { refundId, reason: '搬家', occurredAt: at(4) },
  })
  expect((await decide(DESK, { decision: 'AGREE' }, 5)).status).toBe(200)
  const approval = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }
  expect((await decide(OFFICER, approval, 5)).status).toBe(200)
  await approve(stage, 'REFUND', refundId, at(6))
  await awaitPayment(stage, 'REFUND', refundId, ['SENT'])
  await importYear(stage)
  await awaitPayment(stage, 'REFUND', refundId, ['RETURNED'])
  expect(await awaitLot(stage, sold.contractId, 'ACTIVE')).toMatchObject({ heldFen: '100000' })
})

test('made due anew to the account that she registers, it arrives', async () => {
  const retried = await decide(OFFICER, { decision: 'RETRY', to: 'REGISTERED' }, 8)
  expect(retried).toMatchObject({ status: 200, body: { refund: { status: 'INSTRUCTED' } } })
  const again = `${refundId}_1`
  const due = await awaitPayment(stage, 'REFUND', again, ['DUE'])
  expect(due).toMatchObject({ payee: 'MISSING', retryOf: refundId, author: OFFICER })
  const { settlement } = stage.house.urls
  const account = { number: OWN_ACCOUNT, name: nameOf(MEMBER) }
  const mine = { path: '/v1/refund-accounts', as: memberLogin(MEMBER), json: { account } }
  expect((await asker(settlement, mine)).status).toBe(201)
  const approvals = { path: `/v1/refund-payments/${again}/approvals`, as: OFFICER, json: {} }
  expect((await asker(settlement, approvals)).status).toBe(403)
  const approved = await approve(stage, 'REFUND', again, at(9))
  expect(approved).toMatchObject({ approvedBy: SECOND_OFFICER, creditor: account })
  await awaitPayment(stage, 'REFUND', again, ['SENT'])
  await importYear(stage)
  await awaitPayment(stage, 'REFUND', again, ['SETTLED'])
  const ended = await awaitLot(stage, sold.contractId, 'CLOSED')
  expect(ended).toMatchObject({ heldFen: '0', refundedFen: '100000', releasedFen: '20000' })
  await awaitQuiet(stage)
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})
