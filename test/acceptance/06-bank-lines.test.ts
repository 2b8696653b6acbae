// Bank lines that come twice, late, in parts and out of order change nothing but what they say.
import { randomUUID } from 'node:crypto'
import { OFFICER, until, type Stage } from '@ticun/demo'
import { escrowRoutes } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import {
  awaitLot,
  contractOf,
  importYear,
  listPack,
  openGym,
  payIn,
  signUp,
} from '../journeys/gym.ts'
import { approve, awaitPayment, reconciled } from '../journeys/officers.ts'
import { awaitQuiet } from '../journeys/standing.ts'
import { sharedHouse } from '../support/house.ts'

const at = (day: number) => `2024-08-${String(day).padStart(2, '0')}T02:00:00.000Z`
const MEMBER = 461

let stage: Stage
let productId = ''

beforeAll(async () => {
  stage = await openGym(sharedHouse())
  productId = await listPack(stage, { sessions: 36, priceFen: 299_900n })
})

const suspense = async () => {
  const call = { as: OFFICER, query: { status: 'WAITING' as const } }
  return (await stage.client.call(stage.house.urls.escrow, escrowRoutes.listSuspense, call)).items
}

test('a price in two parts, the second line late; then all of it again by mistake', async () => {
  const contract = await signUp(stage, MEMBER, productId, at(1))
  const { contractId, reference } = contract
  const transfer = { member: MEMBER, remittance: reference }
  const before = await suspense()

  await payIn(stage, { ...transfer, amountFen: 100_000n, at: at(9) })
  expect(await importYear(stage)).toMatchObject({ matched: 1, unmatched: 0 })
  await awaitLot(stage, contractId, 'PART_FUNDED')
  // The same file again: it was confirmed before, so nothing is to be done.
  expect(await importYear(stage)).toBeUndefined()

  // Booked before the line that is known, shown after it.
  await payIn(stage, { ...transfer, amountFen: 199_900n, at: at(5) })
  expect(await importYear(stage)).toMatchObject({ matched: 1 })
  const funded = await awaitLot(stage, contractId, 'ACTIVE')
  // It was paid in full when the later of both was there.
  expect(funded).toMatchObject({ paidFen: '299900', heldFen: '299900', paidAt: at(9) })

  await payIn(stage, { ...transfer, amountFen: 299_900n, at: at(10) })
  await importYear(stage)
  const item = await until('the duplicate waits in suspense', async () =>
    (await suspense()).find((each) => !before.some((old) => old.suspenseId === each.suspenseId)),
  )
  expect(item).toMatchObject({ amountFen: '299900', leftFen: '299900', reason: 'ALREADY_PAID' })
  expect(await contractOf(stage, contractId)).toMatchObject({ heldFen: '299900' })

  const { suspenseId } = item
  await stage.client.call(stage.house.urls.escrow, escrowRoutes.returnSuspense, {
    as: OFFICER,
    key: randomUUID(),
    params: { suspenseId },
    body: { reason: '重复付款', occurredAt: at(11) },
  })
  const paymentId = suspenseId
  const due = await awaitPayment(stage, 'REFUND', paymentId, ['DUE'])
  expect(due).toMatchObject({ amountFen: '299900', author: OFFICER })
  await approve(stage, 'REFUND', paymentId, at(12))
  await awaitPayment(stage, 'REFUND', paymentId, ['SENT'])
  await importYear(stage)
  await awaitPayment(stage, 'REFUND', paymentId, ['SETTLED'])
  await awaitQuiet(stage)
  expect((await suspense()).map((each) => each.suspenseId)).not.toContain(suspenseId)
  expect(await contractOf(stage, contractId)).toMatchObject({ heldFen: '299900' })
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})
