// What an auditor asks of the book over HTTP: balances at an instant, a statement, single entries.
import { BOOK, OFFICER, readAll, type Stage } from '@ticun/demo'
import { escrowRoutes, type ContractView } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { sharedHouse } from '../support/house.ts'
import { makeAsker, type Asker } from './ask.ts'
import { attend, listPack, openGym, sell } from './gym.ts'

const PAID_AT = '2024-08-05T01:00:00.000Z'
const CAME_AT = '2024-08-09T02:00:00.000Z'
const DAY_BEFORE = '2024-08-08T02:00:00.000Z'
const BEFORE_ALL = '2024-01-01T00:00:00.000Z'
const MEMBER = 871
const PRICE_FEN = 100_000n
/** ⌊100000/4⌋ */
const EARNED_FEN = 25_000n

let stage: Stage
let asker: Asker
let contract: ContractView
let bookedAt = ''
beforeAll(async () => {
  const house = sharedHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  const productId = await listPack(stage, { sessions: 4, priceFen: PRICE_FEN })
  const sale = { member: MEMBER, productId, priceFen: PRICE_FEN, at: PAID_AT }
  contract = (await sell(stage, [sale]))[0]!
  bookedAt = new Date().toISOString()
  await attend(stage, contract, CAME_AT, 'TAP')
})

/** The one balance of an account. */
async function fenOf(account: string, query: { asOf?: string; recordedAsOf?: string } = {}) {
  const { client, house } = stage
  const call = { as: OFFICER, params: { bookId: BOOK }, query: { account, ...query } }
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listBalances, call)
  expect(items.map((each) => each.account)).toEqual([account])
  return BigInt(items[0]!.balanceFen)
}

test("a lot's balance by world time, by book time and by both", async () => {
  const lot = `2001/${contract.lotId}`
  expect(await fenOf(lot)).toBe(PRICE_FEN - EARNED_FEN)
  expect(await fenOf(lot, { asOf: DAY_BEFORE })).toBe(PRICE_FEN)
  expect(await fenOf(lot, { asOf: BEFORE_ALL })).toBe(0n)
  expect(await fenOf(lot, { recordedAsOf: BEFORE_ALL })).toBe(0n)
  expect(await fenOf(lot, { recordedAsOf: bookedAt })).toBe(PRICE_FEN)
  expect(await fenOf(lot, { asOf: CAME_AT, recordedAsOf: bookedAt })).toBe(PRICE_FEN)
})

test('assets equal liabilities at any instant', async () => {
  const { client, house } = stage
  for (const query of [{}, { asOf: CAME_AT }, { asOf: DAY_BEFORE, recordedAsOf: bookedAt }]) {
    const call = { as: OFFICER, params: { bookId: BOOK }, query }
    const { items } = await client.call(house.urls.escrow, escrowRoutes.listBalances, call)
    const sideOf = (side: string) =>
      items
        .filter((each) => each.side === side)
        .reduce((sum, each) => sum + BigInt(each.balanceFen), 0n)
    expect(sideOf('DEBIT')).toBe(sideOf('CREDIT'))
    expect(sideOf('DEBIT')).toBeGreaterThanOrEqual(PRICE_FEN)
  }
})

test("a lot's statement: from 0, every line, to what is held", async () => {
  const { client, house } = stage
  const params = { bookId: BOOK, account: `2001/${contract.lotId}` }
  const ask = (query: { limit?: number; cursor?: string; from?: string }) =>
    client.call(house.urls.escrow, escrowRoutes.accountStatement, { as: OFFICER, params, query })
  const first = await ask({ limit: 1 })
  expect(first).toMatchObject({ openingFen: '0', closingFen: '75000', side: 'CREDIT' })
  expect(first.items).toMatchObject([
    { kind: 'lot.funded', side: 'CREDIT', amountFen: '100000', balanceFen: '100000' },
  ])
  const second = await ask({ limit: 1, cursor: first.next! })
  expect(second.items).toMatchObject([
    { kind: 'session.confirmed', side: 'DEBIT', amountFen: '25000', balanceFen: '75000' },
  ])
  expect(second.next).toBeUndefined()
  const later = await ask({ from: bookedAt })
  expect(later).toMatchObject({ openingFen: '100000', closingFen: '75000' })
  expect(later.items).toHaveLength(1)
})

test('entries by contract, by cause, by merchant and by time are the same entries', async () => {
  const { client, house } = stage
  const { contractId, merchantId } = contract
  const find = (query: { [name: string]: string }) =>
    readAll(client, house.urls.escrow, escrowRoutes.listEntries, {
      as: OFFICER,
      params: { bookId: BOOK },
      query,
    })
  const [funded, confirmed] = await find({ contractId })
  expect([funded?.kind, confirmed?.kind]).toEqual(['lot.funded', 'session.confirmed'])
  expect(await find({ cause: confirmed!.causeId })).toEqual([confirmed])
  expect(await find({ merchantId, from: confirmed!.recordedAt })).toContainEqual(confirmed)
  const before = await find({ from: funded!.recordedAt, to: confirmed!.recordedAt })
  expect(before).toContainEqual(funded)
  expect(before).not.toContainEqual(confirmed)
})

test('a regulator sees totals, and nobody takes a foreign cursor for a place', async () => {
  const { escrow } = stage.house.urls
  const balances = `/v1/books/${BOOK}/balances?account=`
  const lot = encodeURIComponent(`2001/${contract.lotId}`)
  const total = await asker(escrow, { path: `${balances}2001`, as: 'guan' })
  expect(total.status).toBe(200)
  const single = await asker(escrow, { path: `${balances}${lot}`, as: 'guan' })
  expect(single).toMatchObject({ status: 403, body: { code: 'not_yours' } })
  const unknown = await asker(escrow, { path: `${balances}9999`, as: OFFICER })
  expect(unknown).toMatchObject({ status: 400, body: { code: 'query_breaks_schema' } })
  const cursor = Buffer.from('[1,"abc"]').toString('base64url')
  const foreign = `/v1/books/${BOOK}/entries?cursor=${cursor}`
  const answer = await asker(escrow, { path: foreign, as: OFFICER })
  expect(answer).toMatchObject({ status: 400, body: { code: 'cursor_broken' } })
})
