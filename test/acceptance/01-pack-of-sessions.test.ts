// A pack of 36 sessions: ten consumed, two disputed, a monthly payout, the rest refunded by F2.
import { MERCHANT, type Stage } from '@ticun/demo'
import type { ContractView } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attend, contractOf, listPack, openGym, sell } from '../journeys/gym.ts'
import { doubtLog, reconciled, summaryOf } from '../journeys/officers.ts'
import { awaitQuiet } from '../journeys/standing.ts'
import { openTestHouse } from '../support/house.ts'
import { dispute, payOut, refundAll, settle } from './deeds.ts'

const HOUSE_START_MAX_MS = 600_000
const MEMBER = 411
/** Its slots are 8330, 8331, 8330 …: ⌊299900·k/36⌋ fen after k sessions. */
const PACK = { sessions: 36, priceFen: 299_900n }
const on = (day: string) => `2024-${day}T02:00:00.000Z`

let stage: Stage
let contract: ContractView
const sessions: string[] = []
let payableBefore = 0n

let house: Awaited<ReturnType<typeof openTestHouse>>

// A payout pays all that a merchant earned, so this one has a house to itself.
beforeAll(async () => {
  house = await openTestHouse()
  stage = await openGym(house)
  const productId = await listPack(stage, PACK)
  payableBefore = BigInt((await summaryOf(stage, MERCHANT)).payableFen)
  const sale = { member: MEMBER, productId, priceFen: PACK.priceFen, at: on('10-08') }
  const [sold] = await sell(stage, [sale])
  if (sold === undefined) throw new Error('nothing was sold')
  contract = sold
}, HOUSE_START_MAX_MS)
afterAll(() => house?.stop())

test('ten sessions by her code: 83305 are earned, 216595 are held', async () => {
  for (let day = 9; day < 19; day += 1) {
    const at = on(`10-${String(day).padStart(2, '0')}`)
    sessions.push((await attend(stage, contract, at, 'CODE')).session.sessionId)
  }
  expect(await contractOf(stage, contract.contractId)).toMatchObject({
    heldFen: '216595',
    releasedFen: '83305',
    sessionsUsed: 10,
  })
})

test('F10: two are disputed: 8331 and 8330 are frozen, and no other fen', async () => {
  for (const sessionId of sessions.slice(8)) {
    await dispute(stage, MEMBER, sessionId, on('10-21'))
  }
  const { lots } = await contractOf(stage, contract.contractId)
  const parts = { heldFen: '216595', disputedFen: '16661', releasedFen: '66644' }
  expect(lots[0]).toMatchObject(parts)
  const { disputedFen } = await summaryOf(stage, MERCHANT)
  expect(disputedFen).toBe('16661')
})

test('one is upheld, one overturned: its slot is hers again', async () => {
  const [stands = '', fake = ''] = sessions.slice(8)
  const upheld = await settle(stage, stands, { decision: 'UPHOLD', occurredAt: on('10-25') })
  expect(upheld).toMatchObject({ session: { status: 'CONFIRMED', slot: 8, amountFen: '8331' } })
  const overturned = await settle(stage, fake, { decision: 'OVERTURN', occurredAt: on('10-25') })
  expect(overturned).toMatchObject({ session: { status: 'REJECTED', slot: 9, amountFen: '8330' } })
  expect(await contractOf(stage, contract.contractId)).toMatchObject({
    heldFen: '224925',
    releasedFen: '74975',
    sessionsUsed: 9,
  })
})

test('the monthly payout pays nine sessions, and nothing twice', async () => {
  const paid = await payOut(stage, on('11-04'), false)
  expect(paid).toMatchObject({ inWindowFen: '0', owedFen: '0', nextOn: '2024-12-01' })
  expect(BigInt(paid?.paidFen ?? 0) - payableBefore).toBe(74_975n)
  expect(await payOut(stage, on('11-05'), false)).toBeUndefined()
  expect(await summaryOf(stage, MERCHANT)).toMatchObject({ payableFen: '0', disputedFen: '0' })
})

test('F2: 299900 − 74975 = 224925 go back, and bank, book and owners agree', async () => {
  const asked = await refundAll(stage, MEMBER, contract, on('11-06'))
  expect(asked).toMatchObject({ formula: 'F2', amountFen: '224925' })
  await awaitQuiet(stage)
  expect(await contractOf(stage, contract.contractId)).toMatchObject({
    heldFen: '0',
    refundedFen: '224925',
    releasedFen: '74975',
  })
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
  expect(await doubtLog(stage)).toBeUndefined()
})
