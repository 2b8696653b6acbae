// The worked rules that only time brings about: the end of a validity, a price not completed.
import { randomUUID } from 'node:crypto'
import { importFile, OFFICER, until } from '@ticun/demo'
import { memberLogin, memberParty } from '@ticun/issuer'
import { escrowRoutes, settlementRoutes, type ContractView } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  buy,
  contractOf,
  list,
  openTimedHouse,
  quote,
  type TimedHouse,
} from '../acceptance/timed-house.ts'
import { nameOf } from '../journeys/gym.ts'

const HOUSE_START_MAX_MS = 600_000
const STARTS_AT = '2025-03-03T02:00:00.000Z'
const PAYER = '6217000000000042'
const HYBRID = {
  kind: 'HYBRID',
  priceFen: '200000',
  currency: 'CNY',
  coolingOffDays: 7,
  sessions: 60,
  listPriceFen: '5000',
  validityDays: 30,
} as const

let timed: TimedHouse
let contract: ContractView
let half: ContractView
beforeAll(async () => {
  timed = await openTimedHouse(STARTS_AT, 'FITNESS')
  const productId = await list(timed, HYBRID)
  contract = await buy(timed, 41, productId, HYBRID.priceFen)
  half = await payHalf(42, productId)
}, HOUSE_START_MAX_MS)
afterAll(() => timed?.stop())

/** She signs and pays 100000 of 200000. */
async function payHalf(member: number, productId: string): Promise<ContractView> {
  const { client, house, bank } = timed
  const signed = await client.call(house.urls.escrow, escrowRoutes.signContract, {
    as: memberLogin(member),
    key: randomUUID(),
    body: { productId, consumerId: memberParty(member), consumerName: nameOf(member) },
  })
  await bank.payIn({
    key: randomUUID(),
    debtorName: nameOf(member),
    debtorAccount: PAYER,
    amountFen: 100_000n,
    remittance: signed.reference,
    bookedAt: await timed.now(),
  })
  const raw = { type: 'application/xml', text: await bank.statement(STARTS_AT.slice(0, 10)) }
  await importFile({ client, house }, raw)
  return until('half of it is there', async () => {
    const found = await contractOf(timed, signed.contractId)
    return found.status === 'PART_FUNDED' ? found : undefined
  })
}

/** What is due to go back to payers. */
const due = async () => {
  const call = { as: OFFICER, query: { status: 'DUE' as const } }
  const { settlement } = timed.house.urls
  return (await timed.client.call(settlement, settlementRoutes.listRefundPayments, call)).items
}

test('F16 less than the price: 100000 wait in the lot, nothing of it can be used', async () => {
  expect(half.lots[0]).toMatchObject({ missingFen: '100000', paidFen: '0', heldFen: '0' })
})

test('F16 not completed in time: all that came is the payer’s again', async () => {
  await timed.move('2025-05-05T02:00:00.000Z')
  const lapsed = await contractOf(timed, half.contractId)
  expect(lapsed).toMatchObject({ status: 'UNFUNDED', heldFen: '0' })
  const [back] = await until('it is due', async () => {
    const items = await due()
    return items.length > 0 ? items : undefined
  })
  const creditor = { number: PAYER, name: nameOf(42) }
  expect(back).toMatchObject({ amountFen: '100000', creditor })
})

test('F6 her validity is over: the money waits, and all of it is hers to ask for', async () => {
  const { lots } = await contractOf(timed, contract.contractId)
  expect(lots[0]).toMatchObject({
    status: 'EXPIRED_HOLD',
    heldFen: '200000',
    releasedFen: '0',
    validUntil: '2025-04-02T15:59:59.999Z',
  })
  expect(await quote(timed, 41, contract.contractId)).toMatchObject({
    formula: 'F6',
    refundableFen: '200000',
  })
})
