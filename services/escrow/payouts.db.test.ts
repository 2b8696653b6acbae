// Payout runs on a real Postgres: only what is final is paid, debts are netted, and it is said why.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, type PolicyDraft } from '@ticun/protocol'
import type { Outcome } from './command/command.ts'
import * as t from './test-book.ts'
import { HASH, LATER, openSessions, refusalOf } from './test-sessions.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

type Run = {
  payouts: { merchantId: string; amountFen: string }[]
  statements: Record<string, string>[]
}
const runOf = (outcome: Outcome) => (outcome.answer as { body: Run }).body
const OVERTURN = { decision: 'OVERTURN', evidenceSha256: HASH } as const
const UPHOLD = { decision: 'UPHOLD', evidenceSha256: HASH } as const
const MUCH_LATER = '2025-07-20T04:00:00.000Z'

/** A contract whose merchant is held to a policy of the book. */
async function openWith(...policies: PolicyDraft[]) {
  const opened = await openSessions(escrow.db)
  for (const policy of policies) {
    const policyId = newId('pol')
    const second = { ...t.officer, id: 'li' }
    await opened.does(t.officer, { verb: 'propose-policy', policyId, policy })
    await opened.does(second, {
      verb: 'decide-policy',
      policyId,
      body: { decision: 'APPROVE' },
    })
  }
  return opened
}
const policy = (key: PolicyDraft['key'], value: unknown, from = '2025-06-01') =>
  ({
    key,
    value,
    industry: '*',
    district: '*',
    from,
    source: 'test',
  }) as PolicyDraft

describe('a payout run', () => {
  test('pays what is final; what may still be disputed stays, and is said', async () => {
    const { attend, payOut, does, balances } = await openSessions(escrow.db)
    for (let count = 0; count < 3; count += 1) await attend()
    const early = runOf(await payOut('2025-06-09T15:59:59.999Z'))
    expect(early).toMatchObject({
      payouts: [],
      statements: [
        { payableFen: '24991', inWindowFen: '24991', paidFen: '0', leftOut: 'NOTHING_FINAL' },
      ],
    })
    const paid = runOf(await payOut('2025-06-09T16:00:00.000Z'))
    expect(paid).toMatchObject({
      payouts: [{ amountFen: '24991' }],
      statements: [{ paidFen: '24991', inWindowFen: '0', nextOn: '2025-07-01' }],
    })
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 274909n, '2004': 24991n })
    const again = { verb: 'run-payouts', runId: newId('run') } as const
    expect(runOf(await does(t.officer, again, LATER))).toMatchObject({ statements: [] })
  })

  test('reckons once in each cycle, unless it is early', async () => {
    const { attend, does, run, record } = await openSessions(escrow.db)
    await attend()
    const due = (now: string) => does(t.officer, { verb: 'run-payouts', runId: newId('run') }, now)
    expect(runOf(await due(LATER)).payouts).toHaveLength(1)
    await run(record({ now: LATER }, { codeWindow: 99n }))
    expect(runOf(await due('2025-06-30T15:59:59.999Z'))).toMatchObject({
      payouts: [],
      statements: [{ leftOut: 'NOT_DUE', nextOn: '2025-07-01', payableFen: '8331' }],
    })
    expect(runOf(await due('2025-06-30T16:00:00.000Z')).payouts).toHaveLength(1)
  })

  test('leaves out what is disputed, also when the dispute was opened after the window', async () => {
    const { attend, dispute, decide, payOut, balances } = await openSessions(escrow.db)
    const [first, second] = [await attend(), await attend(), await attend()] as const
    await dispute(first)
    await dispute(second)
    const [statement] = runOf(await payOut()).statements
    expect(statement).toMatchObject({ payableFen: '8330', paidFen: '8330', disputedFen: '16661' })
    await decide(t.officer, first, UPHOLD)
    await decide(t.officer, second, OVERTURN)
    // Upheld, it is final at once.
    expect(runOf(await payOut()).payouts).toMatchObject([{ amountFen: '8330' }])
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 283240n, '2004': 16660n })
  })

  test('what was settled within the window is final, what was only confirmed is not', async () => {
    const { attend, dispute, decide, payOut } = await openSessions(escrow.db)
    const upheld = await attend()
    await attend()
    await dispute(upheld)
    await decide(t.officer, upheld, UPHOLD)
    const [statement] = runOf(await payOut(t.NOW)).statements
    expect(statement).toMatchObject({ payableFen: '16661', paidFen: '8330', inWindowFen: '8331' })
  })

  test('keeps the window that held on the day of the confirmation', async () => {
    const opened = await openWith(policy('dispute_window_days', 14, '2025-06-02'))
    const { record, run, attend, payOut } = opened
    await attend()
    await run(record({ now: '2025-06-02T04:00:00.000Z' }, { codeWindow: 99n }))
    // 2 June and 14 days: Monday 16 June, 24:00. That of 1 June keeps its seven days.
    expect(runOf(await payOut('2025-06-14T04:00:00.000Z')).payouts).toMatchObject([
      { amountFen: '8330' },
    ])
    expect(runOf(await payOut('2025-06-16T15:59:59.999Z')).payouts).toEqual([])
    expect(runOf(await payOut('2025-06-16T16:00:00.000Z')).payouts).toHaveLength(1)
  })

  test('runs in a year whose notice nobody has supplied', async () => {
    const { attend, run, bookId } = await openSessions(escrow.db)
    await attend()
    const verb = { verb: 'run-payouts', runId: newId('run') } as const
    const at = { now: '2031-03-05T04:00:00.000Z', occurredAt: t.NOW }
    const [outcome] = await run(t.commandFor(bookId, t.officer, verb, at))
    expect(runOf(outcome!).payouts).toMatchObject([{ amountFen: '8330' }])
  })

  test('in one batch with the sessions before it sees them', async () => {
    const { run, bookId, record } = await openSessions(escrow.db)
    const payouts = t.commandFor(
      bookId,
      t.officer,
      { verb: 'run-payouts', runId: newId('run'), early: true },
      { now: t.NOW },
    )
    const [, outcome] = await run(record({}, { codeWindow: 1n }), payouts)
    expect(runOf(outcome!).statements).toMatchObject([{ inWindowFen: '8330', paidFen: '0' }])
  })
})

describe('F12 a session is taken back after its payout', () => {
  test('next earnings cover it: the consumer is whole at once, the debt is netted off', async () => {
    const { attend, reverse, payOut, balances, lot } = await openSessions(escrow.db)
    await attend()
    const fake = await attend()
    await payOut()
    await reverse(fake, LATER)
    // 299900 − 8330 is hers; 8331 of it are owed by the merchant.
    expect(await balances()).toEqual({
      '1001': 299900n,
      '1101': 8331n,
      '2001': 291570n,
      '2004': 16661n,
    })
    expect((await lot()).figures.owedFen).toBe(8331n)
    for (let count = 0; count < 3; count += 1) await attend()
    const { statements, payouts } = runOf(await payOut(MUCH_LATER))
    // 8331 + 8330 + 8331 earned, less 8331.
    expect(statements).toMatchObject([
      { payableFen: '24992', nettedFen: '8331', paidFen: '16661', owedFen: '0' },
    ])
    expect(payouts).toMatchObject([{ amountFen: '16661' }])
    expect((await lot()).figures.owedFen).toBe(0n)
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 266578n, '2004': 33322n })
  })

  test('what is owed is not paid to her out of the money of others', async () => {
    const opened = await openSessions(escrow.db)
    const { attend, reverse, payOut, does, run, bookId, desk, contract, record } = opened
    const fake = await attend()
    await attend()
    await payOut()
    await reverse(fake, LATER)
    const { contractId } = contract
    const refundId = newId('ref')
    await does(t.consumer, { verb: 'request-refund', contractId, refundId, reason: '搬家' }, LATER)
    const said = (actor: typeof desk, body: { decision: 'AGREE' | 'APPROVE' }) =>
      t.commandFor(
        bookId,
        actor,
        { verb: 'decide-refund', refundId, body: { ...body, basis: 'MERCHANT_CONSENT' } },
        { now: LATER },
      )
    const approval = { decision: 'APPROVE' } as const
    const [agreed, early] = await run(said(desk, { decision: 'AGREE' }), said(t.officer, approval))
    expect(refusalOf(agreed)).toBeUndefined()
    expect(early?.answer).toEqual({ refused: 'refund_not_covered', detail: '8330' })
    // Another member's sessions earn what the merchant owes.
    const other = await opened.fund(await opened.sign())
    const wish = { contractId: other.contractId, codeWindow: 1n }
    await run(record({}, wish), record({}, { ...wish, codeWindow: 2n }))
    await payOut(MUCH_LATER)
    const [late] = await run(said(t.officer, approval))
    expect(refusalOf(late)).toBeUndefined()
  })

  test('without enough of them nothing is paid, and the rest of the debt is carried forward', async () => {
    const { attend, reverse, payOut, balances, lot } = await openSessions(escrow.db)
    const sessions = [await attend(), await attend(), await attend()]
    await payOut()
    for (const sessionId of sessions.slice(0, 2)) await reverse(sessionId, LATER)
    await attend()
    const { statements, payouts } = runOf(await payOut(MUCH_LATER))
    expect(statements).toMatchObject([
      { payableFen: '8330', nettedFen: '8330', paidFen: '0', owedFen: '8331' },
    ])
    expect(payouts).toEqual([])
    expect((await lot()).figures.owedFen).toBe(8331n)
    expect(await balances()).toMatchObject({ '1101': 8331n, '2001': 283240n })
  })

  test('the reserve covers it before a debt does', async () => {
    const { attend, dispute, decide, payOut, balances } = await openWith(
      policy('reserve_basis_points', 5000),
    )
    const [first] = [await attend(), await attend()] as const
    expect(runOf(await payOut()).statements).toMatchObject([
      { payableFen: '16661', withheldFen: '8330', paidFen: '8331' },
    ])
    expect(await balances()).toMatchObject({ '2004': 8331n, '2008': 8330n })
    await dispute(first, t.NOW)
    expect(await balances()).toMatchObject({ '2002': 8330n })
    expect((await balances())['2008']).toBeUndefined()
    // Upheld after all, the reserve is filled up again.
    await decide(t.officer, first, UPHOLD)
    expect(await balances()).toMatchObject({ '2008': 8330n })
    expect((await balances())['2002']).toBeUndefined()
  })

  test('a debt of a dispute that is upheld is cancelled; what was netted since is earned', async () => {
    const { attend, dispute, decide, payOut, balances, lot } = await openSessions(escrow.db)
    const disputed = await attend()
    await payOut(LATER)
    // Disputed within the window by an earlier clock: its price had been paid out.
    await dispute(disputed)
    expect(await balances()).toMatchObject({ '1101': 8330n, '2002': 8330n })
    await decide(t.officer, disputed, UPHOLD)
    expect(await balances()).toEqual({ '1001': 299900n, '2001': 291570n, '2004': 8330n })
    expect((await lot()).figures.owedFen).toBe(0n)
  })
})
