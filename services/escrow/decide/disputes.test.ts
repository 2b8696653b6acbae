// However disputes are told, one by one or together, in whatever order: the same fen for the same.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sumFen } from '@ticun/money'
import { isRefusal, newId, type EscrowFact } from '@ticun/protocol'
import { lotBalance, posting } from '@ticun/rules'
import type { SingleCommand, Verb } from '../command/command.ts'
import { commandFor, consumer, desk, officer, openedWorld, T0 } from '../test-world.ts'
import { decide } from './decide.ts'
import { speaker } from './decision.ts'
import { evolve } from './evolve/evolve.ts'

const PRICE_FEN = 299_900n
const SLOTS_MAX = 36
const evidenceSha256 = 'e'.repeat(64)

/** What becomes of one disputed session: whose part of 8330 fen it is (SPLIT). */
const outcome = fc.oneof(
  fc.constantFrom('UPHOLD' as const, 'OVERTURN' as const).map((decision) => ({ decision })),
  fc.bigInt(0n, 8330n).map((fen) => ({ decision: 'SPLIT' as const, merchantFen: String(fen) })),
)
type Outcome = typeof outcome extends fc.Arbitrary<infer Each> ? Each : never

/** A lot of which so many sessions are confirmed. */
function opened(used: number) {
  const stage = openedWorld()
  const { world, contractId } = stage
  const accounts = new Map<string, bigint>()
  const take = (fact: EscrowFact) => {
    evolve(world, fact)
    for (const { account, amount } of posting(fact)?.lines ?? []) {
      accounts.set(account.slice(0, 4), (accounts.get(account.slice(0, 4)) ?? 0n) + amount)
    }
  }
  const does = (actor: typeof officer, verb: Verb) => {
    const command = commandFor(actor, verb)
    const decision = decide(world, command as SingleCommand, T0, speaker(command, T0))
    if (isRefusal(decision)) throw new Error(JSON.stringify(decision))
    decision.facts.forEach(take)
  }
  const sessions = Array.from({ length: used }, () => newId('ses'))
  for (const [index, sessionId] of sessions.entries()) {
    does(desk, { verb: 'record-session', contractId, sessionId, codeWindow: BigInt(index + 1) })
  }
  const dispute = (at: number) =>
    does(consumer, { verb: 'dispute-session', sessionId: sessions[at]!, reason: '没有上课' })
  const settle = (at: number, said: Outcome) => {
    const body = { ...said, evidenceSha256 }
    does(officer, { verb: 'settle-dispute', sessionId: sessions[at]!, body })
  }
  const [lotId] = stage.lotIds
  const balance = () => lotBalance(world.lots.get(lotId!)!)
  const slots = () => world.lots.get(lotId!)!.slotStates
  return { dispute, settle, balance, slots, accounts }
}

/** Held + disputed + earned + adjusted = paid, now. */
function expectWhole(balance: ReturnType<typeof lotBalance>): void {
  const { heldFen, disputedFen, earnedFen, adjustedFen } = balance
  expect(sumFen([heldFen, disputedFen, earnedFen, adjustedFen])).toBe(PRICE_FEN)
}

const told = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.record({
    extra: fc.nat(SLOTS_MAX - 12),
    outcomes: fc.array(outcome, { minLength: count, maxLength: count }),
    /** The order in which they are disputed, and settled, where they are taken together. */
    orders: fc.tuple(
      fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
      fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
    ),
    cuts: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
  }),
)

test('split or merged, disputes conserve: the same slots, the same balances, the same accounts', () => {
  fc.assert(
    fc.property(told, ({ extra, outcomes, orders: [disputed, settled], cuts }) => {
      const used = outcomes.length + extra
      const merged = opened(used)
      for (const at of disputed) {
        merged.dispute(at)
        expectWhole(merged.balance())
      }
      for (const at of settled) {
        merged.settle(at, outcomes[at]!)
        expectWhole(merged.balance())
      }
      // The same in groups: what is open is settled at each cut.
      const split = opened(used)
      let open: number[] = []
      for (const at of disputed) {
        split.dispute(at)
        open.push(at)
        if (!cuts[at]) continue
        for (const each of open) split.settle(each, outcomes[each]!)
        open = []
        expectWhole(split.balance())
      }
      for (const each of open) split.settle(each, outcomes[each]!)
      expect(split.slots()).toBe(merged.slots())
      expect(split.balance()).toEqual(merged.balance())
      expect(split.balance().disputedFen).toBe(0n)
      expect(split.accounts).toEqual(merged.accounts)
      // The funding itself was booked before.
      expect(PRICE_FEN - (split.accounts.get('2001') ?? 0n)).toBe(split.balance().heldFen)
    }),
    { numRuns: 150 },
  )
})
