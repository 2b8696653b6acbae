// Commands on a real Postgres: refusals, twins, batches, and the laws that hold whatever comes.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { transact } from '@ticun/db'
import { entries, totals, type LedgerTables } from '@ticun/ledger'
import { newId } from '@ticun/protocol'
import { fenIn, HELD_STATES, scheduleOf } from '@ticun/rules'
import type { Kysely } from 'kysely'
import type { Answer, Command, Outcome } from './command/command.ts'
import { execute } from './command/execute.ts'
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
const book = () => escrow.db as unknown as Kysely<LedgerTables>

async function balances(bookId: string) {
  const found = await totals(book(), bookId, {})
  return Object.fromEntries(
    found.filter((each) => each.balanceFen !== 0n).map((each) => [each.account, each.balanceFen]),
  )
}

const funded = () => t.openFundedContract(escrow.db)

describe('a session consumed becomes money released', () => {
  test('record, confirm: slot 0 of 299900/36 moves from held to payable, with a receipt', async () => {
    const { bookId, run, record, confirm } = await funded()
    const session = record()
    const [recorded] = await run(session)
    expect(bodyOf(recorded!.answer)).toMatchObject({
      session: { slot: 0, amountFen: '8330', status: 'SUBMITTED' },
    })
    const [confirmed] = await run(confirm(session))
    expect(bodyOf(confirmed!.answer)).toMatchObject({
      session: { status: 'CONFIRMED' },
      receipt: { sequence: '2' },
    })
    expect(await balances(bookId)).toEqual({ '1001': 299900n, '2001': 291570n, '2003': 8330n })
  })

  test('commands of one batch see each other: recorded and confirmed in one transaction', async () => {
    const { run, record, confirm } = await funded()
    const one = record()
    const two = record()
    const outcomes = await run(one, two, confirm(one), confirm(two), confirm(one))
    expect(outcomes.map(refusalOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'session_not_open',
    ])
    expect(bodyOf(outcomes[0]!.answer)).toMatchObject({ session: { status: 'SUBMITTED' } })
    expect(bodyOf(outcomes[1]!.answer)).toMatchObject({ session: { slot: 1, amountFen: '8331' } })
  })

  test('a code confirms at once and works once', async () => {
    const { run, contract, bookId, desk } = await funded()
    const withCode = (codeWindow: bigint | null) =>
      t.commandFor(bookId, desk, {
        verb: 'record-session',
        contractId: contract.contractId,
        sessionId: newId('ses'),
        codeWindow,
      })
    const outcomes = await run(withCode(7n), withCode(7n), withCode(null), withCode(8n))
    expect(outcomes.map(refusalOf)).toEqual([undefined, 'code_used', 'code_wrong', undefined])
  })
})

test('a batch of sessions: each item has its own result and sees those before it', async () => {
  const { run, bookId, desk, contract, sign } = await funded()
  const unfunded = await sign()
  const wish = (contractId: string, codeWindow?: bigint) => ({
    contractId,
    sessionId: newId('ses'),
    ...(codeWindow ? { codeWindow } : {}),
  })
  const items = [
    wish(contract.contractId, 5n),
    wish(unfunded.contractId),
    wish(contract.contractId, 5n),
    { ...wish(contract.contractId), at: '2025-06-01T05:00:00.000Z' },
  ]
  const command = t.commandFor(bookId, desk, { verb: 'record-sessions', items })
  const [outcome, twin] = await run(command, { ...command })
  expect(bodyOf(outcome!.answer)).toMatchObject({
    items: [
      { session: { slot: 0, status: 'CONFIRMED' }, receipt: { sequence: '2' } },
      { refusal: { code: 'lot_not_funded' } },
      { refusal: { code: 'code_used' } },
      { session: { slot: 1, status: 'SUBMITTED', occurredAt: '2025-06-01T05:00:00.000Z' } },
    ],
  })
  expect(twin).toMatchObject({ replayed: true, answer: outcome!.answer })
  expect(await balances(bookId)).toEqual({ '1001': 299900n, '2001': 291570n, '2003': 8330n })
})

/** The bank says that it has paid a payout. */
function settled(bookId: string, payoutId: string) {
  const data = { payoutId, amountFen: '1', bankSerial: payoutId, bookedAt: t.NOW }
  return { ...t.bankEnvelope(bookId, payoutId), type: 'payout.settled' as const, data }
}

describe('refusals', () => {
  test('each says why and changes nothing', async () => {
    const { run, record, contract, bookId, desk, sign, confirm } = await funded()
    const unfunded = await sign()
    const session = record()
    await run(session)
    const before = await balances(bookId)
    const on = (actor: typeof t.officer, verb: Parameters<typeof t.commandFor>[2]) =>
      t.commandFor(bookId, actor, verb)
    const sessionOn = (contractId: string) =>
      ({ verb: 'record-session', contractId, sessionId: newId('ses') }) as const
    const refund = (contractId: string) =>
      ({ verb: 'request-refund', contractId, refundId: newId('ref'), reason: 'x' }) as const
    const rival = { ...t.merchant, party: newId('mer') }
    const stranger = { ...t.consumer, party: newId('con') }
    const table: [Command, string][] = [
      [record({ occurredAt: '2999-01-01T00:00:00.000Z' }), 'time_in_future'],
      [on(desk, sessionOn(newId('ctr'))), 'unknown_contract'],
      [on(rival, sessionOn(contract.contractId)), 'not_yours'],
      [{ ...session, key: 'another' }, 'id_taken'],
      [on(desk, sessionOn(unfunded.contractId)), 'lot_not_funded'],
      [record({ occurredAt: '2025-05-31T16:30:00.000Z' }), 'before_payment'],
      [on(t.consumer, { verb: 'confirm-session', sessionId: newId('ses') }), 'unknown_session'],
      [{ ...confirm(session), actor: stranger }, 'not_yours'],
      [{ ...confirm(session), actor: desk }, 'code_wrong'],
      [on(stranger, refund(contract.contractId)), 'not_yours'],
      [on(t.consumer, refund(unfunded.contractId)), 'lot_not_funded'],
      [
        on(t.officer, {
          verb: 'decide-refund',
          refundId: newId('ref'),
          body: { decision: 'APPROVE' },
        }),
        'unknown_refund',
      ],
      [
        on(t.system, { verb: 'take-bank-fact', fact: settled(bookId, newId('pay')) }),
        'unknown_payout',
      ],
    ]
    const outcomes = await run(...table.map(([command]) => command))
    expect(outcomes.map(refusalOf)).toEqual(table.map(([, code]) => code))
    expect(await balances(bookId)).toEqual(before)
  })

  test('no free slot is left after the last one', async () => {
    const opened = await t.openTestBook(escrow.db, { ...t.terms, priceFen: '10', sessions: 2 })
    const { contractId } = await opened.fund(await opened.sign())
    const record = () =>
      t.commandFor(opened.bookId, opened.desk, {
        verb: 'record-session',
        contractId,
        sessionId: newId('ses'),
      })
    const outcomes = await opened.run(record(), record(), record())
    expect(outcomes.map(refusalOf)).toEqual([undefined, undefined, 'no_free_slot'])
  })

  test('an unknown book', async () => {
    const bookId = newId('bok')
    const verb = { verb: 'run-payouts', runId: newId('run') } as const
    const [outcome] = await transact(escrow.db, (trx) =>
      execute(trx, bookId, [t.commandFor(bookId, t.officer, verb)]),
    )
    expect(refusalOf(outcome)).toBe('unknown_book')
  })
})

describe('twins', () => {
  test('the same key gets the stored reply; another body is refused; a no stays no', async () => {
    const { run, record, bookId } = await funded()
    const session = record({ key: 'k1' })
    const [first] = await run(session)
    const [again, changed] = await run(
      { ...session },
      { ...session, requestSha256: 'ff'.repeat(32) },
    )
    expect(again).toMatchObject({ answer: first!.answer, replayed: true })
    expect(refusalOf(changed)).toBe('idempotency_key_reused')
    const early = record({ key: 'k2', occurredAt: '2025-05-01T00:00:00.000Z' })
    await run(early)
    const [still] = await run({ ...early })
    expect(still).toMatchObject({ replayed: true, answer: { refused: 'session_too_old' } })
    expect(await balances(bookId)).toMatchObject({ '2001': 299900n })
  })

  test('twins in one batch: one effect, the same answer', async () => {
    const { run, record, contract } = await funded()
    const session = record({ key: 'k1' })
    const outcomes = await run(session, { ...session }, { ...session })
    expect(outcomes.map((each) => each.replayed)).toEqual([false, true, true])
    const found = await findContract(escrow.db, contract.contractId)
    expect(found!.lots[0]!.slotStates.slice(0, 3)).toBe('SFF')
  })
})

describe('laws', () => {
  test('held = Σ unreleased slots, Σ accounts = 0, whatever comes and however it is batched', async () => {
    const step = fc.record({
      verb: fc.constantFrom('record', 'confirm', 'reverse', 'twin'),
      pick: fc.nat(40),
    })
    const batches = fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(batches, async (history) => {
        const { run, record, confirm, bookId, desk, contract } = await funded()
        const sessions: Command[] = []
        for (const batch of history) {
          await run(
            ...batch.map(({ verb, pick }) => {
              const known = sessions[pick % Math.max(1, sessions.length)]
              if (verb === 'record' || !known) return sessions[sessions.push(record()) - 1]!
              if (verb === 'confirm') return confirm(known)
              if (verb === 'twin') return { ...known }
              const sessionId = known.verb === 'record-session' ? known.sessionId : ''
              return t.commandFor(bookId, desk, { verb: 'reverse-session', sessionId, reason: 'x' })
            }),
          )
        }
        const lot = (await findContract(escrow.db, contract.contractId))!.lots[0]!
        const found = await balances(bookId)
        const schedule = scheduleOf(t.terms, lot.priceFen)
        const held = fenIn(schedule, lot.slotStates, HELD_STATES)
        const earned = fenIn(schedule, lot.slotStates, ['C'])
        expect(found['2001'] ?? 0n).toBe(held)
        expect(found['2003'] ?? 0n).toBe(earned)
        expect(held + earned).toBe(299900n)
        const posted = await entries(book(), bookId, { limit: 1000 })
        expect(new Set(posted.map((row) => row.cause_id)).size).toBe(posted.length)
      }),
      { numRuns: 15 },
    )
  })
})
