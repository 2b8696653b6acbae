// What people read: amounts without floats, times of Shanghai.
import { expect, test } from 'vitest'
import { lastDayBefore, shanghaiDay, shanghaiMinute, shortHash, yuan } from './format.ts'

test('amounts keep every fen, also beyond what a float can hold', () => {
  expect(yuan('8331')).toBe('83.31')
  expect(yuan('0')).toBe('0.00')
  expect(yuan('-5')).toBe('-0.05')
  expect(yuan('900719925474099301')).toBe('9,007,199,254,740,993.01')
})

test('times are those of Shanghai, whatever the browser thinks', () => {
  expect(shanghaiMinute('2015-02-02T16:30:00.000Z')).toBe('2015-02-03 00:30')
  expect(shanghaiDay('2015-02-02T15:59:59.999Z')).toBe('2015-02-02')
})

test('a period that ends before a day is shown with its own last day', () => {
  expect(lastDayBefore('2025-01-01')).toBe('2024-12-31')
  expect(lastDayBefore('2024-03-01')).toBe('2024-02-29')
})

test('a long hash is shortened, a short one is not', () => {
  expect(shortHash('a'.repeat(64))).toBe(`${'a'.repeat(10)}…${'a'.repeat(6)}`)
  expect(shortHash('abc')).toBe('abc')
})
