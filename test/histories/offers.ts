// What merchants of a history sell: every kind, with prices that do not divide evenly.
import { GIFT_POLICIES, type LotTerms } from '@ticun/protocol'

const common = { currency: 'CNY', coolingOffDays: 7 } as const
const EVIDENCE = 'e'.repeat(64)

const packs: LotTerms[] = [
  {
    ...common,
    kind: 'SESSION_PACK',
    priceFen: '10007',
    sessions: 7,
    listPriceFen: '2000',
    listPriceEvidenceSha256: EVIDENCE,
  },
  // More sessions than fen: some slots are worth nothing.
  { ...common, kind: 'SESSION_PACK', priceFen: '5', sessions: 8, listPriceFen: '1' },
  // Worth more than any other pack: what the others are upgraded to.
  { ...common, kind: 'SESSION_PACK', priceFen: '60001', sessions: 3, listPriceFen: '30000' },
  ...GIFT_POLICIES.map((giftPolicy): LotTerms => ({
    ...common,
    kind: 'SESSION_PACK',
    priceFen: '9001',
    sessions: 4,
    gifts: 2,
    giftPolicy,
    listPriceFen: '2500',
  })),
]

/** Terms of every kind. */
export const OFFERS: readonly LotTerms[] = [
  ...packs,
  {
    ...common,
    kind: 'HYBRID',
    priceFen: '20003',
    sessions: 6,
    gifts: 1,
    listPriceFen: '4000',
    validityDays: 30,
    consumerReasonRule: { lossBasisPoints: 700 },
  },
  {
    ...common,
    kind: 'TERM_CARD',
    priceFen: '10001',
    unit: 'DAY',
    units: 25,
    suspensionDaysMax: 10,
  },
  {
    ...common,
    coolingOffDays: 0,
    kind: 'TERM_CARD',
    priceFen: '30001',
    unit: 'MONTH',
    units: 3,
    suspensionDaysMax: 5,
    listPriceFen: '12000',
  },
  { ...common, kind: 'STORED_VALUE', priceFen: '8000', bonusFen: '2001' },
  { ...common, kind: 'STORED_VALUE', priceFen: '701', validityDays: 60 },
]
