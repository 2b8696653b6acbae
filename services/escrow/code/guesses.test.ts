// Wrong codes are counted by who tries for what, and forgotten after a while.
import { expect, test } from 'vitest'
import { rememberGuesses, WRONG_CODES_MAX, WRONG_CODES_PERIOD_MS } from './guesses.ts'

const right = () => 7n
const wrong = () => null

function guessing() {
  const clock = { ms: 0 }
  return { clock, guesses: rememberGuesses(() => clock.ms) }
}

test('after the last wrong code a right one is not looked at, until the period is over', () => {
  const { clock, guesses } = guessing()
  for (let tried = 1; tried < WRONG_CODES_MAX; tried += 1) guesses.judge('ctr_a', wrong)
  expect(guesses.judge('ctr_a', right)).toBe(7n)
  guesses.judge('ctr_a', wrong)
  expect(guesses.judge('ctr_a', right)).toBe('LOCKED')
  expect(guesses.judge('ctr_a', wrong)).toBe('LOCKED')
  clock.ms = WRONG_CODES_PERIOD_MS - 1
  expect(guesses.judge('ctr_a', right)).toBe('LOCKED')
  clock.ms = WRONG_CODES_PERIOD_MS
  expect(guesses.judge('ctr_a', right)).toBe(7n)
})

test('one contract does not lock another', () => {
  const { guesses } = guessing()
  for (let tried = 0; tried < WRONG_CODES_MAX; tried += 1) guesses.judge('ctr_a', wrong)
  expect(guesses.judge('ctr_b', right)).toBe(7n)
})

test('wrong codes of an earlier period are forgotten', () => {
  const { clock, guesses } = guessing()
  for (let tried = 1; tried < WRONG_CODES_MAX; tried += 1) guesses.judge('ctr_a', wrong)
  clock.ms = WRONG_CODES_PERIOD_MS
  guesses.judge('ctr_a', wrong)
  expect(guesses.judge('ctr_a', right)).toBe(7n)
})
