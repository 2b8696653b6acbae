// The bank's interest is shared by what each lot held each day: 777, 214 and 243 of 1234 (F17).
import { randomUUID } from 'node:crypto'
import { BOOK, OFFICER, SECOND_OFFICER, until, type Stage } from '@ticun/demo'
import type { House } from '@ticun/house'
import { escrowRoutes } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeAsker } from '../journeys/ask.ts'
import { contractOf, importYear, listPack, openGym, sell } from '../journeys/gym.ts'
import { reconciled } from '../journeys/officers.ts'
import { awaitQuiet } from '../journeys/standing.ts'
import { openTestHouse } from '../support/house.ts'

const HOUSE_START_MAX_MS = 600_000
/** July to September 2024: 92 days. */
const PERIOD = { from: '2024-07-01', to: '2024-09-30' }
const POSTED_AT = '2024-10-01T02:00:00.000Z'
const LATER = '2024-10-08T02:00:00.000Z'

let house: House
let stage: Stage
beforeAll(async () => {
  // A house of its own: nobody else's money earns there.
  house = await openTestHouse()
  stage = await openGym(house)
}, HOUSE_START_MAX_MS)
afterAll(() => house.stop())

/** Three packs: two held all the time, one from 17 August, the last 45 days. */
async function sellThree() {
  const bought = [
    { member: 511, priceFen: 160_000n, at: '2024-06-20T02:00:00.000Z' },
    { member: 512, priceFen: 90_000n, at: '2024-08-17T02:00:00.000Z' },
    { member: 513, priceFen: 50_000n, at: '2024-07-01T02:00:00.000Z' },
  ]
  const sales = []
  for (const sale of bought) {
    const productId = await listPack(stage, { sessions: 10, priceFen: sale.priceFen })
    sales.push({ ...sale, productId })
  }
  return sell(stage, sales)
}

async function postInterest(amountFen: string): Promise<void> {
  const { escrowAccount, token } = stage.house.bank
  await stage.client.send({
    method: 'POST',
    url: new URL(`/accounts/${escrowAccount}/bookings`, stage.house.urls.bank).href,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ kind: 'INTEREST', amountFen, remittance: '', bookedAt: POSTED_AT }),
  })
  await importYear(stage)
}

/** The one account of interest that is not allocated yet. */
function awaitInterest(): Promise<string> {
  return until('the interest is in the book', async () => {
    const call = { as: OFFICER, params: { bookId: BOOK } }
    const { escrow } = stage.house.urls
    const { items } = await stage.client.call(escrow, escrowRoutes.listAccounts, call)
    const found = items.find((item) => item.account.startsWith('2007/') && item.balanceFen !== '0')
    return found?.account.slice('2007/'.length)
  })
}

test('1234 fen over 160000·92, 90000·45 and 50000·92', async () => {
  const contracts = await sellThree()
  await postInterest('1234')
  const interestId = await awaitInterest()
  const say = (as: string, period: { from: string; to: string }, door = '') =>
    makeAsker(stage.house.urls.issuer)(stage.house.urls.escrow, {
      path: `/v1/interest/${interestId}/allocations${door}`,
      as,
      json: { bookId: BOOK, ...period, occurredAt: LATER },
    })
  const allocate = (period: { from: string; to: string }) => say(OFFICER, period)
  const approve = (as: string, period: { from: string; to: string }) =>
    say(as, period, '/approvals')
  const unfinished = await allocate({ ...PERIOD, to: '2024-10-08' })
  expect(unfinished).toMatchObject({ status: 422, body: { code: 'period_not_over' } })
  const early = await allocate({ from: '2024-01-03', to: '2024-01-09' })
  expect(early).toMatchObject({ status: 409, body: { code: 'nobody_held' } })
  const nothing = { status: 404, body: { code: 'unknown_change' } }
  expect(await approve(SECOND_OFFICER, PERIOD)).toMatchObject(nothing)
  const proposed = await allocate(PERIOD)
  expect(proposed).toMatchObject({ status: 200, body: { isAllocated: false } })
  const call = { as: OFFICER }
  const waiting = await stage.client.call(house.urls.escrow, escrowRoutes.listProposals, call)
  const shown = { subjectId: interestId, proposedBy: OFFICER, allocation: PERIOD }
  expect(waiting.items).toMatchObject([shown])
  expect(await approve(OFFICER, PERIOD)).toMatchObject({ body: { code: 'same_person' } })
  const other = { ...PERIOD, from: '2024-07-02' }
  expect(await approve(SECOND_OFFICER, other)).toMatchObject(nothing)
  expect(await contractOf(stage, contracts[0]!.contractId)).toMatchObject({ heldFen: '160000' })
  const { status, body } = await approve(SECOND_OFFICER, PERIOD)
  expect(status).toBe(200)
  expect(body).toMatchObject({ interestId, isAllocated: true })
  expect((body as { items: object }).items).toEqual((proposed.body as { items: object }).items)
  const shares = (body as { items: { contractId: string; amountFen: string }[] }).items
  const share = (index: number) =>
    shares.find((item) => item.contractId === contracts[index]?.contractId)?.amountFen
  expect([share(0), share(1), share(2)]).toEqual(['777', '214', '243'])
  expect(await allocate(PERIOD)).toMatchObject({ status: 404, body: { code: 'unknown_interest' } })
  const [first] = contracts
  const contract = await contractOf(stage, first?.contractId ?? '')
  expect(contract).toMatchObject({ heldFen: '160777', lots: [{ interestFen: '777' }] })
  await awaitQuiet(stage)
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})
