// Acceptance 16: what only the desk says bars no refund; a code that was kept offline is good once.
import { randomUUID } from 'node:crypto'
import { DESK } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, type ContractView, type LotTerms } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buy, list, openTimedHouse, quote, type TimedHouse } from './timed-house.ts'

const HOUSE_START_MAX_MS = 600_000
const STARTS_AT = '2026-12-15T02:00:00.000Z'
const TERMS = {
  kind: 'SESSION_PACK',
  priceFen: '240000',
  currency: 'CNY',
  coolingOffDays: 7,
  sessions: 12,
  listPriceFen: '30000',
} as const satisfies LotTerms
const [LEAVER, GUEST] = [51, 52]

let timed: TimedHouse
let leaving: ContractView
let staying: ContractView
beforeAll(async () => {
  timed = await openTimedHouse(STARTS_AT, 'FITNESS')
  const productId = await list(timed, TERMS)
  leaving = await buy(timed, LEAVER, productId, TERMS.priceFen)
  staying = await buy(timed, GUEST, productId, TERMS.priceFen)
}, HOUSE_START_MAX_MS)
afterAll(() => timed.stop())

type Told = { occurredAt?: string; code?: string; offline?: true }

/** What the desk tells of a contract, all in one batch; what became of each. */
async function tell({ contractId }: ContractView, sessions: readonly Told[]) {
  const { client, house } = timed
  const { items } = await client.call(house.urls.escrow, escrowRoutes.recordSessions, {
    as: DESK,
    key: randomUUID(),
    body: { items: sessions.map((each) => ({ ...each, contractId })) },
  })
  return items.map((item) => ('refusal' in item ? item.refusal.code : item.session.status))
}

async function codeOf({ contractId }: ContractView, member: number): Promise<string> {
  const { client, house } = timed
  const call = { as: memberLogin(member), params: { contractId } }
  return (await client.call(house.urls.escrow, escrowRoutes.memberCode, call)).code
}

test('no session lies before the contract, nor more days back than the policy says', async () => {
  const dates = ['2020-02-02T00:00:00.000Z', '2026-12-14T04:00:00.000Z']
  const told = dates.map((occurredAt) => ({ occurredAt, offline: true as const }))
  expect(await tell(leaving, told)).toEqual(['session_too_old', 'session_too_old'])
})

test('five that nobody confirmed leave her cooling-off, and the rest goes at once', async () => {
  const five = Array.from({ length: 5 }, () => ({ offline: true as const }))
  expect(await tell(leaving, five)).toEqual(five.map(() => 'SUBMITTED'))
  const shown = await quote(timed, LEAVER, leaving.contractId)
  expect(shown).toMatchObject({ formula: 'F1', refundableFen: '140000', awaitingFen: '100000' })
  const { client, house } = timed
  const refund = await client.call(house.urls.escrow, escrowRoutes.requestRefund, {
    as: memberLogin(LEAVER),
    key: randomUUID(),
    params: { contractId: leaving.contractId },
    body: { reason: '冷静期' },
  })
  expect(refund).toMatchObject({ formula: 'F1', amountFen: '140000', merchantFen: '0' })
  const query = { kind: 'DISPUTE', status: 'OPEN' } as const
  const asked = { as: memberLogin(LEAVER), query }
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listSessionCases, asked)
  expect(items.map(({ amountFen }) => amountFen)).toEqual(five.map(() => '20000'))
})

test('a code kept offline is good once, although a newer one was used meanwhile', async () => {
  const at = await timed.now()
  const kept = await codeOf(staying, GUEST)
  await timed.move(new Date(Date.parse(at) + 65_000).toISOString())
  expect(await tell(staying, [{ code: await codeOf(staying, GUEST) }])).toEqual(['CONFIRMED'])
  const late = { code: kept, occurredAt: at, offline: true as const }
  expect(await tell(staying, [late])).toEqual(['CONFIRMED'])
  expect(await tell(staying, [late])).toEqual(['code_used'])
})
