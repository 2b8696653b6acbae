// Knows the gym of the journeys: a house with two merchants, and short words for what people do.
import { randomUUID } from 'node:crypto'
import {
  bankDoor,
  BOOK,
  DESK,
  type House,
  importFile,
  makeClient,
  makeTokens,
  naming,
  OFFICER,
  openStage,
  type Stage,
  until,
} from '@ticun/demo'
import { findPerson, memberLogin, memberParty, RIVAL_MERCHANT_ID } from '@ticun/issuer'
import { escrowRoutes, newId, type ContractView } from '@ticun/protocol'

/**
 * All journeys, and the story that pages are shown on, play within this bank year and a month, so
 * that one statement always tells all of it and none is newer.
 */
export const YEAR = { from: '2024-01-01', to: '2025-02-01' }
const OPENED_AT = '2024-01-02T01:00:00.000Z'
/** The bank takes money for an account that begins like this, and gives it back a day later. */
const RIVAL_ACCOUNT = 'RETURN6222000000000002'

export type Pack = {
  sessions: number
  priceFen: bigint
  coolingOffDays?: number
  /** Of one session, and shown: it counts against who leaves (F3). */
  provenListFen?: bigint
}

/** Opens the book, the gym of `coach` and the one of `rival`, where they are not open yet. */
export async function openGym(house: House): Promise<Stage> {
  const client = makeClient(makeTokens(house.urls.issuer))
  const bank = bankDoor(client, house)
  const stage = { house, client, bank, naming: naming(randomUUID()), nowMs: Date.now() }
  await openBook(stage)
  await enrolRival(stage)
  await openStage(stage, [], OPENED_AT)
  return stage
}

async function openBook({ client, house, bank }: Stage): Promise<void> {
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listBooks, { as: OFFICER })
  if (items.length > 0) return
  const { number, name } = await bank.account()
  const body = { bookId: BOOK, bankAccount: { number, name }, occurredAt: OPENED_AT }
  const call = { as: OFFICER, key: randomUUID(), body }
  await client.call(house.urls.escrow, escrowRoutes.openBook, call)
}

/** The rival's bank account is one that money always comes back from. */
async function enrolRival({ client, house }: Stage): Promise<void> {
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listMerchants, {
    as: OFFICER,
  })
  if (items.some(({ merchantId }) => merchantId === RIVAL_MERCHANT_ID)) return
  const name = '对门健身馆'
  const body = {
    merchantId: RIVAL_MERCHANT_ID,
    bookId: BOOK,
    name,
    industry: 'FITNESS',
    district: '静安区',
    bankAccount: { number: RIVAL_ACCOUNT, name },
    occurredAt: OPENED_AT,
  }
  const call = { as: OFFICER, key: randomUUID(), body }
  await client.call(house.urls.escrow, escrowRoutes.enrolMerchant, call)
}

/** A merchant lists a pack; returns the product's id. */
export async function listPack(stage: Stage, pack: Pack, as = DESK): Promise<string> {
  const { sessions, priceFen, coolingOffDays = 7, provenListFen } = pack
  const proven = { listPriceFen: String(provenListFen), listPriceEvidenceSha256: 'e'.repeat(64) }
  const terms = {
    kind: 'SESSION_PACK' as const,
    priceFen: String(priceFen),
    currency: 'CNY' as const,
    sessions,
    listPriceFen: '15000',
    ...(provenListFen === undefined ? {} : proven),
    coolingOffDays,
  }
  const body = { name: `课包 ${sessions} 次`, terms, occurredAt: OPENED_AT }
  const call = { as, key: randomUUID(), body }
  const { client, house } = stage
  return (await client.call(house.urls.escrow, escrowRoutes.listProduct, call)).productId
}

/** A merchant signs a member (1 … 9999) up for a pack. */
export async function signUp(
  { client, house }: Stage,
  member: number,
  productId: string,
  occurredAt: string,
  as = DESK,
): Promise<ContractView> {
  const consumerName = nameOf(member)
  const body = { productId, consumerId: memberParty(member), consumerName, occurredAt }
  const call = { as, key: randomUUID(), body }
  return client.call(house.urls.escrow, escrowRoutes.signContract, call)
}

export function nameOf(member: number): string {
  return findPerson(memberLogin(member))?.name ?? ''
}

export type Transfer = {
  member: number
  amountFen: bigint
  /** What the payer writes. */
  remittance: string
  at: string
  /** The account that she pays from; the bank's behaviour depends on how it begins. */
  from?: string
}

/** A member's bank sends money to the notary office's account. */
export async function payIn({ bank }: Stage, transfer: Transfer): Promise<void> {
  const { member, amountFen, remittance, at, from } = transfer
  await bank.payIn({
    key: randomUUID(),
    debtorName: nameOf(member),
    debtorAccount: from ?? `6217${String(member).padStart(12, '0')}`,
    amountFen,
    remittance,
    bookedAt: at,
  })
}

/** The text of the whole year's statement, as the bank writes it now. */
export async function statementOf(
  { client, house }: Stage,
  format: 'camt053' | 'csv',
): Promise<{ type: string; text: string }> {
  const { token, escrowAccount } = house.bank
  const url = new URL(`/accounts/${escrowAccount}/statements`, house.urls.bank)
  url.search = new URLSearchParams({ ...YEAR, format }).toString()
  const headers = { authorization: `Bearer ${token}` }
  const text = await client.send({ method: 'GET', url: url.href, headers })
  return { type: format === 'csv' ? 'text/csv' : 'application/xml', text }
}

/** Two officers import the whole year's statement; lines that are known change nothing. */
export async function importYear(stage: Stage, format: 'camt053' | 'csv' = 'camt053') {
  return importFile(stage, await statementOf(stage, format))
}

/** The contract as the notary office sees it. */
export function contractOf({ client, house }: Stage, contractId: string): Promise<ContractView> {
  const call = { as: OFFICER, params: { contractId } }
  return client.call(house.urls.escrow, escrowRoutes.getContract, call)
}

/** Waits until the contract has this status. */
export function awaitLot(
  stage: Stage,
  contractId: string,
  status: ContractView['status'],
): Promise<ContractView> {
  return until(`${contractId} is ${status}`, async () => {
    const contract = await contractOf(stage, contractId)
    return contract.status === status ? contract : undefined
  })
}

export type Sale = {
  member: number
  productId: string
  priceFen: bigint
  at: string
  from?: string
}

/** Signs members up, lets them pay and waits until all their lots are funded. */
export async function sell(
  stage: Stage,
  sales: readonly Sale[],
  options: { as?: string; format?: 'camt053' | 'csv' } = {},
): Promise<ContractView[]> {
  const signed: ContractView[] = []
  for (const { member, productId, priceFen, at, from } of sales) {
    const contract = await signUp(stage, member, productId, at, options.as)
    const transfer = { member, amountFen: priceFen, remittance: contract.reference, at }
    await payIn(stage, { ...transfer, ...(from === undefined ? {} : { from }) })
    signed.push(contract)
  }
  await importYear(stage, options.format)
  return Promise.all(signed.map(({ contractId }) => awaitLot(stage, contractId, 'ACTIVE')))
}

/** The desk records a session; `by` says how the member confirms it, if she does. */
export async function attend(
  { client, house }: Stage,
  { contractId, consumerId }: Pick<ContractView, 'contractId' | 'consumerId'>,
  occurredAt: string,
  by: 'CODE' | 'TAP' | 'NOBODY',
  as = DESK,
) {
  const params = { contractId }
  const member = memberLogin(Number(consumerId.slice('con_'.length)))
  const code = async () =>
    client.call(house.urls.escrow, escrowRoutes.memberCode, {
      as: member,
      params,
      query: { occurredAt },
    })
  const body = { sessionId: newId('ses'), occurredAt, coach: 'A 教练' }
  const shown = by === 'CODE' ? { code: (await code()).code } : {}
  const recorded = await client.call(house.urls.escrow, escrowRoutes.recordSession, {
    as,
    key: randomUUID(),
    params,
    body: { ...body, ...shown },
  })
  if (by !== 'TAP') return recorded
  return client.call(house.urls.escrow, escrowRoutes.confirmSession, {
    as: member,
    key: randomUUID(),
    params: { sessionId: body.sessionId },
    body: { occurredAt },
  })
}
