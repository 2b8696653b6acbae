// Golden figures and properties of amounts, rates and splits.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate, applyRate, decimalYuan, formatYuan, parseYuan, simpleInterest } from './index.ts'

describe('yuan text', () => {
  test.each([
    [0n, '0.00'],
    [5n, '0.05'],
    [-5n, '-0.05'],
    [299900n, '2,999.00'],
    [123456789n, '1,234,567.89'],
  ])('%s fen is %s', (fen, text) => {
    expect(formatYuan(fen)).toBe(text)
    expect(parseYuan(text)).toBe(fen)
  })

  test.each(['1.005', '1e3', '', '12,34.00', '0x10', '１２'])('refuses %j', (text) => {
    expect(parseYuan(text)).toBeUndefined()
  })

  test('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 17n), 10n ** 17n), (fen) => {
        expect(parseYuan(formatYuan(fen))).toBe(fen)
        expect(parseYuan(decimalYuan(fen))).toBe(fen)
      }),
    )
  })
})

describe('rates', () => {
  test('F17: 160000 fen at 3.00 % over 243 days is 3196, at 1.50 % it is 1598', () => {
    expect(simpleInterest(160000n, '0.03', 243)).toBe(3196n)
    expect(simpleInterest(160000n, '0.015', 243)).toBe(1598n)
  })

  test('F3: 5 % of 1224000 rounded down is 61200', () => {
    expect(applyRate(1224000n, '0.05', 'DOWN')).toBe(61200n)
  })
})

describe('allocate', () => {
  test('F17: 1234 over fen·days gives 777, 214, 243', () => {
    expect(allocate(1234n, [160000n * 92n, 90000n * 45n, 50000n * 92n])).toEqual([777n, 214n, 243n])
  })

  test('parts sum back to the whole', () => {
    const weights = fc.array(fc.bigInt(0n, 10n ** 9n), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), weights, (amount, list) => {
        fc.pre(list.some((weight) => weight > 0n))
        const sum = allocate(amount, list).reduce((total, part) => total + part, 0n)
        expect(sum).toBe(amount)
      }),
    )
  })
})
