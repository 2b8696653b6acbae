// Knows what becomes of lots that are given to another consumer (F9).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { transact } from '@ticun/db'
import { newId, renameId, TOPICS, type LotTerms, type NotaryFact } from '@ticun/protocol'
import { lotBalance } from '@ticun/rules'
import { takeFacts } from './inbox/facts.ts'
import { consumer, consumerId, NOW, openTestEscrow } from './test-book.ts'
import { heir, heirId, openLotStage, PACK } from './test-lots.ts'

let escrow: Awaited<ReturnType<typeof openTestEscrow>>
let stage: Awaited<ReturnType<typeof openLotStage>>

beforeAll(async () => {
  escrow = await openTestEscrow()
})
beforeEach(async () => {
  stage = await openLotStage(escrow.db)
})
afterAll(() => escrow.close())

/** The notary tells that a court holds a lot. */
async function holdLot(bookId: string, subjectId: string): Promise<void> {
  const [id, freezeId] = [newId('fct'), newId('frz')]
  const placed = { state: 'PLACED' as const, placedBy: 'wang', placedAt: NOW }
  const grounds = { basis: 'COURT_ORDER' as const, evidenceSha256: 'e'.repeat(64) }
  const said = { bookId, correlationId: 'a-test', causationId: renameId(id, 'cmd') }
  const times = { recordedAt: NOW, occurredAt: NOW }
  const fact: NotaryFact = {
    id,
    source: 'notary',
    subject: freezeId,
    ...times,
    ...said,
    actor: { role: 'officer', id: 'wang' },
    type: 'freeze.changed',
    data: { freezeId, scope: 'LOT', subjectId, reason: '法院裁定', ...grounds, ...placed },
  }
  await transact(escrow.db, (trx) => takeFacts(trx, [fact], TOPICS.notary))
}

describe('F9 transfer', () => {
  test('what is left is hers at the same prices; history stays', async () => {
    const { contractId, lotId } = await stage.bought(5)
    const lot = newId('lot')
    const { toContractId } = await stage.give(contractId, {
      lots: [{ fromLotId: lotId, lotId: lot }],
    })
    const theirs = String(toContractId)
    const [old, now] = [await stage.lotIn(contractId, lotId), await stage.lotIn(theirs, lot)]
    expect(old).toMatchObject({ status: 'TRANSFERRED', slotStates: 'CCCCCTTTTTTT' })
    expect(now).toMatchObject({ status: 'ACTIVE', slotStates: 'NNNNNFFFFFFF', paidAt: old.paidAt })
    expect(now).toMatchObject({ terms: old.terms, termsSha256: old.termsSha256 })
    const [before, after] = [lotBalance(old), lotBalance(now)]
    expect(before).toMatchObject({ earnedFen: 100_000n, transferredFen: 140_000n, heldFen: 0n })
    expect(after).toMatchObject({ paidFen: 140_000n, heldFen: 140_000n })
    expect(before.earnedFen + after.paidFen).toBe(240_000n)
    expect(await stage.disagreeing(contractId, theirs)).toEqual([])
    // Every further session costs what it cost her.
    const sessionId = newId('ses')
    await stage.as(stage.book.desk, { verb: 'record-session', contractId: theirs, sessionId })
    await stage.as(heir, { verb: 'confirm-session', sessionId })
    expect(await stage.heldIn(lot)).toBe(120_000n)
    expect(
      await stage.give(contractId, { lots: [{ fromLotId: lotId, lotId: newId('lot') }] }),
    ).toEqual(expect.objectContaining({ refused: 'lot_closed' }))
  })
  test('some sessions, into a contract that she has', async () => {
    const { contractId, lotId } = await stage.bought(1)
    const theirs = newId('ctr')
    await stage.as(heir, {
      verb: 'sign-contract',
      contractId: theirs,
      lotId: newId('lot'),
      productId: stage.book.productId,
      consumerId: heirId,
      consumerName: '李四',
    })
    const lot = newId('lot')
    const wish = { lots: [{ fromLotId: lotId, lotId: lot, slots: 3 }] }
    await stage.give(contractId, { ...wish, toContractId: theirs, isNewContract: false })
    expect((await stage.lotIn(contractId, lotId)).slotStates).toBe('CFFFFFFFFTTT')
    expect(await stage.lotIn(theirs, lot)).toMatchObject({ slotStates: 'NNNNNNNNNFFF' })
    expect(await stage.heldIn(lot)).toBe(60_000n)
    expect(await stage.disagreeing(contractId, theirs)).toEqual([])
  })
  test('stored value goes whole, its next fen at the same price', async () => {
    const productId = await stage.list({
      kind: 'STORED_VALUE',
      priceFen: '300000',
      bonusFen: '100000',
      currency: 'CNY',
      coolingOffDays: 7,
    })
    const contract = { contractId: newId('ctr'), lotId: newId('lot') }
    const ids = { ...contract, productId, consumerId, consumerName: '张三丰' }
    await stage.as(consumer, { verb: 'sign-contract', ...ids })
    await stage.pay(contract, '300000')
    const lot = newId('lot')
    const lots = [{ fromLotId: contract.lotId, lotId: lot, slots: 1 }]
    const part = await stage.give(contract.contractId, { lots })
    expect(part).toMatchObject({ refused: 'transfer_whole_only' })
    const whole = { lots: [{ fromLotId: contract.lotId, lotId: lot }] }
    const theirs = String((await stage.give(contract.contractId, whole))['toContractId'])
    expect((await stage.lotIn(theirs, lot)).terms).toMatchObject({
      priceFen: '300000',
      bonusFen: '100000',
    })
    expect((await stage.lotIn(contract.contractId, contract.lotId)).status).toBe('TRANSFERRED')
    expect(await stage.disagreeing(contract.contractId, theirs)).toEqual([])
  })
  test('refusals', async () => {
    const { contractId, lotId } = await stage.bought(1)
    const lots = [{ fromLotId: lotId, lotId: newId('lot') }]
    expect(await stage.give(newId('ctr'), { lots })).toMatchObject({ refused: 'unknown_contract' })
    expect(await stage.give(contractId, { lots }, stage.book.desk)).toMatchObject({
      refused: 'not_yours',
    })
    expect(await stage.give(contractId, { lots }, heir)).toMatchObject({ refused: 'not_yours' })
    const self = await stage.give(contractId, { lots, toConsumerId: consumerId })
    expect(self).toMatchObject({ refused: 'transfer_to_self' })
    const many = [{ ...lots[0]!, slots: 12 }]
    expect(await stage.give(contractId, { lots: many })).toMatchObject({ refused: 'no_free_slot' })
    const unknown = [{ fromLotId: newId('lot'), lotId: newId('lot') }]
    expect(await stage.give(contractId, { lots: unknown })).toMatchObject({
      refused: 'unknown_lot',
    })
    const foreign = { lots, isNewContract: false, toContractId: contractId }
    expect(await stage.give(contractId, foreign)).toMatchObject({ refused: 'not_yours' })
    const unpaid = await stage.book.sign()
    const early = { lots: [{ fromLotId: unpaid.lotId, lotId: newId('lot') }], everything: true }
    expect(await stage.give(unpaid.contractId, early)).toMatchObject({ refused: 'nothing_to_move' })
    const refundId = newId('ref')
    await stage.as(consumer, { verb: 'request-refund', contractId, refundId, reason: '搬家' })
    expect(await stage.give(contractId, { lots })).toMatchObject({ refused: 'refund_open' })
  })
  test('a minor’s is her guardian’s to give, whom two officers decided on', async () => {
    const guardianId = newId('con')
    await stage.book.guard(guardianId, 'MINOR', true)
    const contract = { contractId: newId('ctr'), lotId: newId('lot') }
    const ids = { ...contract, productId: stage.book.productId, consumerId, consumerName: '张小丰' }
    const guardian = { ...consumer, party: guardianId }
    await stage.as(guardian, { verb: 'sign-contract', ...ids })
    await stage.book.fund(contract)
    const lots = [{ fromLotId: contract.lotId, lotId: newId('lot') }]
    expect(await stage.give(contract.contractId, { lots })).toMatchObject({ refused: 'not_yours' })
    expect(await stage.give(contract.contractId, { lots }, guardian)).toHaveProperty('toContractId')
  })
})

describe('a transfer is an offer', () => {
  const AFTER = '2025-07-12T04:00:00.000Z'
  async function offered(sessions = 12) {
    const { contractId, lotId } = await stage.bought()
    const [toContractId, newLot] = [newId('ctr'), newId('lot')]
    const lots = [{ fromLotId: lotId, lotId: newLot, slots: sessions }]
    const { offerId } = await stage.offerGift(contractId, { toContractId, lots })
    const verb = { verb: 'accept-offer' as const, offerId: String(offerId) }
    const end = { ...verb, verb: 'end-offer' as const }
    return { contractId, lotId, newLot, toContractId, verb, end }
  }

  test('before she accepts nothing has moved, and the giver goes on', async () => {
    const { contractId, lotId, newLot, toContractId, verb } = await offered(3)
    expect(await stage.heldIn(lotId)).toBe(240_000n)
    expect(await stage.lotsOf(toContractId)).toEqual([])
    await stage.attend(contractId, 2)
    expect(await stage.as(heir, verb)).toEqual({ contractId: toContractId })
    expect([await stage.heldIn(lotId), await stage.heldIn(newLot)]).toEqual([140_000n, 60_000n])
    expect(await stage.as(heir, verb)).toMatchObject({ refused: 'offer_not_open' })
    expect(await stage.disagreeing(contractId, toContractId)).toEqual([])
  })

  test('nobody accepts for her: not the giver, not a stranger, not the desk without her code', async () => {
    const { newLot, verb } = await offered()
    const stranger = { ...consumer, party: newId('con') }
    expect(await stage.as(consumer, verb)).toMatchObject({ refused: 'not_yours' })
    expect(await stage.as(stranger, verb)).toMatchObject({ refused: 'not_yours' })
    const { desk } = stage.book
    expect(await stage.as(desk, verb)).toMatchObject({ refused: 'code_wrong' })
    expect(await stage.heldIn(newLot)).toBe(0n)
    expect(await stage.as(desk, { ...verb, codeWindow: 5n })).not.toHaveProperty('refused')
    expect(await stage.heldIn(newLot)).toBe(240_000n)
  })

  test('declined, taken back or lapsed, it moves nothing', async () => {
    for (const [actor, now] of [
      [heir, undefined],
      [consumer, undefined],
      [heir, AFTER],
    ] as const) {
      const { lotId, verb, end } = await offered()
      if (now === undefined) expect(await stage.as(actor, end)).not.toHaveProperty('refused')
      expect(await stage.as(heir, verb, now)).toMatchObject({ refused: 'offer_not_open' })
      expect(await stage.heldIn(lotId)).toBe(240_000n)
      expect(await stage.as(stage.book.desk, end)).toMatchObject({ refused: 'not_yours' })
    }
  })

  test('what the notary holds still goes nowhere, whenever it was offered', async () => {
    const { lotId, verb } = await offered()
    await holdLot(stage.book.bookId, lotId)
    expect(await stage.as(heir, verb)).toMatchObject({ refused: 'on_hold' })
    expect(await stage.heldIn(lotId)).toBe(240_000n)
  })

  test('what was offered is what comes, or nothing', async () => {
    const { contractId, lotId } = await stage.bought()
    const wish = { lots: [{ fromLotId: lotId, lotId: newId('lot') }], everything: true }
    const { offerId } = await stage.offerGift(contractId, wish)
    await stage.attend(contractId, 11)
    const accept = { verb: 'accept-offer' as const, offerId: String(offerId) }
    expect(await stage.as(heir, accept)).toMatchObject({ refused: 'transfer_changed' })
    const refundId = newId('ref')
    await stage.as(consumer, { verb: 'request-refund', contractId, refundId, reason: '搬家' })
    expect(await stage.as(heir, accept)).toMatchObject({ refused: 'refund_open' })
    expect(await stage.heldIn(lotId)).toBe(20_000n)
  })
})

describe('what may not move yet', () => {
  test('days of a term card that the clock has not booked', async () => {
    const card: LotTerms = {
      kind: 'TERM_CARD',
      priceFen: '36500',
      currency: 'CNY',
      unit: 'DAY',
      units: 365,
      coolingOffDays: 0,
    }
    const productId = await stage.list(card)
    const contract = { contractId: newId('ctr'), lotId: newId('lot') }
    const ids = { ...contract, productId, consumerId, consumerName: '张三丰' }
    await stage.as(consumer, { verb: 'sign-contract', ...ids })
    await stage.pay(contract, '36500')
    const later = '2025-07-10T04:00:00.000Z'
    const lots = [{ fromLotId: contract.lotId, lotId: newId('lot') }]
    const wish = {
      verb: 'transfer-contract' as const,
      contractId: contract.contractId,
      toContractId: newId('ctr'),
      isNewContract: true,
      toConsumerId: heirId,
      toConsumerName: '李四',
      everything: false,
      lots,
    }
    expect(await stage.as(consumer, wish, later)).toMatchObject({ refused: 'accrual_behind' })
  })
  test('a spend that waits: settled first, then the card goes', async () => {
    const productId = await stage.list({
      kind: 'STORED_VALUE',
      priceFen: '240000',
      currency: 'CNY',
      coolingOffDays: 7,
    })
    const card = { contractId: newId('ctr'), lotId: newId('lot') }
    const { contractId, lotId } = card
    const ids = { ...card, productId, consumerId, consumerName: '张三丰' }
    await stage.as(consumer, { verb: 'sign-contract', ...ids })
    await stage.pay(card, '240000')
    const sessionId = newId('ses')
    const spend = { verb: 'record-session', contractId, sessionId, faceFen: 100n } as const
    await stage.as(stage.book.desk, spend)
    const lots = [{ fromLotId: lotId, lotId: newId('lot') }]
    const better = await stage.list(PACK)
    const waiting = { refused: 'sessions_waiting', detail: lotId }
    expect(await stage.give(contractId, { lots })).toMatchObject(waiting)
    expect(await stage.add(contractId, better, lotId)).toMatchObject(waiting)
    await stage.as(consumer, { verb: 'confirm-session', sessionId })
    expect(await stage.give(contractId, { lots })).not.toHaveProperty('refused')
    expect(await stage.heldIn(lots[0]!.lotId)).toBe(239_900n)
  })
  test('a session that is disputed: settled first, then the pack goes', async () => {
    const { contractId, lotId } = await stage.bought(1)
    const sessionId = newId('ses')
    await stage.as(stage.book.desk, { verb: 'record-session', contractId, sessionId })
    await stage.as(consumer, { verb: 'confirm-session', sessionId })
    await stage.as(consumer, { verb: 'dispute-session', sessionId, reason: '没有上课' })
    const lots = [{ fromLotId: lotId, lotId: newId('lot') }]
    const open = { refused: 'dispute_open', detail: lotId }
    expect(await stage.give(contractId, { lots })).toMatchObject(open)
    const body = { decision: 'WITHDRAW' as const }
    await stage.as(consumer, { verb: 'settle-dispute', sessionId, body })
    expect(await stage.give(contractId, { lots })).not.toHaveProperty('refused')
    expect(await stage.heldIn(lots[0]!.lotId)).toBe(200_000n)
  })
})
