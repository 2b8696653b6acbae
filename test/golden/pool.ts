// Knows the merchant of the worked figures: a pool of the shared house, and what is sold there.
import { randomUUID } from 'node:crypto'
import { BOOK, OFFICER, until, type Stage } from '@ticun/demo'
import { memberLogin, POOL_MERCHANT_ID } from '@ticun/issuer'
import {
  escrowRoutes,
  newId,
  type ContractView,
  type InputOf,
  type LotTerms,
} from '@ticun/protocol'
import { awaitLot, importYear, openGym, payIn, signUp } from '../journeys/gym.ts'
import { sharedHouse } from '../support/house.ts'

/** The desk of the pool. */
export const POOL = 'pool'
export const PAID_AT = '2024-03-01T02:00:00.000Z'
/** After cooling-off. */
export const LATER = '2024-06-09T02:00:00.000Z'
export const LIST_PRICE_SHA256 = 'e'.repeat(64)

type Body<T> = T extends { kind: string } ? Omit<T, 'currency' | 'coolingOffDays'> : never
/** Terms without what is the same in all of them. */
export type Terms = Body<LotTerms>

/** Opens the pool where it is not open yet. */
export async function openPool(): Promise<Stage> {
  const stage = await openGym(sharedHouse())
  const { client, house } = stage
  const { escrow } = house.urls
  const { items } = await client.call(escrow, escrowRoutes.listMerchants, { as: OFFICER })
  if (items.some(({ merchantId }) => merchantId === POOL_MERCHANT_ID)) return stage
  await client.call(escrow, escrowRoutes.enrolMerchant, {
    as: OFFICER,
    key: randomUUID(),
    body: {
      merchantId: POOL_MERCHANT_ID,
      bookId: BOOK,
      name: '碧波游泳馆',
      industry: 'FITNESS',
      district: '静安区',
      bankAccount: { number: '6222000000000003', name: '碧波游泳馆' },
      occurredAt: '2024-01-02T01:00:00.000Z',
    },
  })
  return stage
}

/** The pool lists a product of these terms; returns its id. */
export async function list({ client, house }: Stage, terms: Terms): Promise<string> {
  const whole = { currency: 'CNY' as const, coolingOffDays: 7, ...terms }
  const body = { name: '验算商品', terms: whole, occurredAt: '2024-01-02T02:00:00.000Z' }
  const call = { as: POOL, key: randomUUID(), body }
  return (await client.call(house.urls.escrow, escrowRoutes.listProduct, call)).productId
}

/** One after another: a member signs and pays; then all of it is read from one statement. */
export async function sellAll(
  stage: Stage,
  wishes: readonly { member: number; terms: Terms }[],
): Promise<ContractView[]> {
  const signed: ContractView[] = []
  for (const { member, terms } of wishes) {
    const contract = await signUp(stage, member, await list(stage, terms), PAID_AT, POOL)
    const transfer = { member, remittance: contract.reference, at: PAID_AT }
    await payIn(stage, { ...transfer, amountFen: BigInt(terms.priceFen) })
    signed.push(contract)
  }
  await importYear(stage)
  return Promise.all(signed.map(({ contractId }) => awaitLot(stage, contractId, 'ACTIVE')))
}

/** The member buys again; the lot is funded when it returns. */
export async function buyAgain(
  stage: Stage,
  member: number,
  contractId: string,
  terms: Terms,
): Promise<void> {
  const { client, house } = stage
  const lotId = newId('lot')
  const body = { lotId, productId: await list(stage, terms), occurredAt: PAID_AT }
  const call = { as: memberLogin(member), key: randomUUID(), params: { contractId }, body }
  const { lots } = await client.call(house.urls.escrow, escrowRoutes.addLot, call)
  const remittance = lots.find((lot) => lot.lotId === lotId)?.reference ?? ''
  await payIn(stage, { member, amountFen: BigInt(terms.priceFen), remittance, at: PAID_AT })
  await importYear(stage)
  await until(`${lotId} is paid`, async () => {
    const call = { as: OFFICER, params: { contractId } }
    const contract = await client.call(house.urls.escrow, escrowRoutes.getContract, call)
    return contract.lots.some((lot) => lot.lotId === lotId && lot.status === 'ACTIVE') || undefined
  })
}

/** Of one day: fewer than may stand without her code, so that she may come once more. */
const A_DAY = 4
const DAY_MS = 86_400_000

/**
 * Sessions (their number) or a spend of stored value (its face), on the last days up to one, each
 * confirmed by her.
 */
export async function use(
  { client, house }: Stage,
  member: number,
  contractId: string,
  { times, faceFen }: { times: number; faceFen?: string },
) {
  const occurredAt = '2024-03-14T02:00:00.000Z'
  const { escrow } = house.urls
  const face = faceFen === undefined ? {} : { faceFen }
  const items = Array.from({ length: times }, (_, index) => {
    const at = new Date(Date.parse(occurredAt) - Math.floor(index / A_DAY) * DAY_MS)
    return { contractId, sessionId: newId('ses'), occurredAt: at.toISOString(), ...face }
  })
  const body = { items, occurredAt }
  await client.call(escrow, escrowRoutes.recordSessions, { as: POOL, key: randomUUID(), body })
  const confirmed = items.map(async ({ sessionId }) => {
    const call = { as: memberLogin(member), key: randomUUID(), params: { sessionId } }
    const said = { ...call, body: { occurredAt } }
    return (await client.call(escrow, escrowRoutes.confirmSession, said)).session
  })
  return Promise.all(confirmed)
}

type Decision = InputOf<(typeof escrowRoutes)['decideRefund']['body']>

/** A word on a refund. */
export async function decide(
  { client, house }: Stage,
  as: string,
  refundId: string,
  body: Decision,
) {
  const said = { as, key: randomUUID(), params: { refundId }, body: { occurredAt: LATER, ...body } }
  return (await client.call(house.urls.escrow, escrowRoutes.decideRefund, said)).refund
}

/** She asks for what is left of it. */
export async function ask(
  { client, house }: Stage,
  member: number,
  contractId: string,
  occurredAt = LATER,
) {
  const call = { as: memberLogin(member), key: randomUUID(), params: { contractId } }
  const body = { reason: '搬家', occurredAt }
  return client.call(house.urls.escrow, escrowRoutes.requestRefund, { ...call, body })
}

/** The pool says no to her claim, and an arbiter decides by these figures. */
export async function awarded(stage: Stage, refundId: string, figures: Partial<Decision>) {
  await decide(stage, POOL, refundId, { decision: 'CONTEST' })
  await decide(stage, OFFICER, refundId, { decision: 'ESCALATE', forum: 'ARBITRATION' })
  return decide(stage, OFFICER, refundId, {
    decision: 'AWARD',
    basis: 'ARBITRAL_AWARD',
    evidenceSha256: 'a'.repeat(64),
    ...figures,
  })
}
