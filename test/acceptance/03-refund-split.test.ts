// A refund for the consumer's own reason is split: 90000 to her, 50000 to the merchant (F3).
import { randomUUID } from 'node:crypto'
import { DESK, evidenceOf, MERCHANT, OFFICER, SECOND_OFFICER, type Stage } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, newId, type ContractView, type InputOf } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { makeAsker, type Asker } from '../journeys/ask.ts'
import { attend, awaitLot, contractOf, importYear, openGym, sell } from '../journeys/gym.ts'
import { approve, awaitPayment, reconciled, summaryOf } from '../journeys/officers.ts'
import { awaitQuiet } from '../journeys/standing.ts'
import { sharedHouse } from '../support/house.ts'

const at = (day: number, hour = 2) =>
  `2024-07-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`

let stage: Stage
let asker: Asker
let productId = ''

type Decision = InputOf<(typeof escrowRoutes)['decideRefund']['body']>

beforeAll(async () => {
  const house = sharedHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  const terms = {
    kind: 'SESSION_PACK' as const,
    priceFen: '240000',
    currency: 'CNY' as const,
    sessions: 12,
    listPriceFen: '30000',
    listPriceEvidenceSha256: evidenceOf('sales at the list price'),
    coolingOffDays: 7,
  }
  const body = { name: '私教 12 次', terms, occurredAt: at(1, 1) }
  const call = { as: DESK, key: randomUUID(), body }
  const { escrow } = house.urls
  productId = (await stage.client.call(escrow, escrowRoutes.listProduct, call)).productId
})

/** A pack of 2,400 元 with five of twelve sessions used. */
async function usedPack(member: number): Promise<ContractView> {
  const [sold] = await sell(stage, [{ member, productId, priceFen: 240_000n, at: at(1) }])
  if (sold === undefined) throw new Error('nothing was sold')
  for (const day of [2, 3, 4, 5, 6]) await attend(stage, sold, at(day), 'TAP')
  return sold
}

async function ask(member: number, { contractId }: ContractView, fault?: 'CONSUMER') {
  const refundId = newId('ref')
  const asked = await stage.client.call(stage.house.urls.escrow, escrowRoutes.requestRefund, {
    as: memberLogin(member),
    key: randomUUID(),
    params: { contractId },
    body: { refundId, reason: '个人原因', occurredAt: at(20), ...(fault ? { fault } : {}) },
  })
  return { refundId, asked }
}

async function decide(as: string, refundId: string, body: Decision) {
  const call = { as, key: randomUUID(), params: { refundId } }
  const said = { ...call, body: { ...body, occurredAt: at(21) } }
  return (await stage.client.call(stage.house.urls.escrow, escrowRoutes.decideRefund, said)).refund
}

/** The second officer lets the money go, the bank pays, and all books agree. */
async function arrives(contract: ContractView, refundId: string, payableBefore: string) {
  await approve(stage, 'REFUND', refundId, at(21, 6))
  await awaitPayment(stage, 'REFUND', refundId, ['SENT'])
  await importYear(stage)
  await awaitPayment(stage, 'REFUND', refundId, ['SETTLED'])
  await awaitLot(stage, contract.contractId, 'CLOSED')
  await awaitQuiet(stage)
  const after = await contractOf(stage, contract.contractId)
  expect(after).toMatchObject({ heldFen: '0', refundedFen: '90000', releasedFen: '100000' })
  expect(after.lots[0]).toMatchObject({ adjustedFen: '50000' })
  const { payableFen } = await summaryOf(stage, MERCHANT)
  expect(BigInt(payableFen) - BigInt(payableBefore)).toBe(50_000n)
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
}

test('both scenarios are shown before she asks; hers is split when she does', async () => {
  const contract = await usedPack(431)
  const { contractId } = contract
  const query = { occurredAt: at(20) }
  const call = { as: memberLogin(431), params: { contractId }, query }
  const quote = await stage.client.call(stage.house.urls.escrow, escrowRoutes.quoteRefund, call)
  expect(quote).toMatchObject({ formula: 'F2', refundableFen: '140000' })
  expect(quote.scenarios).toEqual([
    { fault: 'NEITHER', refundableFen: '140000', merchantFen: '0' },
    { fault: 'CONSUMER', refundableFen: '90000', merchantFen: '50000' },
  ])
  expect(quote.lots[0]?.scenarios[1]?.items.map(({ amountFen }) => amountFen)).toEqual([
    '240000',
    '-100000',
    '-50000',
  ])
  const { payableFen } = await summaryOf(stage, MERCHANT)
  const { refundId, asked } = await ask(431, contract, 'CONSUMER')
  expect(asked).toMatchObject({ formula: 'F3', amountFen: '90000', merchantFen: '50000' })
  expect((await decide(DESK, refundId, { decision: 'AGREE' })).status).toBe('AGREED')
  await decide(OFFICER, refundId, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' })
  // Until hers has arrived, the merchant's part is held.
  expect(await contractOf(stage, contractId)).toMatchObject({ heldFen: '50000' })
  await arrives(contract, refundId, payableFen)
})

test('the merchant contests her claim; an award splits it, and another officer approves', async () => {
  const contract = await usedPack(432)
  const { payableFen } = await summaryOf(stage, MERCHANT)
  const { refundId, asked } = await ask(432, contract)
  expect(asked).toMatchObject({ formula: 'F2', amountFen: '140000' })
  const evidenceSha256 = evidenceOf(refundId)
  await decide(DESK, refundId, { decision: 'CONTEST', fault: 'CONSUMER', evidenceSha256 })
  await decide(OFFICER, refundId, { decision: 'ESCALATE', forum: 'ARBITRATION' })
  const award = await decide(OFFICER, refundId, {
    decision: 'AWARD',
    basis: 'ARBITRAL_AWARD',
    fault: 'CONSUMER',
    evidenceSha256,
  })
  expect(award).toMatchObject({ status: 'AWARDED', amountFen: '90000', merchantFen: '50000' })
  const path = `/v1/refunds/${refundId}/decisions`
  const json = { decision: 'APPROVE', occurredAt: at(21) }
  const own = await asker(stage.house.urls.escrow, { path, as: OFFICER, json })
  expect(own).toMatchObject({ status: 403, body: { code: 'same_person' } })
  const approved = await decide(SECOND_OFFICER, refundId, { decision: 'APPROVE' })
  expect(approved).toMatchObject({ status: 'INSTRUCTED', basis: 'ARBITRAL_AWARD' })
  // The second officer has made it due, so the first one lets the money go.
  const paths = `/v1/refund-payments/${refundId}/approvals`
  await awaitPayment(stage, 'REFUND', refundId, ['DUE'])
  const body = { occurredAt: at(21, 6) }
  const gone = await asker(stage.house.urls.settlement, { path: paths, as: OFFICER, json: body })
  expect(gone.status).toBe(200)
  await awaitPayment(stage, 'REFUND', refundId, ['SENT'])
  await importYear(stage)
  await awaitPayment(stage, 'REFUND', refundId, ['SETTLED'])
  await awaitLot(stage, contract.contractId, 'CLOSED')
  await awaitQuiet(stage)
  const after = await summaryOf(stage, MERCHANT)
  expect(BigInt(after.payableFen) - BigInt(payableFen)).toBe(50_000n)
})
