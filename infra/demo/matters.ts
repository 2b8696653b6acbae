// What is left on people's desks when the year is told: a dispute, a refund that is contested, a
// pool that has closed overnight, and what one officer asked and another one has to approve.
import { memberLogin, memberParty, POOL_MERCHANT_ID, RIVAL_MERCHANT_ID } from '@ticun/issuer'
import { escrowRoutes, notaryRoutes, type ContractView } from '@ticun/protocol'
import { bankDateOf } from './bank.ts'
import { awaitFunded, importStatement, nameOf, pay } from './deeds.ts'
import { readAll } from './pages.ts'
import type { Plan } from './plan.ts'
import { BOOK, DESK, evidenceOf, OFFICER, SECOND_OFFICER, type Stage } from './stage.ts'

const POOL_DESK = 'pool'
const POOL_MEMBERS = [9001, 9002, 9003]
const POOL_PRICE_FEN = 300_000n
/** A session to confirm, a dispute, a contested refund, one that waits for the gym. */
const MEMBERS_WITH_MATTERS = 4
const NOTICE_DAYS = 45
const DAY_MS = 24 * 60 * 60 * 1000

/** Leaves them, once in a house; tells the log-ins of the members who have something to do. */
export async function leaveMatters(stage: Stage, plan: Plan): Promise<string[]> {
  const { client, house } = stage
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listMassRefunds, {
    as: OFFICER,
    query: {},
  })
  if (items.length > 0) return []
  const members = await membersWithSessions(stage, plan)
  const chosen = members.slice(0, MEMBERS_WITH_MATTERS)
  const [first, second, third, fourth] = chosen
  if (first) await attendNow(stage, first, false)
  if (second) await dispute(stage, second)
  if (third) await contest(stage, third)
  if (fourth) await ask(stage, fourth)
  await closePool(stage)
  await leaveForSecondOfficer(stage)
  return chosen.map(({ login }) => login)
}

type Member = { contract: ContractView; login: string }

/** The first members who still have sessions, with their log-ins. */
async function membersWithSessions({ client, house }: Stage, plan: Plan): Promise<Member[]> {
  const signings = plan.days.flatMap((day) => day.signings)
  const known = new Map(signings.map(({ contractId, member }) => [contractId, member]))
  const contracts = await readAll(client, house.urls.escrow, escrowRoutes.listContracts, {
    as: DESK,
    query: { status: 'ACTIVE' },
  })
  return contracts
    .filter((each) => each.sessionsTotal - each.sessionsUsed - each.sessionsAwaiting > 1)
    .map((contract) => ({ contract, member: known.get(contract.contractId) ?? 0 }))
    .filter(({ member }) => member > 0)
    .toSorted((a, b) => a.member - b.member)
    .map(({ contract, member }) => ({ contract, login: memberLogin(member) }))
}

/** A session of this minute, which waits for her word. */
async function attendNow(stage: Stage, { contract, login }: Member, confirmed: boolean) {
  const { client, house } = stage
  const { contractId } = contract
  const { session } = await client.call(house.urls.escrow, escrowRoutes.recordSession, {
    as: DESK,
    key: `matters-session-${contractId}`,
    params: { contractId },
    body: { coach: '周教练' },
  })
  const { sessionId } = session
  if (confirmed) {
    const key = `matters-confirm-${sessionId}`
    const call = { as: login, key, params: { sessionId }, body: {} }
    await client.call(house.urls.escrow, escrowRoutes.confirmSession, call)
  }
  return sessionId
}

async function dispute(stage: Stage, member: Member): Promise<void> {
  const sessionId = await attendNow(stage, member, true)
  await stage.client.call(stage.house.urls.escrow, escrowRoutes.disputeSession, {
    as: member.login,
    key: `matters-dispute-${sessionId}`,
    params: { sessionId },
    body: { reason: '我没有来上这次课' },
  })
}

async function ask({ client, house }: Stage, { contract, login }: Member): Promise<string> {
  const { contractId } = contract
  const { refundId } = await client.call(house.urls.escrow, escrowRoutes.requestRefund, {
    as: login,
    key: `matters-refund-${contractId}`,
    params: { contractId },
    body: { reason: '搬家了，离得太远' },
  })
  return refundId
}

async function contest(stage: Stage, member: Member): Promise<void> {
  const refundId = await ask(stage, member)
  await stage.client.call(stage.house.urls.escrow, escrowRoutes.decideRefund, {
    as: DESK,
    key: `matters-contest-${refundId}`,
    params: { refundId },
    body: { decision: 'CONTEST', fault: 'CONSUMER', reason: '课程一切正常，属于会员个人原因' },
  })
}

/** Three members have paid the pool; it is gone, and an officer has computed what they get. */
async function closePool(stage: Stage): Promise<void> {
  const { client, house } = stage
  const at = new Date(stage.nowMs - DAY_MS).toISOString()
  const merchantId = POOL_MERCHANT_ID
  const bankAccount = { number: '6222000000000003', name: '碧波游泳馆' }
  await client.call(house.urls.escrow, escrowRoutes.enrolMerchant, {
    as: OFFICER,
    key: `matters-${merchantId}`,
    body: {
      merchantId,
      bookId: BOOK,
      name: bankAccount.name,
      industry: 'FITNESS',
      district: '长宁区',
      bankAccount,
    },
  })
  const productId = stage.naming('prd', 'pool', 0)
  await client.call(house.urls.escrow, escrowRoutes.listProduct, {
    as: POOL_DESK,
    key: `matters-${productId}`,
    body: {
      productId,
      name: '30 次游泳卡',
      terms: {
        kind: 'SESSION_PACK',
        priceFen: String(POOL_PRICE_FEN),
        currency: 'CNY',
        sessions: 30,
        listPriceFen: '15000',
        coolingOffDays: 7,
      },
    },
  })
  for (const member of POOL_MEMBERS) await sellPool(stage, member, productId, at)
  await importStatement(stage, bankDateOf(at))
  for (const member of POOL_MEMBERS) await awaitFunded(stage, poolContract(stage, member), OFFICER)
  await abscond(stage, merchantId, at)
}

const poolContract = ({ naming }: Stage, member: number) => naming('ctr', `pool/${member}`, 0)

async function sellPool(stage: Stage, member: number, productId: string, at: string) {
  const contractId = poolContract(stage, member)
  const { reference } = await stage.client.call(
    stage.house.urls.escrow,
    escrowRoutes.signContract,
    {
      as: POOL_DESK,
      key: `matters-${contractId}`,
      body: {
        contractId,
        productId,
        consumerId: memberParty(member),
        consumerName: nameOf(member),
      },
    },
  )
  const paying = { contractId, member, payAmountFen: POOL_PRICE_FEN, paidAt: at }
  await pay(stage, paying, reference)
}

/** One officer says that it is gone, another one approves; the first computes the schedule. */
async function abscond({ client, house }: Stage, merchantId: string, at: string): Promise<void> {
  const { pending } = await client.call(house.urls.escrow, escrowRoutes.changeMerchant, {
    as: OFFICER,
    key: `matters-gone-${merchantId}`,
    params: { merchantId },
    body: {
      to: 'ABSCONDED',
      reason: '门店关闭，负责人失联，街道已出具证明',
      evidenceSha256: evidenceOf('pool closed'),
      stoppedOn: bankDateOf(at),
    },
  })
  const changeId = pending?.changeId ?? ''
  await client.call(house.urls.escrow, escrowRoutes.approveMerchantChange, {
    as: SECOND_OFFICER,
    key: `matters-gone-${changeId}`,
    params: { merchantId, changeId },
    body: {},
  })
  await client.call(house.urls.escrow, escrowRoutes.computeMassRefund, {
    as: OFFICER,
    key: `matters-mass-${merchantId}`,
    body: { merchantId },
  })
}

/** A freeze to be lifted, a merchant to be trusted again, a policy: each by its author only. */
async function leaveForSecondOfficer(stage: Stage): Promise<void> {
  const { client, house } = stage
  const merchantId = RIVAL_MERCHANT_ID
  const { freezeId } = await client.call(house.urls.notary, notaryRoutes.placeFreeze, {
    as: OFFICER,
    key: 'matters-freeze',
    body: {
      scope: 'AMOUNT',
      subjectId: merchantId,
      amountFen: '500000',
      basis: 'COURT_ORDER',
      reason: '（2026）沪0106执保88号 保全裁定',
      evidenceSha256: evidenceOf('court order 88'),
    },
  })
  await client.call(house.urls.notary, notaryRoutes.requestLift, {
    as: OFFICER,
    key: 'matters-lift',
    params: { freezeId },
    body: { reason: '法院已裁定解除保全' },
  })
  for (const to of ['SALES_STOPPED', 'ACTIVE'] as const) {
    await client.call(house.urls.escrow, escrowRoutes.changeMerchant, {
      as: OFFICER,
      key: `matters-${to}`,
      params: { merchantId },
      body: { to, reason: to === 'ACTIVE' ? '整改完成，现场复查通过' : '消防整改' },
    })
  }
  await client.call(house.urls.escrow, escrowRoutes.proposePolicy, {
    as: OFFICER,
    key: 'matters-policy',
    body: {
      bookId: BOOK,
      policy: {
        key: 'dispute_window_days',
        value: 10,
        industry: 'FITNESS',
        district: '静安区',
        from: bankDateOf(new Date(stage.nowMs + NOTICE_DAYS * DAY_MS).toISOString()),
        source: '静安区体育局与公证处联席会议纪要',
      },
    },
  })
}
