// Acceptance 9: a term card with a suspension, accrued day by day, and a merchant that stops.
import { randomUUID } from 'node:crypto'
import { MERCHANT, OFFICER, SECOND_OFFICER } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, newId, type ContractView } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buy, contractOf, list, openTimedHouse, quote, type TimedHouse } from './timed-house.ts'

const HOUSE_START_MAX_MS = 600_000
const STARTS_AT = '2025-03-01T02:00:00.000Z'
const MEMBER = 21
const TERMS = {
  kind: 'TERM_CARD',
  priceFen: '300000',
  currency: 'CNY',
  coolingOffDays: 7,
  unit: 'DAY',
  units: 365,
  suspensionDaysMax: 60,
} as const

let timed: TimedHouse
let contract: ContractView
beforeAll(async () => {
  timed = await openTimedHouse(STARTS_AT, 'FITNESS')
  contract = await buy(timed, MEMBER, await list(timed, TERMS), TERMS.priceFen)
}, HOUSE_START_MAX_MS)
afterAll(() => timed.stop())

async function lotNow() {
  return (await contractOf(timed, contract.contractId)).lots[0]!
}

function ask(route: typeof escrowRoutes.suspendLot | typeof escrowRoutes.resumeLot) {
  const { contractId, lotId } = contract
  const call = { as: memberLogin(MEMBER), key: randomUUID(), params: { contractId, lotId } }
  return timed.client.call(timed.house.urls.escrow, route, { ...call, body: {} })
}

test('it begins on the day of payment and ends a year later', async () => {
  expect(await lotNow()).toMatchObject({
    status: 'ACTIVE',
    startsOn: '2025-03-01',
    validUntil: '2026-02-28T15:59:59.999Z',
  })
})

test('30 suspended days of the first 120: t = 90, 226028 is hers, the end is 2026-03-30', async () => {
  await timed.move('2025-04-10T02:00:00.000Z')
  // ⌊300000·40/365⌋
  expect(await lotNow()).toMatchObject({ releasedFen: '32876' })
  expect(await ask(escrowRoutes.suspendLot)).toMatchObject({
    status: 'SUSPENDED',
    suspendedFrom: '2025-04-10',
  })
  await timed.move('2025-05-10T02:00:00.000Z')
  expect(await lotNow()).toMatchObject({ status: 'SUSPENDED', releasedFen: '32876' })
  expect(await ask(escrowRoutes.resumeLot)).toMatchObject({
    status: 'ACTIVE',
    suspendedDays: 30,
    validUntil: '2026-03-30T15:59:59.999Z',
  })
  await timed.move('2025-06-29T02:00:00.000Z')
  expect(await lotNow()).toMatchObject({ heldFen: '226028', releasedFen: '73972' })
  expect(await quote(timed, MEMBER, contract.contractId)).toMatchObject({
    formula: 'F5',
    refundableFen: '226028',
  })
})

test('the merchant stopped on 29 June: 226028 is hers, whenever she asks', async () => {
  const { client, house } = timed
  const params = { merchantId: MERCHANT }
  const changeId = newId('chg')
  await client.call(house.urls.escrow, escrowRoutes.changeMerchant, {
    as: OFFICER,
    key: randomUUID(),
    params,
    body: {
      changeId,
      to: 'ABSCONDED',
      reason: '关门失联',
      evidenceSha256: 'e'.repeat(64),
      stoppedOn: '2025-06-29',
    },
  })
  await client.call(house.urls.escrow, escrowRoutes.approveMerchantChange, {
    as: SECOND_OFFICER,
    key: randomUUID(),
    params: { ...params, changeId },
    body: {},
  })
  expect(await timed.move('2025-09-01T02:00:00.000Z')).toEqual({})
  expect(await lotNow()).toMatchObject({ heldFen: '226028', releasedFen: '73972' })
  expect(await quote(timed, MEMBER, contract.contractId)).toMatchObject({
    formula: 'F5',
    refundableFen: '226028',
  })
})
