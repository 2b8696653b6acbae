// On whatever date the machine has: a member pays, comes, and asks for the rest; the gym is paid.
import { randomUUID } from 'node:crypto'
import { BOOK, naming, OFFICER, type Stage } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, type LotTerms } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buy, list, openTimedHouse, quote, type TimedHouse } from '../acceptance/timed-house.ts'
import { attend } from '../journeys/gym.ts'

const HOUSE_START_MAX_MS = 600_000
const DAY_MS = 86_400_000
const MEMBER = 9951
const TERMS: LotTerms = {
  kind: 'SESSION_PACK',
  priceFen: '100000',
  currency: 'CNY',
  sessions: 10,
  listPriceFen: '15000',
  coolingOffDays: 7,
}

let timed: TimedHouse
beforeAll(async () => {
  timed = await openTimedHouse(new Date().toISOString(), 'FITNESS')
}, HOUSE_START_MAX_MS)
afterAll(() => timed?.stop())

test('the machine’s date is what the stage says, here and in the house', async () => {
  const date = process.env['TICUN_DATE'] ?? new Date().toISOString().slice(0, 10)
  expect(new Date().toISOString().slice(0, 10)).toBe(date)
  expect((await timed.now()).slice(0, 10)).toBe(date)
})

test('a refund and a payout run are reckoned, three weeks on too', async () => {
  const { client, house, bank } = timed
  const { escrow } = house.urls
  const contract = await buy(timed, MEMBER, await list(timed, TERMS), TERMS.priceFen)
  await timed.move(new Date(Date.now() + 21 * DAY_MS).toISOString())
  const now = await timed.now()
  const stage: Stage = { client, house, bank, naming: naming(randomUUID()), nowMs: Date.parse(now) }
  await attend(stage, contract, now, 'TAP')
  expect(await quote(timed, MEMBER, contract.contractId)).toMatchObject({
    formula: 'F2',
    refundableFen: '90000',
  })
  const asked = await client.call(escrow, escrowRoutes.requestRefund, {
    as: memberLogin(MEMBER),
    key: randomUUID(),
    params: { contractId: contract.contractId },
    body: { reason: '工作调动' },
  })
  expect(asked).toMatchObject({ status: 'REQUESTED', amountFen: '90000' })
  const run = await client.call(escrow, escrowRoutes.runPayouts, {
    as: OFFICER,
    key: randomUUID(),
    body: { bookId: BOOK, early: true },
  })
  expect(run.statements).toHaveLength(1)
})
