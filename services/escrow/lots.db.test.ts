// Knows what becomes of a contract's further lots: renewals and upgrades (F8).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sumFen } from '@ticun/money'
import { isReference, newId } from '@ticun/protocol'
import { lotBalance } from '@ticun/rules'
import { consumer, consumerId, openTestEscrow } from './test-book.ts'
import { heir, openLotStage, PACK } from './test-lots.ts'
import { clock } from './test-time.ts'

let escrow: Awaited<ReturnType<typeof openTestEscrow>>
let stage: Awaited<ReturnType<typeof openLotStage>>

beforeAll(async () => {
  escrow = await openTestEscrow()
})
beforeEach(async () => {
  stage = await openLotStage(escrow.db)
})
afterAll(() => escrow.close())

describe('renewal', () => {
  test('is a lot of its own, with the terms and price of today', async () => {
    const { contractId, lotId } = await stage.bought(2)
    const body = { terms: { ...PACK, priceFen: '300000' } }
    await stage.as(stage.book.desk, { verb: 'list-version', productId: stage.book.productId, body })
    const renewal = newId('lot')
    expect(await stage.add(contractId, stage.book.productId, undefined, renewal)).toEqual({
      contractId,
    })
    const lot = await stage.lotIn(contractId, renewal)
    expect(lot).toMatchObject({ status: 'UNFUNDED', origin: 'RENEWAL', productVersion: 2 })
    expect(lot).toMatchObject({ expectedFen: 300_000n })
    expect(isReference(lot.reference)).toBe(true)
    await stage.pay({ contractId, lotId: renewal }, '300000')
    // The older lot is used first (F7), at its own price.
    await stage.attend(contractId, 1)
    expect(await stage.heldIn(lotId)).toBe(180_000n)
    expect(await stage.heldIn(renewal)).toBe(300_000n)
    expect(await stage.disagreeing(contractId)).toEqual([])
  })
  test('refusals', async () => {
    const { contractId, lotId } = await stage.bought()
    const nobody = newId('ctr')
    expect(await stage.add(nobody, stage.book.productId)).toMatchObject({
      refused: 'unknown_contract',
    })
    expect(await stage.add(contractId, newId('prd'))).toMatchObject({ refused: 'unknown_product' })
    const taken = await stage.add(contractId, stage.book.productId, undefined, lotId)
    expect(taken).toMatchObject({ refused: 'id_taken' })
    const other = await stage.book.sign()
    const elsewhere = await stage.add(contractId, stage.book.productId, undefined, other.lotId)
    expect(elsewhere).toMatchObject({ refused: 'id_taken' })
    const verb = {
      verb: 'add-lot' as const,
      contractId,
      consumerId,
      productId: stage.book.productId,
    }
    expect(await stage.as(heir, { ...verb, lotId: newId('lot') })).toMatchObject({
      refused: 'not_yours',
    })
  })
  test('can be called off until money has come', async () => {
    const { contractId, lotId } = await stage.bought()
    const renewal = newId('lot')
    await stage.add(contractId, stage.book.productId, undefined, renewal)
    const cancel = (id: string) => stage.as(consumer, { verb: 'cancel-lot', contractId, lotId: id })
    expect(await cancel(lotId)).toMatchObject({ refused: 'lot_is_funded' })
    expect(await cancel(newId('lot'))).toMatchObject({ refused: 'unknown_lot' })
    expect(await cancel(renewal)).toEqual({ contractId })
    expect((await stage.lotIn(contractId, renewal)).status).toBe('CLOSED')
    // What comes after all waits in suspense.
    await stage.pay({ contractId, lotId: renewal }, '240000')
    expect(await stage.heldIn(renewal)).toBe(0n)
  })
})

describe('F8 upgrade', () => {
  test('the old value is credited when the difference has come; nothing leaves escrow', async () => {
    const { contractId, lotId } = await stage.bought(5)
    const better = await stage.list({ ...PACK, priceFen: '400000', sessions: 20 })
    const lot = newId('lot')
    await stage.add(contractId, better, lotId, lot)
    expect(await stage.lotIn(contractId, lot)).toMatchObject({
      status: 'UNFUNDED',
      expectedFen: 260_000n,
    })
    expect((await stage.lotIn(contractId, lotId)).status).toBe('REFUNDING')
    await stage.pay({ contractId, lotId: lot }, '260000')
    const [old, now] = [await stage.lotIn(contractId, lotId), await stage.lotIn(contractId, lot)]
    expect([old.status, now.status]).toEqual(['TRANSFERRED', 'ACTIVE'])
    expect(await stage.heldIn(lot)).toBe(400_000n)
    expect(await stage.heldIn(lotId)).toBe(0n)
    expect(lotBalance(old)).toMatchObject({ earnedFen: 100_000n, transferredFen: 140_000n })
    expect(now.deposits.map(({ amountFen }) => amountFen)).toEqual([140_000n, 260_000n])
    expect(sumFen(old.deposits.map(({ amountFen }) => amountFen))).toBe(100_000n)
    expect(await stage.disagreeing(contractId)).toEqual([])
  })
  test('is done at once when the value is the price', async () => {
    const { contractId, lotId } = await stage.bought(2)
    const equal = await stage.list({ ...PACK, priceFen: '200000', sessions: 8 })
    const lot = newId('lot')
    await stage.add(contractId, equal, lotId, lot)
    expect(await stage.lotIn(contractId, lot)).toMatchObject({ status: 'ACTIVE', expectedFen: 0n })
    expect(await stage.disagreeing(contractId)).toEqual([])
  })
  test('called off, the old lot is what it was', async () => {
    const { contractId, lotId } = await stage.bought(5)
    const better = await stage.list({ ...PACK, priceFen: '400000', sessions: 20 })
    const lot = newId('lot')
    await stage.add(contractId, better, lotId, lot)
    await stage.as(consumer, { verb: 'cancel-lot', contractId, lotId: lot })
    expect(await stage.lotIn(contractId, lotId)).toMatchObject({
      status: 'ACTIVE',
      slotStates: 'CCCCCFFFFFFF',
    })
    await stage.attend(contractId, 1)
    expect(await stage.disagreeing(contractId)).toEqual([])
  })
  test('not paid in time it lapses by a tick: the old lot is what it was', async () => {
    const { contractId, lotId } = await stage.bought(5)
    const better = await stage.list({ ...PACK, priceFen: '400000', sessions: 20 })
    const lot = newId('lot')
    await stage.add(contractId, better, lotId, lot)
    const { due_at: dueAt } = await escrow.db
      .selectFrom('timer')
      .select('due_at')
      .where('subject', '=', lot)
      .where('kind', '=', 'LAPSE_UPGRADE')
      .executeTakeFirstOrThrow()
    const justBefore = new Date(Date.parse(dueAt) - 1).toISOString()
    await stage.as(clock, { verb: 'tick' }, justBefore)
    expect((await stage.lotIn(contractId, lot)).status).toBe('UNFUNDED')
    await stage.as(clock, { verb: 'tick' }, dueAt)
    expect((await stage.lotIn(contractId, lot)).status).toBe('CLOSED')
    expect(await stage.lotIn(contractId, lotId)).toMatchObject({
      status: 'ACTIVE',
      slotStates: 'CCCCCFFFFFFF',
    })
    expect(await stage.disagreeing(contractId)).toEqual([])
  })
  test('refusals', async () => {
    const { contractId, lotId } = await stage.bought(1)
    const cheap = await stage.list({ ...PACK, priceFen: '100000' })
    const better = await stage.list({ ...PACK, priceFen: '400000' })
    expect(await stage.add(contractId, cheap, lotId)).toMatchObject({
      refused: 'upgrade_worth_more',
    })
    expect(await stage.add(contractId, better, newId('lot'))).toMatchObject({
      refused: 'unknown_lot',
    })
    await stage.attend(contractId, 11)
    expect(await stage.add(contractId, better, lotId)).toMatchObject({ refused: 'lot_closed' })
    const unpaid = await stage.book.sign()
    const early = await stage.add(unpaid.contractId, better, unpaid.lotId)
    expect(early).toMatchObject({ refused: 'lot_not_funded' })
  })
})
