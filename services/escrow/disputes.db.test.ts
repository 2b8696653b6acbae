// Disputes and reversals on a real Postgres: what is frozen, and whose it is in the end.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '@ticun/protocol'
import { withWindows } from './read/disputable.ts'
import { listSessions } from './read/lists.ts'
import * as t from './test-book.ts'
import { bodyOf, HASH, LATER, openSessions, refusalOf } from './test-sessions.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const open = () => openSessions(escrow.db)
const UPHOLD = { decision: 'UPHOLD', evidenceSha256: HASH } as const
const OVERTURN = { decision: 'OVERTURN', evidenceSha256: HASH } as const

describe('F10 two of ten sessions are disputed', () => {
  test('66644 final, 8331 + 8330 frozen, 216595 unconsumed; then one stands and one does not', async () => {
    const { attend, dispute, decide, balances, lot } = await open()
    const sessions: string[] = []
    for (let count = 0; count < 10; count += 1) sessions.push(await attend())
    const [stands, fake] = [sessions[8]!, sessions[9]!]
    expect(bodyOf(await dispute(stands)).session).toMatchObject({ slot: 8, amountFen: '8331' })
    expect(bodyOf(await dispute(fake)).session).toMatchObject({ slot: 9, amountFen: '8330' })
    const split = { '1001': 299900n, '2001': 216595n, '2002': 16661n, '2003': 66644n }
    expect(await balances()).toEqual(split)
    expect((await lot()).slotStates.slice(0, 12)).toBe('CCCCCCCCDDFF')

    const upheld = bodyOf(await decide(t.officer, stands, UPHOLD))
    expect(upheld).toMatchObject({
      session: { status: 'CONFIRMED', confirmedBy: 'CODE' },
      case: { outcome: 'UPHELD', status: 'CLOSED', merchantFen: '8331', evidenceSha256: HASH },
      receipt: { sequence: expect.any(String) },
    })
    expect(bodyOf(await decide(t.officer, fake, OVERTURN))).toMatchObject({
      session: { status: 'REJECTED' },
      case: { outcome: 'OVERTURNED', merchantFen: '0' },
    })
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 224925n, '2003': 74975n })
    expect((await lot()).slotStates.slice(0, 12)).toBe('CCCCCCCCCFFF')
  })
})

describe('a dispute', () => {
  test('is open for seven days from the confirmation, a Sunday end rolled on, and then over', async () => {
    const { attend, dispute } = await open()
    const [last, late] = [await attend(), await attend()]
    // Confirmed on Sunday 1 June 2025: day 7 is a Sunday, so Monday 9 June until 24:00.
    expect(refusalOf(await dispute(last, '2025-06-09T15:59:59.999Z'))).toBeUndefined()
    expect(refusalOf(await dispute(late, '2025-06-09T16:00:00.000Z'))).toBe('dispute_window_over')
  })

  test('of a session that nobody confirmed freezes what was held, at any time', async () => {
    const { attend, dispute, decide, balances, run, confirm, record } = await open()
    const sessionId = await attend('NOBODY')
    const opened = bodyOf(await dispute(sessionId, LATER))
    expect(opened).toMatchObject({ session: { status: 'DISPUTED' }, case: { status: 'OPEN' } })
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 291570n, '2002': 8330n })
    expect(bodyOf(await decide(t.consumer, sessionId, { decision: 'WITHDRAW' }))).toMatchObject({
      session: { status: 'SUBMITTED' },
    })
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 299900n })
    // Withdrawn, it can be confirmed or disputed again.
    await dispute(sessionId)
    expect(bodyOf(await decide(t.officer, sessionId, UPHOLD)).session.status).toBe('CONFIRMED')
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 291570n, '2003': 8330n })
    const again = { ...confirm(record()), sessionId } as Parameters<typeof run>[0]
    expect((await run(again)).map(refusalOf)).toEqual(['session_not_open'])
  })

  test('ends when the merchant concedes, or she withdraws; nobody decides for the other', async () => {
    const { attend, dispute, decide, desk, balances } = await open()
    const [conceded, withdrawn] = [await attend(), await attend()]
    await dispute(conceded)
    await dispute(withdrawn)
    const refused = async (actor: Actor, body: Parameters<typeof decide>[2]) =>
      refusalOf(await decide(actor, conceded, body))
    expect(await refused(desk, { decision: 'WITHDRAW' })).toBe('not_yours')
    expect(await refused(desk, UPHOLD)).toBe('not_yours')
    expect(await refused(t.consumer, { decision: 'CONCEDE' })).toBe('not_yours')
    expect(await refused(t.officer, { decision: 'CONCEDE' })).toBe('not_yours')
    expect(await refused(t.officer, { decision: 'OVERTURN' })).toBe('evidence_missing')

    await decide(desk, conceded, { decision: 'CONCEDE' })
    await decide(t.consumer, withdrawn, { decision: 'WITHDRAW' })
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 291569n, '2003': 8331n })
    expect(await refused(desk, { decision: 'CONCEDE' })).toBe('dispute_not_open')
    expect(refusalOf(await dispute(withdrawn))).toBe('dispute_settled')
    expect(refusalOf(await dispute(conceded))).toBe('dispute_settled')
  })

  test('is answered by its merchant, who decides nothing by it', async () => {
    const { attend, dispute, answer, decide, balances } = await open()
    const sessionId = await attend()
    expect(refusalOf(await answer(sessionId))).toBe('dispute_not_open')
    await dispute(sessionId)
    const frozen = await balances()
    expect(bodyOf(await answer(sessionId))).toMatchObject({
      session: { status: 'DISPUTED' },
      case: { status: 'OPEN', reason: '没有上课', answer: '签到表上有她', answerSha256: HASH },
    })
    expect(await balances()).toEqual(frozen)
    const stranger = { ...t.merchant, party: 'mer_00000000000000000000000009' }
    expect(refusalOf(await answer(sessionId, stranger))).toBe('not_yours')
    expect(bodyOf(await decide(t.officer, sessionId, OVERTURN)).case).toMatchObject({
      answer: '签到表上有她',
      outcome: 'OVERTURNED',
    })
  })

  test('its window is told of sessions that may still be disputed, and of no other', async () => {
    const { attend, dispute, decide, bookId, contract } = await open()
    const [waits, stands, settled] = [await attend('NOBODY'), await attend(), await attend()]
    await dispute(settled)
    await decide(t.officer, settled, UPHOLD)
    const told = async (now: string) => {
      const all = await listSessions(escrow.db, contract.contractId, undefined, 10)
      const known = await withWindows(escrow.db, bookId, all, now)
      return new Map(known.map((each) => [each.sessionId, each.disputableUntil]))
    }
    const last = '2025-06-09T15:59:59.999Z'
    const windows = await told(last)
    expect(windows.get(stands)).toBe(last)
    expect([windows.get(waits), windows.get(settled)]).toEqual([undefined, undefined])
    expect((await told('2025-06-09T16:00:00.000Z')).get(stands)).toBeUndefined()
  })

  test('split in fen: the merchant’s part is earned, the remainder is her credit', async () => {
    const { attend, dispute, decide, balances, lot } = await open()
    const sessionId = await attend()
    await dispute(sessionId)
    const tooMuch = { ...OVERTURN, decision: 'SPLIT', merchantFen: '8331' } as const
    expect(refusalOf(await decide(t.officer, sessionId, tooMuch))).toBe('part_too_large')
    const split = { ...tooMuch, merchantFen: '5000' } as const
    expect(bodyOf(await decide(t.officer, sessionId, split))).toMatchObject({
      session: { status: 'SETTLED' },
      case: { outcome: 'SPLIT', merchantFen: '5000', amountFen: '8330' },
    })
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 294900n, '2003': 5000n })
    expect(await lot()).toMatchObject({
      slotStates: `P${'F'.repeat(35)}`,
      figures: { creditFen: 3330n, adjustedFen: 5000n },
    })
  })

  test('is refused to strangers, and of what cannot be disputed', async () => {
    const { attend, dispute, reverse, decide } = await open()
    const sessionId = await attend()
    const stranger = { ...t.consumer, party: 'con_00000000000000000000000009' }
    expect(refusalOf(await dispute(sessionId, undefined, stranger))).toBe('not_yours')
    expect(refusalOf(await decide(t.officer, sessionId, UPHOLD))).toBe('dispute_not_open')
    await reverse(sessionId)
    expect(refusalOf(await dispute(sessionId))).toBe('session_not_open')
    expect(refusalOf(await dispute('ses_00000000000000000000000009'))).toBe('unknown_session')
  })
})

describe('F12 a session is taken back', () => {
  test('on the same day: exactly its slot is free, and no debt is left', async () => {
    const { attend, reverse, balances, lot } = await open()
    await attend()
    const second = await attend()
    await attend()
    expect(bodyOf(await reverse(second)).session.status).toBe('REVERSED')
    expect((await lot()).slotStates.slice(0, 4)).toBe('CFCF')
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 283240n, '2003': 16660n })
    // The next session takes the slot that is free, at its price.
    await attend()
    expect((await lot()).slotStates.slice(0, 4)).toBe('CCCF')
    expect(refusalOf(await reverse(second))).toBe('session_not_open')
  })

  test('of a lot that is used up and the one that is refunded: the slot lives again', async () => {
    const { attend, reverse, lot } = await openSessions(escrow.db, {
      ...t.terms,
      priceFen: '10000',
      sessions: 2,
    })
    const first = await attend()
    await attend()
    expect((await lot()).status).toBe('EXHAUSTED')
    await reverse(first)
    expect(await lot()).toMatchObject({ status: 'ACTIVE', slotStates: 'FC' })
  })
})

describe('stored value', () => {
  const card = {
    kind: 'STORED_VALUE',
    priceFen: '800000',
    currency: 'CNY',
    coolingOffDays: 7,
    bonusFen: '266666',
  } as const

  test('a spend is released by F4, disputed, settled and taken back to the fen', async () => {
    const { attend, dispute, decide, reverse, balances, lot } = await openSessions(escrow.db, card)
    const first = await attend('CODE', 100_001n)
    const second = await attend('CODE', 259_399n)
    // ⌊359400·800000/1066666⌋ = 269550.
    expect(await balances()).toEqual({ '1001': 800_000n, '2001': 530_450n, '2003': 269_550n })
    const frozen = bodyOf(await dispute(second)).case.amountFen
    expect(await balances()).toMatchObject({ '2001': 530_450n, '2002': BigInt(frozen) })
    await decide(t.officer, second, UPHOLD)
    expect(await balances()).toEqual({ '1001': 800_000n, '2001': 530_450n, '2003': 269_550n })
    await reverse(first)
    await reverse(second)
    expect(await balances()).toEqual({ '1001': 800_000n, '2001': 800_000n })
    expect((await lot()).figures).toMatchObject({ faceSpentFen: 0n, releasedFen: 0n })
  })

  test('split: her part of the face is on the card again', async () => {
    const { attend, dispute, decide, balances, lot } = await openSessions(escrow.db, card)
    const sessionId = await attend('NOBODY', 200_000n)
    await dispute(sessionId)
    const half = { decision: 'SPLIT', merchantFen: '75000', evidenceSha256: HASH } as const
    await decide(t.officer, sessionId, half)
    expect(await balances()).toEqual({ '1001': 800_000n, '2001': 725_000n, '2003': 75_000n })
    expect((await lot()).figures).toMatchObject({ faceDisputedFen: 0n, disputedFen: 0n })
    // What is left of the face costs what is left of the price.
    const left = 1_066_666n - (await lot()).figures.faceSpentFen
    await attend('CODE', left)
    expect(await balances()).toEqual({ '1001': 800_000n, '2003': 800_000n })
  })

  test('needs a face, and one that is left; sessions need none', async () => {
    const { run, record } = await openSessions(escrow.db, card)
    const refusals = await run(record(), record({}, { faceFen: 1_066_667n }))
    expect(refusals.map(refusalOf)).toEqual(['face_missing', 'balance_too_small'])
    const pack = await open()
    expect((await pack.run(pack.record({}, { faceFen: 1n }))).map(refusalOf)).toEqual([
      'face_missing',
    ])
  })
})

test('a guardian confirms and disputes for her ward', async () => {
  const guardian = {
    role: 'consumer',
    id: 'm0002',
    party: 'con_00000000000000000000000002',
  } as const
  const opened = await t.openTestBook(escrow.db)
  await opened.guard(guardian.party, 'WARD')
  const { contractId } = await opened.fund(await opened.sign())
  const record = t.commandFor(opened.bookId, opened.desk, {
    verb: 'record-session',
    contractId,
    sessionId: 'ses_00000000000000000000000001',
  })
  const sessionId = 'ses_00000000000000000000000001'
  const confirm = t.commandFor(opened.bookId, guardian, { verb: 'confirm-session', sessionId })
  const dispute = { verb: 'dispute-session', sessionId, reason: '没有上课' } as const
  const [, confirmed, disputed] = await opened.run(
    record,
    confirm,
    t.commandFor(opened.bookId, guardian, dispute),
  )
  expect(bodyOf(confirmed).session).toMatchObject({ confirmedBy: 'GUARDIAN' })
  expect(bodyOf(disputed).case).toMatchObject({ kind: 'DISPUTE', consumerId: t.consumerId })
})
