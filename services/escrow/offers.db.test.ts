// Knows what a merchant's word is worth before hers: nothing is held, counted or spent by it.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '@ticun/protocol'
import { clock } from './test-time.ts'
import { bankEnvelope, consumer, consumerId, openTestEscrow, system } from './test-book.ts'
import { AT, openLotStage, PACK } from './test-lots.ts'

let escrow: Awaited<ReturnType<typeof openTestEscrow>>
let stage: Awaited<ReturnType<typeof openLotStage>>
beforeAll(async () => {
  escrow = await openTestEscrow()
})
beforeEach(async () => {
  stage = await openLotStage(escrow.db)
})
afterAll(() => escrow.close())

const OVER = '2025-07-12T04:00:00.000Z'

async function offer() {
  const ids = { contractId: newId('ctr'), lotId: newId('lot') }
  const { productId, desk } = stage.book
  const verb = { verb: 'sign-contract' as const, ...ids, productId, consumerId }
  await stage.as(desk, { ...verb, consumerName: '张三' })
  return ids
}

/** A merchant adds a lot to her contract; `from` is the lot that an upgrade would take up. */
async function further(contractId: string, from?: string) {
  const lotId = newId('lot')
  await stage.as(stage.book.desk, {
    verb: 'add-lot',
    contractId,
    consumerId,
    productId: stage.book.productId,
    lotId,
    ...(from ? { upgradedLotId: from } : {}),
  })
  return { contractId, lotId }
}

/** Money in suspense, and settlement's word of whose it is after all. */
async function waiting(ids: { contractId: string; lotId: string }, amountFen: string) {
  const depositId = newId('dep')
  const data = { depositId, amountFen, bankSerial: depositId, bookedAt: AT }
  const envelope = bankEnvelope(stage.book.bookId, depositId)
  const reason = 'UNKNOWN_REFERENCE' as const
  const unmatched = { ...envelope, type: 'deposit.unmatched' as const, data: { ...data, reason } }
  await stage.as(system, { verb: 'take-bank-fact', fact: unmatched })
  const matched = bankEnvelope(stage.book.bookId, depositId)
  return { ...matched, type: 'deposit.matched' as const, data: { ...data, ...ids } }
}

const accept = (offerId: string, now?: string) =>
  stage.as(consumer, { verb: 'accept-offer', offerId }, now)
const statusOf = async (offerId: string) => {
  const rows = escrow.db.selectFrom('offer').select('status').where('offer_id', '=', offerId)
  return (await rows.executeTakeFirstOrThrow()).status
}

test('it is no contract before she accepts, and her payment accepts and funds it', async () => {
  const first = await offer()
  expect(await stage.lotIn(first.contractId, first.lotId)).toBeUndefined()
  await stage.pay(first, PACK.priceFen)
  expect(await stage.lotIn(first.contractId, first.lotId)).toMatchObject({ status: 'ACTIVE' })
  expect(await stage.heldIn(first.lotId)).toBe(BigInt(PACK.priceFen))
  expect(await statusOf(first.contractId)).toBe('ACCEPTED')
  const again = await further(first.contractId)
  await stage.pay(again, PACK.priceFen)
  expect(await stage.heldIn(again.lotId)).toBe(BigInt(PACK.priceFen))
})

test('money that came before its reference was known accepts it, but no upgrade', async () => {
  const first = await offer()
  await stage.as(system, { verb: 'take-bank-fact', fact: await waiting(first, PACK.priceFen) })
  expect(await stage.lotIn(first.contractId, first.lotId)).toMatchObject({ status: 'ACTIVE' })
  expect(await stage.heldIn(first.lotId)).toBe(BigInt(PACK.priceFen))
  expect(await statusOf(first.contractId)).toBe('ACCEPTED')
  const better = await further(first.contractId, first.lotId)
  await stage.as(system, { verb: 'take-bank-fact', fact: await waiting(better, '1') })
  expect(await statusOf(better.lotId)).toBe('OPEN')
  expect(await stage.heldIn(first.lotId)).toBe(BigInt(PACK.priceFen))
})

test('an upgrade spends nothing of hers by a payment, only by her own word', async () => {
  const { contractId, lotId } = await stage.bought()
  const better = await further(contractId, lotId)
  await stage.pay(better, '1')
  expect(await stage.lotIn(contractId, lotId)).toMatchObject({ status: 'ACTIVE' })
  expect(await accept(better.lotId)).toEqual({ contractId })
  expect(await stage.lotIn(contractId, lotId)).toMatchObject({ status: 'TRANSFERRED' })
})

test('declined, taken back or lapsed it ends, and money for it waits in suspense', async () => {
  const [declined, taken, lapsed] = [await offer(), await offer(), await offer()]
  await stage.as(consumer, { verb: 'end-offer', offerId: declined.contractId })
  await stage.as(stage.book.desk, { verb: 'end-offer', offerId: taken.contractId })
  expect(await accept(lapsed.contractId, OVER)).toMatchObject({ refused: 'offer_not_open' })
  await stage.as(clock, { verb: 'tick' }, OVER)
  const ids = [declined, taken, lapsed].map(({ contractId }) => contractId)
  expect(await Promise.all(ids.map(statusOf))).toEqual(['DECLINED', 'WITHDRAWN', 'LAPSED'])
  for (const each of [declined, taken, lapsed]) {
    expect(await accept(each.contractId)).toMatchObject({ refused: 'offer_not_open' })
    await stage.pay(each, PACK.priceFen)
    expect(await stage.heldIn(each.lotId)).toBe(0n)
  }
})

test('nobody accepts for her, and an id that is offered is taken', async () => {
  const { contractId } = await offer()
  const stranger = { ...consumer, party: newId('con') }
  const verb = { verb: 'accept-offer' as const, offerId: contractId }
  expect(await stage.as(stranger, verb)).toMatchObject({ refused: 'not_yours' })
  expect(await stage.as(stage.book.desk, verb)).toMatchObject({ refused: 'code_wrong' })
  expect(await accept(newId('ctr'))).toMatchObject({ refused: 'unknown_offer' })
  const ids = { contractId, lotId: newId('lot'), productId: stage.book.productId, consumerId }
  const own = { verb: 'sign-contract' as const, ...ids, consumerName: '张三' }
  expect(await stage.as(consumer, own)).toMatchObject({ refused: 'id_taken' })
})
