// For tests: of each policy key a value, and what people see of it before it holds and after.
import {
  newId,
  type LotKind,
  type LotTerms,
  type PolicyKey,
  type PolicyValue,
  type SessionView,
} from '@ticun/protocol'
import { withWindows } from './read/disputable.ts'
import { findContract } from './read/contracts.ts'
import { merchantSummary } from './read/merchant-summary.ts'
import * as t from './test-book.ts'
import { dueAt, setPolicy, type PolicyStage } from './test-policies.ts'
import { EVIDENCE } from './test-refunds.ts'

const SIX_DAYS_MS = 6 * 86_400_000

/** What a stage shows at an instant (UTC). */
type See = (stage: PolicyStage, at: string) => Promise<unknown>
type Case<K extends PolicyKey> = {
  value: PolicyValue<K>
  kind?: LotKind
  see: See
  before: unknown
  after: unknown
}

const PACK = { kind: 'SESSION_PACK' } as const
const YEAR: LotTerms = {
  kind: 'TERM_CARD',
  priceFen: '300000',
  currency: 'CNY',
  coolingOffDays: 7,
  unit: 'MONTH',
  units: 12,
}
/** The window of before is over then, the policy's is not. */
const BETWEEN = '2025-06-27T04:00:00.000Z'

/** Listing a product now, and selling one that was listed before. */
const sale =
  (terms: LotTerms): See =>
  async ({ list, sold }, at) => {
    const { productId } = await list(terms)
    const [{ listed }, { signed }] = [await list(terms, at), await sold(productId, at)]
    return [listed.refused, signed.refused]
  }
const refusedBoth = (code: string) => ({
  before: [undefined, undefined],
  after: [code, code],
})

/** Both deadlines of a refund that she asks for at the instant. */
const deadline =
  (key: 'reviewUntil' | 'payBy', isUsed: boolean): See =>
  async ({ bought, attend, ask }, at) => {
    const contract = await bought(isUsed ? t.NOW : '2025-06-16T04:00:00.000Z')
    if (isUsed) await attend(contract)
    return (await ask(contract, at)).asked[key]
  }

/** When a session is taken back that nobody confirms. */
const lapse: See = async (stage, at) => {
  await stage.attend(await stage.bought(), at, 'NOBODY')
  return dueAt(stage, 'LAPSE_SESSION')
}

/** A session that is told six days after it happened. */
const toldLate: See = async ({ bought, does, desk }, at) => {
  const { contractId } = await bought()
  const happened = new Date(Date.parse(at) - SIX_DAYS_MS).toISOString()
  const item = { contractId, sessionId: newId('ses'), at: happened, offline: true }
  const said: { items?: { refusal?: { code: string } }[] } = await does(
    desk,
    { verb: 'record-sessions', items: [item] },
    at,
  )
  return said.items?.[0]?.refusal?.code
}

/** Seven sessions of one day, without her code: what became of the last. */
const seventh: See = async ({ bought, does, desk }, at) => {
  const { contractId } = await bought()
  const items = Array.from({ length: 7 }, () => ({ contractId, sessionId: newId('ses') }))
  const said: { items?: { refusal?: { code: string } }[] } = await does(
    desk,
    { verb: 'record-sessions', items },
    at,
  )
  return said.items?.at(-1)?.refusal?.code
}

/** The window as she sees it, and whether it is open between the two ends, also to a payout run. */
const disputeWindow: See = async ({ db, bookId, merchantId, ...stage }, at) => {
  const contract = await stage.bought()
  const session = await stage.attend(contract, at)
  const [seen] = await withWindows(db, bookId, [session as SessionView], at)
  const summary = await merchantSummary(db, bookId, merchantId, BETWEEN)
  const { statements } = await stage.payOut(BETWEEN)
  const { sessionId } = session
  const wish = { verb: 'dispute-session', sessionId, reason: '没有上课' } as const
  const { refused } = await stage.does(t.consumer, wish, BETWEEN)
  const paidFen = statements![0]!['paidFen']
  const inWindowFen = 'refused' in summary ? summary : summary.inWindowFen
  return { until: seen!.disputableUntil, inWindowFen, paidFen, refused }
}

/** Silence about a session that is told, one that came before its money, and one given up. */
const silence: See = async ({ bought, attend, does, sold, pay, productId, db, desk }, at) => {
  const session = await attend(await bought(), at, 'NOBODY')
  const { sessionId } = session
  await does(t.consumer, { verb: 'dispute-session', sessionId, reason: '没有上课' }, at)
  const body = { decision: 'WITHDRAW' } as const
  const again = await does(t.consumer, { verb: 'settle-dispute', sessionId, body }, at)
  const { contract } = await sold(productId)
  const early = { verb: 'record-session', sessionId: newId('ses'), offline: true } as const
  await does(desk, { ...early, contractId: contract.contractId }, at)
  await pay(contract, t.terms.priceFen, at)
  const filled = await db
    .selectFrom('session')
    .select('deemed_until')
    .where('session_id', '=', early.sessionId)
    .executeTakeFirstOrThrow()
  return [session.deemedUntil, again.session?.deemedUntil, filled.deemed_until ?? undefined]
}

/** A first part of a price, and an upgrade whose difference has to come. */
const partPayment: See = async (stage, at) => {
  const { contract } = await stage.sold(stage.productId)
  await stage.pay(contract, '100', at)
  const { contractId, lotId: upgradedLotId } = await stage.bought()
  const { productId } = await stage.list({ ...t.terms, priceFen: '400000', sessions: 48 })
  const added = { contractId, upgradedLotId, productId, lotId: newId('lot') }
  await stage.does(t.consumer, { verb: 'add-lot', consumerId: t.consumerId, ...added }, at)
  return [await dueAt(stage, 'LAPSE_PART_PAYMENT'), await dueAt(stage, 'LAPSE_UPGRADE')]
}

const notice: See = async ({ does, merchantId }, at) => {
  const body = { to: 'WIND_DOWN', reason: '租约到期' } as const
  const changeId = newId('chg')
  return (await does(t.officer, { verb: 'change-merchant', merchantId, changeId, body }, at))
    .noticeUntil
}

/** The next payout as the merchant sees it, and what a run does with what is final. */
const cycle: See = async ({ db, bookId, merchantId, bought, attend, payOut }, at) => {
  const contract = await bought()
  await attend(contract)
  await attend(contract, '2025-06-09T04:00:00.000Z')
  await payOut('2025-06-11T04:00:00.000Z')
  const summary = await merchantSummary(db, bookId, merchantId, at)
  const { statements } = await payOut(at, false)
  const { leftOut, paidFen } = statements![0]!
  return ['refused' in summary ? summary : summary.nextPayoutOn, leftOut, paidFen]
}

const fee: See = async ({ bought, attend, ask, does, desk }, at) => {
  const contract = await bought()
  await attend(contract)
  const { refundId } = await ask(contract, at)
  const decide = { verb: 'decide-refund', refundId } as const
  await does(desk, { ...decide, body: { decision: 'AGREE' } }, at)
  const body = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' } as const
  await does(t.officer, { ...decide, body }, at)
  const paid = { amountFen: '1300', evidenceSha256: EVIDENCE }
  const said = await does(t.officer, { verb: 'record-fee', refundId, ...paid }, at)
  const { bearer, merchantFen } = (said.refund ?? said).channelFee!
  return [bearer, merchantFen]
}

const withheld: See = async ({ bought, attend, payOut }, at) => {
  await attend(await bought())
  const { withheldFen, paidFen } = (await payOut(at)).statements![0]!
  return [withheldFen, paidFen]
}

/** Half of ten sessions is the reserve; all of it is asked back. */
const floor: See = async (stage, at) => {
  const half = { key: 'reserve_basis_points', value: 5000 } as const
  await setPolicy(stage, {
    ...half,
    industry: '*',
    district: '*',
    from: '2025-06-01',
    source: '测',
  })
  const contract = await stage.bought()
  for (let count = 0; count < 10; count += 1) await stage.attend(contract)
  await stage.payOut('2025-06-12T04:00:00.000Z')
  const wish = { releaseId: newId('rel'), amountFen: '41652', reason: '不再需要' }
  const { does, merchantId } = stage
  return (await does(t.officer, { verb: 'release-reserve', merchantId, ...wish }, at)).refused
}

/** Her cooling-off, as the contract that she signs has it. */
const coolingOff: See = async ({ db, sold, productId }, at) => {
  const { contract } = await sold(productId, at)
  return (await findContract(db, contract.contractId))!.lots[0]!.terms.coolingOffDays
}

/** Each key; where it is asked for by the kind of lot, for session packs or term cards only. */
export const POLICY_CASES: { [K in PolicyKey]: Case<K> } = {
  cap_amount: {
    ...PACK,
    value: '299899',
    see: sale(t.terms),
    ...refusedBoth('cap_amount_exceeded'),
  },
  cap_sessions: { ...PACK, value: 35, see: sale(t.terms), ...refusedBoth('cap_sessions_exceeded') },
  cap_months: {
    kind: 'TERM_CARD',
    value: 11,
    see: sale(YEAR),
    ...refusedBoth('cap_term_exceeded'),
  },
  cap_consumer_total: {
    ...PACK,
    value: '299899',
    see: sale(t.terms),
    ...refusedBoth('cap_total_exceeded'),
  },
  cooling_off_days: { ...PACK, value: 15, see: coolingOff, before: 7, after: 15 },
  // From Tuesday 17 June seven days, from Wednesday 18 June 14.
  dispute_window_days: {
    value: 14,
    see: disputeWindow,
    before: {
      until: '2025-06-24T15:59:59.999Z',
      inWindowFen: '0',
      paidFen: '8330',
      refused: 'dispute_window_over',
    },
    after: {
      until: '2025-07-02T15:59:59.999Z',
      inWindowFen: '8330',
      paidFen: '0',
      refused: undefined,
    },
  },
  deemed_confirm_working_days: {
    ...PACK,
    value: 3,
    see: silence,
    before: [undefined, undefined, undefined],
    after: Array.from({ length: 3 }, () => '2025-06-23T15:59:59.999Z'),
  },
  // Five working days of the program, then two.
  refund_review_working_days: {
    ...PACK,
    value: 2,
    see: deadline('reviewUntil', true),
    before: '2025-06-24T15:59:59.999Z',
    after: '2025-06-20T15:59:59.999Z',
  },
  // 15 working days, then four.
  refund_deadline_working_days: {
    ...PACK,
    value: 4,
    see: deadline('payBy', true),
    before: '2025-07-08T15:59:59.999Z',
    after: '2025-06-24T15:59:59.999Z',
  },
  cooling_off_refund_working_days: {
    ...PACK,
    value: 2,
    see: deadline('payBy', false),
    before: '2025-06-24T15:59:59.999Z',
    after: '2025-06-20T15:59:59.999Z',
  },
  // Seven days; then three, of which the last, a Saturday, rolls on to Monday.
  part_payment_days: {
    ...PACK,
    value: 3,
    see: partPayment,
    before: [['2025-06-24T15:59:59.999Z'], ['2025-06-24T15:59:59.999Z']],
    after: [['2025-06-23T15:59:59.999Z'], ['2025-06-23T15:59:59.999Z']],
  },
  // 30 days; then three.
  unconfirmed_days: {
    ...PACK,
    value: 3,
    see: lapse,
    before: ['2025-07-17T16:00:00.000Z'],
    after: ['2025-06-21T16:00:00.000Z'],
  },
  // Six days back: within fifteen, not within three.
  offline_days: {
    value: 3,
    see: toldLate,
    before: undefined,
    after: 'session_too_old',
  },
  // Six of a day stand without her code; then seven.
  sessions_per_day_max: {
    value: 7,
    see: seventh,
    before: 'too_many_that_day',
    after: undefined,
  },
  // 30 days; then ten, of which the last, a Saturday, rolls on to Monday.
  notice_days: {
    value: 10,
    see: notice,
    before: '2025-07-17T15:59:59.999Z',
    after: '2025-06-30T15:59:59.999Z',
  },
  payout_cycle: {
    value: 'DAILY',
    see: cycle,
    before: ['2025-07-01', 'NOT_DUE', '0'],
    after: ['2025-06-18', undefined, '8331'],
  },
  fee_bearer: {
    ...PACK,
    value: 'CONSUMER',
    see: fee,
    before: ['MERCHANT', '1300'],
    after: ['CONSUMER', '0'],
  },
  reserve_basis_points: {
    value: 5000,
    see: withheld,
    before: ['0', '8330'],
    after: ['4165', '4165'],
  },
  reserve_floor_basis_points: {
    value: 0,
    see: floor,
    before: 'reserve_needed',
    after: undefined,
  },
}
