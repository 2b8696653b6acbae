// Refunds and deposits on a real Postgres, to the fen.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { totals } from '@ticun/ledger'
import { newId } from '@ticun/protocol'
import type { Answer, Outcome } from './command/command.ts'
import { findContract } from './read/contracts.ts'
import * as t from './test-book.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const refusalOf = (outcome: Outcome | undefined) =>
  outcome && 'refused' in outcome.answer ? outcome.answer.refused : undefined
const bodyOf = (answer: Answer) => ('body' in answer ? answer.body : undefined)

async function balances(bookId: string) {
  const found = await totals(escrow.db, bookId, {})
  return Object.fromEntries(
    found.filter((each) => each.balanceFen !== 0n).map((each) => [each.account, each.balanceFen]),
  )
}

const funded = () => t.openFundedContract(escrow.db)

describe('refunds', () => {
  const decide = (bookId: string, actor: typeof t.officer, refundId: string, body: object) =>
    t.commandFor(bookId, actor, {
      verb: 'decide-refund',
      refundId,
      body: body as { decision: 'APPROVE' },
    })

  test('F2: ten of 36 used → 216595 held goes back; the merchant keeps 83305', async () => {
    const { run, record, bookId, desk, contract } = await funded()
    const sessions = Array.from({ length: 10 }, (_, index) =>
      record({}, { codeWindow: BigInt(index + 1) }),
    )
    await run(...sessions)
    const refundId = newId('ref')
    const ask = {
      verb: 'request-refund',
      contractId: contract.contractId,
      refundId,
      reason: '搬家',
    } as const
    const outcomes = await run(
      t.commandFor(bookId, t.consumer, ask, { now: '2025-09-01T00:00:00.000Z' }),
      record(),
      decide(bookId, t.officer, refundId, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }),
      decide(bookId, desk, refundId, { decision: 'AGREE' }),
      decide(bookId, desk, refundId, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }),
      decide(bookId, t.officer, refundId, { decision: 'APPROVE' }),
      decide(bookId, t.officer, refundId, { decision: 'APPROVE', basis: 'COURT_JUDGMENT' }),
      decide(bookId, t.officer, refundId, { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }),
    )
    expect(outcomes.map(refusalOf)).toEqual([
      undefined,
      'lot_closed',
      'refund_needs_merchant',
      undefined,
      'not_yours',
      'basis_missing',
      'evidence_missing',
      undefined,
    ])
    expect(await balances(bookId)).toEqual({ '1001': 299900n, '2003': 83305n, '2005': 216595n })
  })

  test('F1: untouched within seven days → all of it; the merchant cannot refuse', async () => {
    const { run, bookId, desk, contract } = await funded()
    const refundId = newId('ref')
    const ask = {
      verb: 'request-refund',
      contractId: contract.contractId,
      refundId,
      reason: '后悔',
    } as const
    const outcomes = await run(
      t.commandFor(bookId, t.consumer, ask),
      decide(bookId, desk, refundId, { decision: 'REJECT' }),
      decide(bookId, t.officer, refundId, { decision: 'APPROVE', basis: 'COOLING_OFF' }),
    )
    expect(outcomes.map(refusalOf)).toEqual([undefined, 'not_yours', undefined])
    expect(bodyOf(outcomes[0]!.answer)).toMatchObject({
      formula: 'F1',
      amountFen: '299900',
    })
    const settled = { ...t.bankEnvelope(bookId, refundId), type: 'refund.settled' as const }
    const data = { refundId, amountFen: '299900', bankSerial: 'b1', bookedAt: t.NOW }
    await run(
      t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact: { ...settled, data } }),
    )
    expect(await balances(bookId)).toEqual({})
    expect((await findContract(escrow.db, contract.contractId))!.lots[0]!.status).toBe('CLOSED')
  })

  test('the bank returns a refund: the slots are hers again', async () => {
    const { run, bookId, contract } = await funded()
    const refundId = newId('ref')
    const ask = {
      verb: 'request-refund',
      contractId: contract.contractId,
      refundId,
      reason: 'x',
    } as const
    await run(
      t.commandFor(bookId, t.consumer, ask),
      decide(bookId, t.officer, refundId, { decision: 'APPROVE', basis: 'COOLING_OFF' }),
    )
    const returned = { ...t.bankEnvelope(bookId, refundId), type: 'refund.returned' as const }
    const data = { refundId, amountFen: '299900', reason: 'AC04' }
    await run(
      t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact: { ...returned, data } }),
    )
    expect(await balances(bookId)).toEqual({ '1001': 299900n, '2001': 299900n })
    expect((await findContract(escrow.db, contract.contractId))!.lots[0]!.status).toBe('ACTIVE')
  })
})

describe('deposits', () => {
  test('a second payment, another amount and an unknown contract wait in suspense', async () => {
    const { run, bookId, contract, sign } = await funded()
    const unfunded = await sign()
    const take = (fact: ReturnType<typeof t.depositFact>) =>
      t.commandFor(bookId, t.system, { verb: 'take-bank-fact', fact })
    await run(
      take(t.depositFact(bookId, contract, '299900')),
      take(t.depositFact(bookId, unfunded, '5')),
      take(t.depositFact(bookId, { contractId: newId('ctr'), lotId: newId('lot') }, '7')),
    )
    expect(await balances(bookId)).toEqual({ '1001': 599812n, '2001': 299900n, '2006': 299912n })
  })
})
