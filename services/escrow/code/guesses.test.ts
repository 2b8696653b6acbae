// Wrong codes are counted by who tries for what, for own contracts only, and past after a while.
import { expect, test } from 'vitest'
import {
  CALLER_WRONG_CODES_MAX,
  countGuesses,
  DESK_WRONG_CODES_MAX,
  WRONG_CODES_MAX,
  WRONG_CODES_PERIOD_MS,
  type KeptGuess,
} from './guesses.ts'

const right = () => 7n
const wrong = () => null

/** Contracts of the gym begin with `a`; those with `x` are nobody's. */
function guessing(earlier: readonly KeptGuess[] = []) {
  const clock = { ms: 0 }
  const kept: KeptGuess[] = []
  const guesses = countGuesses({
    earlier,
    keep: async (more) => void kept.push(...more),
    merchantOf: async (id) => ({ a: 'gym', b: 'pool' })[id.slice(0, 1)],
    nowMs: () => clock.ms,
  })
  const tries = async (contractId: string, look: () => bigint | null, who = ['coach', 'gym']) => {
    const attempt = guesses.begin(who[0] ?? '', who[1] ?? '')
    const found = attempt.judge(contractId, look)
    await attempt.settle()
    return found
  }
  return { clock, kept, guesses, tries }
}

test('after the last wrong code a right one is not looked at, until the period is over', async () => {
  const { clock, tries } = guessing()
  for (let tried = 1; tried < WRONG_CODES_MAX; tried += 1) await tries('a1', wrong)
  expect(await tries('a1', right)).toBe(7n)
  await tries('a1', wrong)
  expect(await tries('a1', right)).toBe('LOCKED')
  expect(await tries('a1', wrong)).toBe('LOCKED')
  clock.ms = WRONG_CODES_PERIOD_MS - 1
  expect(await tries('a1', right)).toBe('LOCKED')
  clock.ms = WRONG_CODES_PERIOD_MS
  expect(await tries('a1', right)).toBe(7n)
})

test('one contract does not lock another, one log-in not another until the desk is full', async () => {
  const { tries } = guessing()
  const fill = async (who: string[]) => {
    for (let tried = 0; tried < WRONG_CODES_MAX; tried += 1) await tries('a1', wrong, who)
  }
  await fill(['coach', 'gym'])
  expect(await tries('a2', right)).toBe(7n)
  expect(await tries('a1', right, ['second', 'gym'])).toBe(7n)
  await fill(['second', 'gym'])
  expect(await tries('a1', right, ['third', 'gym'])).toBe('LOCKED')
  expect(DESK_WRONG_CODES_MAX).toBe(2 * WRONG_CODES_MAX)
})

test('a log-in that tries everywhere is locked everywhere', async () => {
  const { tries } = guessing()
  for (let tried = 0; tried < CALLER_WRONG_CODES_MAX; tried += 1) await tries(`a${tried}`, wrong)
  expect(await tries('a-fresh', right)).toBe('LOCKED')
  expect(await tries('a-fresh', right, ['second', 'gym'])).toBe(7n)
})

test('a stranger locks nothing, and made-up contracts drive no count out', async () => {
  const { tries, kept } = guessing()
  for (let tried = 0; tried < WRONG_CODES_MAX; tried += 1) await tries('a1', wrong)
  for (let tried = 0; tried < DESK_WRONG_CODES_MAX; tried += 1) await tries('b1', wrong)
  expect(await tries('b1', right, ['coach', 'pool'])).toBe(7n)
  for (let made = 0; made < 100_001; made += 1) await tries(`x${made}`, wrong, ['bot', 'gym'])
  expect(await tries('a1', right)).toBe('LOCKED')
  expect(new Set(kept.map(({ contractId }) => contractId))).toEqual(new Set(['a1']))
})

test('wrong codes at the same moment do not pass together', async () => {
  const { guesses } = guessing()
  const attempts = Array.from({ length: 50 }, () => guesses.begin('coach', 'gym'))
  const found = attempts.map((attempt) => attempt.judge('a1', wrong))
  await Promise.all(attempts.map((attempt) => attempt.settle()))
  expect(found.filter((window) => window === null)).toHaveLength(WRONG_CODES_MAX)
})

test('what was kept counts in the next process', async () => {
  const { tries, kept } = guessing()
  for (let tried = 0; tried < WRONG_CODES_MAX; tried += 1) await tries('a1', wrong)
  const next = guessing(kept)
  expect(await next.tries('a1', right)).toBe('LOCKED')
})
