// A session is taken back after it was paid out: without and with next earnings of the gym (F12).
import { MERCHANT, type Stage } from '@ticun/demo'
import type { ContractView } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { attend, contractOf, listPack, openGym, sell } from '../journeys/gym.ts'
import { reconciled, summaryOf } from '../journeys/officers.ts'
import { awaitQuiet } from '../journeys/standing.ts'
import { sharedHouse } from '../support/house.ts'
import { payOut, takeBack } from './deeds.ts'

const MEMBER = 451
const on = (day: string) => `2024-${day}T02:00:00.000Z`

let stage: Stage
let contract: ContractView
const sessions: string[] = []

const come = async (day: string) =>
  (await attend(stage, contract, on(day), 'CODE')).session.sessionId

beforeAll(async () => {
  stage = await openGym(sharedHouse())
  const productId = await listPack(stage, { sessions: 36, priceFen: 299_900n })
  const sale = { member: MEMBER, productId, priceFen: 299_900n, at: on('11-08') }
  const [sold] = await sell(stage, [sale])
  if (sold === undefined) throw new Error('nothing was sold')
  contract = sold
  for (const day of ['11-11', '11-12', '11-13']) sessions.push(await come(day))
  // All that the gym has earned is paid: nothing is left to take 8331 from.
  await payOut(stage, on('11-28'))
  expect(await summaryOf(stage, MERCHANT)).toMatchObject({ payableFen: '0', receivableFen: '0' })
})

test('without earnings: her slot and its 8331 are hers at once, and the gym owes them', async () => {
  const reversed = await takeBack(stage, sessions[1] ?? '', on('11-29'))
  expect(reversed.session).toMatchObject({ status: 'REVERSED', slot: 1, amountFen: '8331' })
  expect(await contractOf(stage, contract.contractId)).toMatchObject({
    heldFen: '283240',
    releasedFen: '16660',
    sessionsUsed: 2,
  })
  const owing = { payableFen: '0', receivableFen: '8331' }
  expect(await summaryOf(stage, MERCHANT)).toMatchObject(owing)
  await awaitQuiet(stage)
  const { differences, parts } = await reconciled(stage)
  expect(differences).toEqual([])
  expect(parts).toContainEqual(expect.objectContaining({ code: '1101', amountFen: '-8331' }))
})

test('earnings below the debt: nothing is paid, the rest is carried forward', async () => {
  // The next session takes the slot that is free; half of the debt would not be a session.
  const productId = await listPack(stage, { sessions: 2, priceFen: 10_000n })
  const sale = { member: 452, productId, priceFen: 10_000n, at: on('11-29') }
  const [small] = await sell(stage, [sale])
  if (small === undefined) throw new Error('nothing was sold')
  await attend(stage, small, on('11-30'), 'CODE')
  const statement = await payOut(stage, on('12-12'))
  expect(statement).toMatchObject({ nettedFen: '5000', paidFen: '0', owedFen: '3331' })
  expect(await summaryOf(stage, MERCHANT)).toMatchObject({ receivableFen: '3331' })
})

test('with next earnings: the debt is netted off, the rest is paid', async () => {
  await come('12-13')
  const statement = await payOut(stage, on('12-26'))
  expect(statement).toMatchObject({
    payableFen: '8331',
    nettedFen: '3331',
    paidFen: '5000',
    owedFen: '0',
  })
  expect(await summaryOf(stage, MERCHANT)).toMatchObject({ receivableFen: '0', payableFen: '0' })
  await awaitQuiet(stage)
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})
