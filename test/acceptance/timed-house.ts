// A house of one test that lives in a year of its own, with a merchant, and a clock that is moved.
import { randomUUID } from 'node:crypto'
import {
  bankDoor,
  type BankDoor,
  BOOK,
  type Client,
  DESK,
  importFile,
  makeClient,
  makeTokens,
  MERCHANT,
  OFFICER,
  until,
} from '@ticun/demo'
import type { House } from '@ticun/house'
import { memberLogin, memberParty } from '@ticun/issuer'
import {
  clockRoutes,
  escrowRoutes,
  type ContractView,
  type LotTerms,
  type RefundQuote,
} from '@ticun/protocol'
import { nameOf } from '../journeys/gym.ts'
import { openTestHouse } from '../support/house.ts'

/** What it needs: no pages, brokers and witnesses. */
const ONLY = ['issuer', 'bank', 'escrow', 'clock', 'settlement', 'notary'] as const

export type TimedHouse = {
  house: House
  client: Client
  bank: BankDoor
  /** Moves the time of the whole house and takes all that is due; what came true, by kind. */
  move: (now: string) => Promise<Record<string, number>>
  /** The time that the house lives at (UTC). */
  now: () => Promise<string>
  stop: () => Promise<void>
}

/** Opens the house at an instant (UTC), with its book and the merchant of `coach`. */
export async function openTimedHouse(startsAt: string, industry: string): Promise<TimedHouse> {
  const env = { ...process.env, CLOCK: 'caller', EVENTS: 'postgres' }
  const house = await openTestHouse({ startsAt, env, only: ONLY })
  const client = makeClient(makeTokens(house.urls.issuer))
  const bank = bankDoor(client, house)
  const { escrow, clock } = house.urls
  const { number, name } = await bank.account()
  await client.call(escrow, escrowRoutes.openBook, {
    as: OFFICER,
    key: randomUUID(),
    body: { bookId: BOOK, bankAccount: { number, name } },
  })
  await client.call(escrow, escrowRoutes.enrolMerchant, {
    as: OFFICER,
    key: randomUUID(),
    body: {
      merchantId: MERCHANT,
      bookId: BOOK,
      name: '提存验收商户',
      industry,
      district: '长宁区',
      bankAccount: { number: '6222000000000001', name: '提存验收商户' },
    },
  })
  const move = async (to: string) => {
    const call = { as: OFFICER, body: { now: to } }
    const { books } = await client.call(clock, clockRoutes.moveClock, call)
    return books.find(({ bookId }) => bookId === BOOK)?.taken ?? {}
  }
  const now = async () => {
    const text = await client.send({ method: 'GET', url: `${escrow}/healthz`, headers: {} })
    return (JSON.parse(text) as { now: string }).now
  }
  const stop = async () => {
    await client.close()
    await house.stop()
  }
  return { house, client, bank, move, now, stop }
}

/** The merchant lists a product of these terms; returns its id. */
export async function list(
  { client, house }: TimedHouse,
  terms: LotTerms,
  as = DESK,
): Promise<string> {
  const call = { as, key: randomUUID(), body: { name: '验收商品', terms } }
  return (await client.call(house.urls.escrow, escrowRoutes.listProduct, call)).productId
}

/** A member signs, pays by bank transfer now, and the office imports the day's statement. */
export async function buy(
  timed: TimedHouse,
  member: number,
  productId: string,
  priceFen: string,
): Promise<ContractView> {
  const { client, house, bank } = timed
  const signed = await client.call(house.urls.escrow, escrowRoutes.signContract, {
    as: memberLogin(member),
    key: randomUUID(),
    body: { productId, consumerId: memberParty(member), consumerName: nameOf(member) },
  })
  const bookedAt = await timed.now()
  await bank.payIn({
    key: randomUUID(),
    debtorName: nameOf(member),
    debtorAccount: `6217${String(member).padStart(12, '0')}`,
    amountFen: BigInt(priceFen),
    remittance: signed.reference,
    bookedAt,
  })
  const shanghaiDay = new Date(Date.parse(bookedAt) + 8 * 3_600_000).toISOString().slice(0, 10)
  const text = await bank.statement(shanghaiDay)
  await importFile({ client, house }, { type: 'application/xml', text })
  return until(`${signed.contractId} is paid`, async () => {
    const contract = await contractOf(timed, signed.contractId)
    return contract.status === 'ACTIVE' ? contract : undefined
  })
}

/** A contract as the office sees it now. */
export function contractOf({ client, house }: TimedHouse, contractId: string) {
  const call = { as: OFFICER, params: { contractId } }
  return client.call(house.urls.escrow, escrowRoutes.getContract, call)
}

/** What she would get back now. */
export function quote(
  { client, house }: TimedHouse,
  member: number,
  contractId: string,
): Promise<RefundQuote> {
  const call = { as: memberLogin(member), params: { contractId } }
  return client.call(house.urls.escrow, escrowRoutes.quoteRefund, call)
}
