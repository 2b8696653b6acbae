// That all consumers of a merchant that is gone get back what is theirs, and nobody else's.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, type Actor, type SessionPackTerms } from '@ticun/protocol'
import type { Command, Outcome, Verb } from './command/command.ts'
import { findMassRefund, listMassItems, massScheduleOf } from './read/mass-refunds.ts'
import * as t from './test-book.ts'
import { clock } from './test-time.ts'

const li: Actor = { ...t.officer, id: 'li' }
const zhao: Actor = { ...t.officer, id: 'zhao' }
const EVIDENCE = 'e'.repeat(64)
const STOPPED = '2025-06-10'
const LATER = '2025-06-11T04:00:00.000Z'
/** F13: 200000 fen for 10 sessions. */
const pack: SessionPackTerms = { ...t.terms, priceFen: '200000', sessions: 10 }

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const answerOf = (outcome: Outcome | undefined) => {
  const answer = outcome!.answer
  return ('body' in answer ? answer.body : answer) as Record<string, unknown>
}

async function openGym() {
  const book = await t.openTestBook(escrow.db, pack)
  const { bookId, merchantId, desk } = book
  let window = 0n
  const as = async (actor: Actor, verb: Verb, now = LATER) =>
    answerOf((await book.run(t.commandFor(bookId, actor, verb, { now })))[0])
  const buy = async () => book.fund(await book.sign())
  const record = (contractId: string, byCode = true): Command => {
    const code = byCode ? { codeWindow: (window += 1n) } : {}
    const verb = { verb: 'record-session' as const, contractId, sessionId: newId('ses'), ...code }
    return t.commandFor(bookId, desk, verb)
  }
  /** A member with so many final sessions. */
  const member = async (final: number) => {
    const contract = await buy()
    if (final > 0) {
      await book.run(...Array.from({ length: final }, () => record(contract.contractId)))
    }
    return contract
  }
  const abscond = async () => {
    const changeId = newId('chg')
    const body = { to: 'ABSCONDED', reason: '失联', evidenceSha256: EVIDENCE, stoppedOn: STOPPED }
    const ids = { merchantId, changeId }
    await as(t.officer, { verb: 'change-merchant', ...ids, body: body as never })
    return as(li, { verb: 'approve-merchant-change', ...ids })
  }
  const compute = (massRefundId = newId('mrf'), by = t.officer) =>
    as(by, { verb: 'compute-mass-refund', merchantId, massRefundId })
  const approve = (massRefundId: string, by: Actor) =>
    as(by, { verb: 'approve-mass-refund', massRefundId })
  const tick = () => as(clock, { verb: 'tick' })
  const items = async (massRefundId: string) =>
    listMassItems(escrow.db, { bookId, massRefundId }, '', 1_000)
  const standing = async (massRefundId: string) =>
    (await findMassRefund(escrow.db, massRefundId))!.view
  const itemOf = async (massRefundId: string, lotId: string) =>
    (await items(massRefundId)).find((item) => item.lotId === lotId)
  /** Natural balances of these accounts of the book, those at 0 left out. */
  const balances = async (...prefixes: string[]) => {
    const rows = await escrow.db
      .selectFrom('account_head')
      .select(['account', 'balance'])
      .where('book_id', '=', bookId)
      .execute()
    const standingRows = rows.filter(
      ({ account, balance }) =>
        balance !== 0n && prefixes.some((prefix) => account.startsWith(prefix)),
    )
    return standingRows.map(({ account, balance }) => [account, -balance] as const)
  }
  const paid = async (massRefundId: string) => {
    await approve(massRefundId, li)
    await approve(massRefundId, zhao)
    return tick()
  }
  const more = { as, record, member, abscond, compute, approve, tick, items, itemOf }
  return { ...book, ...more, standing, balances, paid }
}

const sum = (rows: readonly (readonly [string, bigint])[]) =>
  rows.reduce((all, [, fen]) => all + fen, 0n)

describe('a mass refund', () => {
  test('of a lot that was given away: to its new owner, never to the giver who paid', async () => {
    const gym = await openGym()
    const { contractId, lotId } = await gym.member(4)
    const heirId = newId('con')
    const heirs = { toContractId: newId('ctr'), lotId: newId('lot') }
    await gym.as(t.consumer, {
      verb: 'transfer-contract',
      contractId,
      toContractId: heirs.toContractId,
      isNewContract: true,
      toConsumerId: heirId,
      toConsumerName: '李四',
      everything: false,
      lots: [{ fromLotId: lotId, lotId: heirs.lotId }],
    })
    const verb = { verb: 'accept-offer' as const, offerId: heirs.toContractId }
    await gym.as({ ...t.consumer, party: heirId }, verb)
    await gym.abscond()
    const massRefundId = newId('mrf')
    const sums = { lots: 1, heldFen: '120000', refundFen: '120000', shortfallFen: '0' }
    expect(await gym.compute(massRefundId)).toMatchObject(sums)
    await gym.paid(massRefundId)
    const item = await gym.itemOf(massRefundId, heirs.lotId)
    expect(item).toMatchObject({ consumerId: heirId, refundFen: '120000', status: 'PAID_OUT' })
    // Settlement pays what another's deposit has paid for to the account that she registered.
    const { rows } = await sql<{ data: object }>`
      SELECT payload::json -> 'data' AS data FROM outbox
      WHERE payload::json ->> 'type' = 'refund.due'
        AND payload::json ->> 'subject' = ${item!.refundId!}`.execute(escrow.db)
    const owed = { consumerId: heirId, lotId: heirs.lotId, amountFen: '120000' }
    expect(rows).toMatchObject([{ data: owed }])
  })

  test('F13 P=200000, M=10, 4 final: 120000 each, and 4 stay the merchant’s', async () => {
    const gym = await openGym()
    const members = [await gym.member(4), await gym.member(4), await gym.member(4)]
    expect(await gym.compute()).toMatchObject({ refused: 'merchant_still_serves' })
    await gym.abscond()
    const massRefundId = newId('mrf')
    const money = { heldFen: '360000', disputedFen: '0', refundFen: '360000', keptFen: '0' }
    expect(await gym.compute(massRefundId)).toMatchObject({
      status: 'COMPUTED',
      lots: 3,
      ...money,
      shortfallFen: '0',
      stoppedOn: STOPPED,
      author: 'wang',
      approvedBy: [],
    })
    expect(sum(await gym.balances('2001/', '2002/'))).toBe(360_000n)
    expect(await gym.paid(massRefundId)).toMatchObject({ taken: { PAY_MASS_REFUND: 1 }, left: 0 })
    expect(await gym.standing(massRefundId)).toMatchObject({
      status: 'COMPLETED',
      approvedBy: ['li', 'zhao'],
    })
    const items = await gym.items(massRefundId)
    expect(items).toHaveLength(members.length)
    for (const item of items) {
      expect(item).toMatchObject({ formula: 'F2', refundFen: '120000', status: 'PAID_OUT' })
      expect(await gym.balances(`2005/${item.refundId}`)).toEqual([
        [`2005/${item.refundId}`, 120_000n],
      ])
    }
    expect(await gym.balances('2001/', '2002/')).toEqual([])
    expect(sum(await gym.balances('2003/'))).toBe(240_000n)
    expect(await gym.tick()).toMatchObject({ taken: {} })
  })

  test('gives back what is unconfirmed, disputed or asked for already; each fen is named', async () => {
    const gym = await openGym()
    const waiting = await gym.member(2)
    const disputed = await gym.member(3)
    const asking = await gym.member(0)
    const { run, bookId } = gym
    const session = gym.record(disputed.contractId)
    const wish = session.verb === 'record-session' ? session.sessionId : ''
    const refundId = newId('ref')
    const dispute = { verb: 'dispute-session' as const, sessionId: wish, reason: '未上课' }
    const ask = { verb: 'request-refund' as const, contractId: asking.contractId, refundId }
    const outcomes = await run(
      gym.record(waiting.contractId, false),
      session,
      t.commandFor(bookId, t.consumer, dispute),
      t.commandFor(bookId, t.consumer, { ...ask, reason: '搬家' }),
    )
    expect(outcomes.map(answerOf).filter((answer) => 'refused' in answer)).toEqual([])
    await gym.abscond()
    const massRefundId = newId('mrf')
    await gym.compute(massRefundId)
    const held = sum(await gym.balances('2001/'))
    const frozen = sum(await gym.balances('2002/'))
    expect(await gym.standing(massRefundId)).toMatchObject({
      heldFen: held.toString(),
      disputedFen: frozen.toString(),
      refundFen: (held + frozen).toString(),
    })
    expect(frozen).toBe(20_000n)
    await gym.paid(massRefundId)
    const items = await gym.items(massRefundId)
    expect(items.map((item) => item.status)).toEqual(['PAID_OUT', 'PAID_OUT', 'PAID_OUT'])
    const refunds = [waiting, disputed, asking].map(
      ({ lotId }) => items.find((item) => item.lotId === lotId)?.refundFen,
    )
    expect(refunds).toEqual(['160000', '140000', '200000'])
    expect(await gym.balances('2001/', '2002/')).toEqual([])
    expect(sum(await gym.balances('2005/'))).toBe(500_000n)
  })

  test('leaves out what is on hold or is not what was signed, and a newer one takes it', async () => {
    const gym = await openGym()
    const [held, changed, plain] = [await gym.member(1), await gym.member(1), await gym.member(1)]
    const open = gym.record(changed.contractId, false)
    await gym.run(open)
    await gym.abscond()
    const massRefundId = newId('mrf')
    await gym.compute(massRefundId)
    const sessionId = open.verb === 'record-session' ? open.sessionId : ''
    await gym.as(t.consumer, { verb: 'confirm-session', sessionId })
    const freeze = freezeOf(held.lotId)
    await gym.as(t.system, { verb: 'take-freeze', fact: frozen(gym.bookId, freeze) })
    await gym.paid(massRefundId)
    expect(await gym.itemOf(massRefundId, held.lotId)).toMatchObject({ status: 'ON_HOLD' })
    expect(await gym.itemOf(massRefundId, changed.lotId)).toMatchObject({ status: 'CHANGED' })
    expect(await gym.itemOf(massRefundId, plain.lotId)).toMatchObject({ status: 'PAID_OUT' })
    expect(await gym.standing(massRefundId)).toMatchObject({ status: 'COMPLETED' })
    expect(sum(await gym.balances('2001/'))).toBe(180_000n + 160_000n)
    const next = newId('mrf')
    expect(await gym.compute(next)).toMatchObject({ lots: 2, refundFen: '340000' })
  })

  test('is approved by two, neither its author nor one person; a newer one replaces it', async () => {
    const gym = await openGym()
    await gym.member(1)
    await gym.abscond()
    const older = newId('mrf')
    const newer = newId('mrf')
    await gym.compute(older)
    expect(await gym.compute(older)).toMatchObject({ refused: 'id_taken' })
    expect(await gym.approve(older, t.officer)).toMatchObject({ refused: 'same_person' })
    expect(await gym.approve(older, li)).toMatchObject({ status: 'APPROVED_ONCE' })
    expect(await gym.approve(older, li)).toMatchObject({ refused: 'same_person' })
    expect(await gym.tick()).toMatchObject({ taken: {} })
    await gym.compute(newer, li)
    expect(await gym.standing(older)).toMatchObject({ status: 'REPLACED' })
    expect(await gym.approve(older, zhao)).toMatchObject({ refused: 'mass_refund_not_open' })
    expect(await gym.approve(newId('mrf'), zhao)).toMatchObject({ refused: 'unknown_mass_refund' })
    await gym.approve(newer, t.officer)
    await gym.approve(newer, zhao)
    expect(await gym.compute(newId('mrf'))).toMatchObject({ refused: 'mass_refund_open' })
    await gym.tick()
    expect(await gym.compute(newId('mrf'))).toMatchObject({ refused: 'nothing_to_refund' })
    const unknown = { verb: 'compute-mass-refund' as const, massRefundId: newId('mrf') }
    expect(await gym.as(li, { ...unknown, merchantId: newId('mer') })).toMatchObject({
      refused: 'unknown_merchant',
    })
  })

  test('is a file whose SHA-256 the book says', async () => {
    const gym = await openGym()
    const { contractId, lotId } = await gym.member(4)
    await gym.abscond()
    const massRefundId = newId('mrf')
    const { scheduleSha256 } = await gym.compute(massRefundId)
    const file = await massScheduleOf(escrow.db, gym.bookId, massRefundId)
    expect(file.split('\n')).toEqual([
      'contract,lot,consumer,formula,held_fen,disputed_fen,refund_fen,kept_fen,shortfall_fen',
      `${contractId},${lotId},${t.consumerId},F2,120000,0,120000,0,0`,
      '',
    ])
    expect(createHash('sha256').update(file).digest('hex')).toBe(scheduleSha256)
  })

  test('what a court has awarded already is left to its own refund', async () => {
    const gym = await openGym()
    const [awarded, other] = [await gym.member(4), await gym.member(4)]
    const refundId = newId('ref')
    const { contractId, lotId } = awarded
    await gym.as(t.consumer, { verb: 'request-refund', contractId, refundId, reason: '起诉' })
    const contest = { decision: 'CONTEST', evidenceSha256: EVIDENCE } as const
    await gym.as(gym.desk, { verb: 'decide-refund', refundId, body: contest })
    const body = { decision: 'AWARD', basis: 'COURT_JUDGMENT', evidenceSha256: EVIDENCE } as const
    const said = await gym.as(t.officer, { verb: 'decide-refund', refundId, body })
    expect(said).toMatchObject({ refund: { status: 'AWARDED' } })
    await gym.abscond()
    const massRefundId = newId('mrf')
    const held = sum(await gym.balances('2001/', '2002/'))
    const { refundFen, keptFen } = await gym.compute(massRefundId)
    expect(BigInt(refundFen as string) + BigInt(keptFen as string)).toBe(held)
    await gym.paid(massRefundId)
    expect(await gym.itemOf(massRefundId, lotId)).toMatchObject({ status: 'REFUND_OPEN' })
    expect(await gym.itemOf(massRefundId, other.lotId)).toMatchObject({ status: 'PAID_OUT' })
    expect(await gym.balances('2001/')).toEqual([[`2001/${lotId}`, 120_000n]])
    const approval = { decision: 'APPROVE', basis: 'COURT_JUDGMENT', evidenceSha256: EVIDENCE }
    await gym.as(li, { verb: 'decide-refund', refundId, body: approval as never })
    expect(await gym.balances('2001/')).toEqual([])
  })
})

/** A freeze of a lot, and the fact that tells it. */
function freezeOf(lotId: string) {
  return {
    freezeId: newId('frz'),
    state: 'PLACED' as const,
    scope: 'LOT' as const,
    subjectId: lotId,
    basis: 'COURT_ORDER' as const,
    reason: '法院裁定',
    evidenceSha256: EVIDENCE,
    placedBy: 'wang',
    placedAt: t.NOW,
  }
}

function frozen(bookId: string, data: ReturnType<typeof freezeOf>) {
  const envelope = { ...t.bankEnvelope(bookId, data.freezeId), source: 'notary' as const }
  return { ...envelope, type: 'freeze.changed' as const, data }
}
