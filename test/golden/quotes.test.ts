// The worked figures of refunds, each as a member sees it over HTTP: sold, paid, used, quoted.
import { type Stage } from '@ticun/demo'
import { memberLogin } from '@ticun/issuer'
import { escrowRoutes, type ContractView } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { contractOf } from '../journeys/gym.ts'
import { LATER, LIST_PRICE_SHA256, openPool, PAID_AT, sellAll, use, type Terms } from './pool.ts'

type Given = [formula: string, hers: number, merchants?: number]
type Case = {
  terms: Terms
  used?: number
  spent?: string
  at?: string
  /** What she gets, and the merchant, when it is neither's reason. */
  plain: Given
  /** And when it is her own. */
  hers?: Given
}

const pack = (priceFen: number, sessions: number, more: object = {}) => ({
  kind: 'SESSION_PACK' as const,
  priceFen: String(priceFen),
  sessions,
  listPriceFen: '30000',
  ...more,
})
const card = (priceFen: number, bonusFen: number) => ({
  kind: 'STORED_VALUE' as const,
  priceFen: String(priceFen),
  bonusFen: String(bonusFen),
})
const term = (priceFen: number, unit: 'DAY' | 'MONTH', units: number, more: object = {}) => ({
  kind: 'TERM_CARD' as const,
  priceFen: String(priceFen),
  unit,
  units,
  ...more,
})
const proven = { listPriceEvidenceSha256: LIST_PRICE_SHA256 }
const hybrid = {
  ...pack(200_000, 60, { listPriceFen: '5000', ...proven }),
  kind: 'HYBRID' as const,
  validityDays: 60,
}
/** An hour after payment. */
const SOON = '2024-03-01T03:00:00.000Z'
const DAY_31 = '2024-04-20T02:00:00.000Z'

const CASES: Record<string, Case> = {
  'F1 within 7 days, nothing used: all of 299900, whose reason it may be': {
    terms: pack(299_900, 36),
    at: SOON,
    plain: ['F1', 299_900],
    hers: ['F1', 299_900],
  },
  'F1 ten used within 7 days: F2, 216595': {
    terms: pack(299_900, 36),
    used: 10,
    at: '2024-03-10T03:00:00.000Z',
    plain: ['F2', 216_595],
  },
  'F2 SPC case 3: 200000 over 60, 12 used → 160000': {
    terms: pack(200_000, 60),
    used: 12,
    plain: ['F2', 160_000],
  },
  'F2 2074000 over 61, 25 used → 1224000': {
    terms: pack(2_074_000, 61),
    used: 25,
    plain: ['F2', 1_224_000],
  },
  'F2 2000000 over 60, 17 used → 1433334': {
    terms: pack(2_000_000, 60),
    used: 17,
    plain: ['F2', 1_433_334],
  },
  'F2 Huang case: her reason, no list price proven: 120000 over 20, 3 used → 102000': {
    terms: pack(120_000, 20),
    used: 3,
    plain: ['F2', 102_000],
    hers: ['F3', 102_000, 0],
  },
  'F2g pooled: 80 + 16, 40 used → 542500': {
    terms: pack(930_000, 80, { gifts: 16, giftPolicy: 'POOLED' }),
    used: 40,
    plain: ['F2g', 542_500],
  },
  'F2g the merchant’s view, gifts left out: 465000': {
    terms: pack(930_000, 80, { gifts: 16, giftPolicy: 'PAID_FIRST' }),
    used: 40,
    plain: ['F2g', 465_000],
  },
  'F2g gifts first: 24 of 40 cost something, 651000': {
    terms: pack(930_000, 80, { gifts: 16, giftPolicy: 'GIFT_FIRST' }),
    used: 40,
    plain: ['F2g', 651_000],
  },
  'F3 240000 over 12, list price 30000, 5 used: 90000 + 50000': {
    terms: pack(240_000, 12, proven),
    used: 5,
    plain: ['F2', 140_000, 0],
    hers: ['F3', 90_000, 50_000],
  },
  'F3 9 used: below zero, so nothing, and 60000 are the merchant’s': {
    terms: pack(240_000, 12, proven),
    used: 9,
    plain: ['F2', 60_000, 0],
    hers: ['F3', 0, 60_000],
  },
  'F4 300000 + 100000, 120000 spent: 210000, by her reason 180000': {
    terms: card(300_000, 100_000),
    spent: '120000',
    plain: ['F4', 210_000, 0],
    hers: ['F4', 180_000, 30_000],
  },
  'F4 800000 at 3 : 1, 359400 spent: 530450': {
    terms: card(800_000, 266_666),
    spent: '359400',
    plain: ['F4', 530_450, 0],
  },
  'F4 Xuzhou: 5000000 + 1120000, 400000 spent: 4673203': {
    terms: card(5_000_000, 1_120_000),
    spent: '400000',
    plain: ['F4', 4_673_203, 0],
  },
  'F5 100 of 365 days: 265000': {
    terms: term(365_000, 'DAY', 365),
    plain: ['F5', 265_000, 100_000],
    hers: ['F5', 265_000, 100_000],
  },
  'F5 by months: 1 of 12 → 27500': {
    terms: term(30_000, 'MONTH', 12),
    at: DAY_31,
    plain: ['F5', 27_500, 2_500],
  },
  'F5 her reason, a list price of 1500 a day proven: F3, 215000': {
    terms: term(365_000, 'DAY', 365, { listPriceFen: '1500', ...proven }),
    plain: ['F5', 265_000],
    hers: ['F3', 215_000],
  },
  'F6 priced by sessions, after its validity too: 160000': {
    terms: hybrid,
    used: 12,
    plain: ['F6', 160_000, 0],
    hers: ['F3', 140_000],
  },
}

let stage: Stage
const contracts = new Map<string, { member: number; contract: ContractView }>()

beforeAll(async () => {
  stage = await openPool()
  const wishes = Object.values(CASES).map(({ terms }, index) => ({ member: 6001 + index, terms }))
  const sold = await sellAll(stage, wishes)
  for (const [index, [name, { used = 0, spent }]] of Object.entries(CASES).entries()) {
    const contract = sold[index]!
    const member = 6001 + index
    contracts.set(name, { member, contract })
    if (used > 0) await use(stage, member, contract.contractId, { times: used })
    if (spent) await use(stage, member, contract.contractId, { times: 1, faceFen: spent })
  }
})

test.each(Object.entries(CASES))('%s', async (name, { terms, at = LATER, plain, hers }) => {
  const { member, contract } = contracts.get(name)!
  const call = { as: memberLogin(member), params: { contractId: contract.contractId } }
  const { escrow } = stage.house.urls
  const asked = { ...call, query: { occurredAt: at } }
  const { lots } = await stage.client.call(escrow, escrowRoutes.quoteRefund, asked)
  const [lot] = lots
  const given = (fault: string) => lot?.scenarios.find((each) => each.fault === fault)
  for (const [fault, wanted] of [
    ['NEITHER', plain],
    ['CONSUMER', hers],
  ] as const) {
    if (wanted === undefined) continue
    const [formula, fen, merchantFen] = wanted
    const money = { formula, refundableFen: String(fen) }
    const rest = merchantFen === undefined ? {} : { merchantFen: String(merchantFen) }
    expect(given(fault), fault).toMatchObject({ ...money, ...rest })
  }
  const { heldFen, releasedFen } = await contractOf(stage, contract.contractId)
  expect(BigInt(heldFen) + BigInt(releasedFen)).toBe(BigInt(terms.priceFen))
})

const SLOTS: [string, number, number, string][] = [
  ['F0 10000 over 7', 10_000, 7, '1428,1429,1428,1429,1428,1429,1429'],
  ['F0 100000 over 3', 100_000, 3, '33333,33333,33334'],
  ['F0 299900 over 36: sixteen 8330, twenty 8331', 299_900, 36, ''],
]

test.each(SLOTS)('%s', async (name, priceFen, sessions, wanted) => {
  const member = 6101 + SLOTS.findIndex(([each]) => each === name)
  const [contract] = await sellAll(stage, [{ member, terms: pack(priceFen, sessions) }])
  const used = await use(stage, member, contract!.contractId, { times: sessions })
  const bySlot = used.toSorted((a, b) => a.slot! - b.slot!)
  expect(bySlot.map(({ slot }) => slot)).toEqual([...bySlot.keys()])
  const fen = bySlot.map(({ amountFen }) => Number(amountFen))
  if (wanted !== '') expect(fen.join()).toBe(wanted)
  expect(fen.reduce((sum, each) => sum + each, 0)).toBe(priceFen)
  expect(Math.max(...fen) - Math.min(...fen)).toBe(1)
  if (sessions === 36) expect(fen.filter((each) => each === 8330)).toHaveLength(16)
  expect(await contractOf(stage, contract!.contractId)).toMatchObject({
    heldFen: '0',
    paidAt: PAID_AT,
  })
})
