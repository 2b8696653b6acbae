// How differences are named.
import { describe, expect, test } from 'vitest'
import type { CodeTotal } from '../trial-balance/totals.ts'
import { reconcile, type Sides } from './reconcile.ts'

const total = (code: CodeTotal['code'], amount: bigint): CodeTotal => ({
  code,
  amount,
  accounts: 1,
})

const agreeing: Sides = {
  bank: { closingFen: 1_000n, toDay: '2025-03-31' },
  controlFen: 1_000n,
  totals: [
    total('1001', 1_000n),
    total('1101', 50n),
    total('2001', -700n),
    total('2003', -300n),
    total('2006', -50n),
  ],
}

describe('reconcile', () => {
  test('what was told and not taken is named by itself, and the rest as before', () => {
    const bank = { closingFen: 1_705n, toDay: '2025-03-31' }
    expect(reconcile({ ...agreeing, bank, untakenFen: 700n })).toMatchObject({
      differenceFen: '705',
      differences: [
        { name: 'BANK_WORD_NOT_TAKEN', amountFen: '700' },
        { name: 'BANK_AHEAD_OF_BOOK', amountFen: '5' },
      ],
    })
  })

  test('finds nothing where all three sides agree; what merchants owe is taken off', () => {
    expect(reconcile(agreeing)).toMatchObject({
      bankFen: '1000',
      bankThrough: '2025-03-31',
      controlFen: '1000',
      customersFen: '1000',
      differences: [],
      differenceFen: '0',
    })
    expect(reconcile(agreeing).parts.map(({ code, amountFen }) => [code, amountFen])).toEqual([
      ['1101', '-50'],
      ['2001', '700'],
      ['2003', '300'],
      ['2006', '50'],
    ])
  })

  test.each([
    [1_001n, 'BANK_AHEAD_OF_BOOK', '1'],
    [998n, 'BOOK_AHEAD_OF_BANK', '-2'],
  ])('a bank balance of %d is named %s', (closingFen, name, amountFen) => {
    const found = reconcile({ ...agreeing, bank: { closingFen, toDay: '2025-03-31' } })
    expect(found.differences).toMatchObject([{ name, amountFen }])
    expect(found.differences[0]?.detailZh).toContain('2025-03-31')
    expect(found.differences[0]?.detailEn).toContain('2025-03-31')
    expect(found.differenceFen).toBe(amountFen)
  })

  test('a book that contradicts itself is named beside the bank', () => {
    const found = reconcile({ ...agreeing, controlFen: 1_007n })
    expect(found.differences.map(({ name, amountFen }) => [name, amountFen])).toEqual([
      ['BOOK_AHEAD_OF_BANK', '-7'],
      ['BOOK_DOES_NOT_BALANCE', '7'],
    ])
  })

  test('an empty book without a statement has no difference', () => {
    const found = reconcile({ controlFen: 0n, totals: [] })
    expect(found).toMatchObject({ bankFen: '0', differences: [], differenceFen: '0' })
    expect(found).not.toHaveProperty('bankThrough')
  })
})
