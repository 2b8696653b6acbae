// A merchant with 10,000 contracts: every figure is right, and computing it takes seconds.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, type Actor, type SessionPackTerms } from '@ticun/protocol'
import type { Command, Outcome, Verb } from './command/command.ts'
import * as t from './test-book.ts'
import { clock } from './test-time.ts'

const TEST_MAX_MS = 600_000
const CONTRACTS = 10_000
const BATCH = 500
const LATER = '2025-06-11T04:00:00.000Z'
const PRICE = 200_000n
const SESSIONS = 10
const pack: SessionPackTerms = { ...t.terms, priceFen: PRICE.toString(), sessions: SESSIONS }

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
}, TEST_MAX_MS)
afterAll(() => escrow?.close())

const answerOf = (outcome: Outcome | undefined) => {
  const answer = outcome!.answer
  return ('body' in answer ? answer.body : answer) as Record<string, unknown>
}

/** Final sessions of the member of this number: 0 to 9. */
const finalOf = (number: number) => number % SESSIONS

test(
  `the schedule of ${CONTRACTS} contracts equals what is held, and is paid to the fen`,
  async () => {
    const book = await t.openTestBook(escrow.db, pack)
    const { bookId, merchantId, desk, productId } = book
    const run = async (commands: readonly Command[]) => {
      for (let at = 0; at < commands.length; at += BATCH) {
        const outcomes = await book.run(...commands.slice(at, at + BATCH))
        const refused = outcomes.map(({ answer }) => answer).filter((each) => 'refused' in each)
        expect(refused).toEqual([])
      }
    }
    const members = Array.from({ length: CONTRACTS }, () => ({
      contractId: newId('ctr'),
      lotId: newId('lot'),
      consumerId: newId('con'),
    }))
    await run(
      members.map((ids) => {
        const sign = { verb: 'sign-contract' as const, ...ids, productId, consumerName: '张三丰' }
        return t.commandFor(bookId, { ...t.consumer, party: ids.consumerId }, sign)
      }),
    )
    await run(
      members.map((ids) => {
        const fact = t.depositFact(bookId, ids, pack.priceFen)
        return t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact })
      }),
    )
    // One in ten used sessions: as many as the last digit of its number says.
    const used = members.map((_, number) => (number % 100 < SESSIONS ? finalOf(number) : 0))
    await run(
      members.flatMap(({ contractId }, number) =>
        Array.from({ length: used[number]! }, (_, each) => {
          const session = { contractId, sessionId: newId('ses'), codeWindow: BigInt(each + 1) }
          return t.commandFor(bookId, desk, { verb: 'record-session', ...session })
        }),
      ),
    )
    const as = async (actor: Actor, verb: Verb) =>
      answerOf((await book.run(t.commandFor(bookId, actor, verb, { now: LATER })))[0])
    const ids = { merchantId, changeId: newId('chg') }
    const grounds = { reason: '失联', evidenceSha256: 'e'.repeat(64), stoppedOn: '2025-06-10' }
    const body = { to: 'ABSCONDED' as const, ...grounds }
    await as(t.officer, { verb: 'change-merchant', ...ids, body })
    await as({ ...t.officer, id: 'li' }, { verb: 'approve-merchant-change', ...ids })

    const unused = used.reduce((sum, count) => sum + (SESSIONS - count), 0)
    const totalFen = (BigInt(unused) * (PRICE / BigInt(SESSIONS))).toString()
    const massRefundId = newId('mrf')
    const begun = performance.now()
    const computed = await as(t.officer, { verb: 'compute-mass-refund', merchantId, massRefundId })
    const tookMs = Math.round(performance.now() - begun)
    process.stderr.write(`mass refund of ${CONTRACTS} contracts computed in ${tookMs} ms\n`)
    expect(computed).toMatchObject({
      lots: CONTRACTS,
      heldFen: totalFen,
      disputedFen: '0',
      refundFen: totalFen,
      keptFen: '0',
      shortfallFen: '0',
    })
    const heads = await escrow.db
      .selectFrom('account_head')
      .select(['account', 'balance'])
      .where('book_id', '=', bookId)
      .execute()
    const held = heads.filter(({ account }) => /^200[12]\//.test(account))
    expect(held.reduce((sum, { balance }) => sum - balance, 0n).toString()).toBe(totalFen)

    for (const id of ['li', 'zhao']) {
      await as({ ...t.officer, id }, { verb: 'approve-mass-refund', massRefundId })
    }
    let left = 1
    while (left > 0) left = Number((await as(clock, { verb: 'tick' }))['left'])
    const paid = await escrow.db
      .selectFrom('account_head')
      .select(['account', 'balance'])
      .where('book_id', '=', bookId)
      .where('account', 'like', '200%')
      .execute()
    const inTransit = paid.filter(({ account }) => account.startsWith('2005/'))
    expect(inTransit).toHaveLength(CONTRACTS)
    expect(inTransit.reduce((sum, { balance }) => sum - balance, 0n).toString()).toBe(totalFen)
    const stillHeld = paid.filter(({ account }) => /^200[12]\//.test(account))
    expect(stillHeld.filter(({ balance }) => balance !== 0n)).toEqual([])
    const items = await escrow.db
      .selectFrom('mass_refund_item')
      .select('status')
      .where('mass_refund_id', '=', massRefundId)
      .execute()
    expect(new Set(items.map(({ status }) => status))).toEqual(new Set(['PAID_OUT']))
  },
  TEST_MAX_MS,
)
