// Knows that balances by date are right whatever the order in which lines arrive.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { availableFen, balanceFen, emptyBook, evolve, periodOf, signedFen } from './book.ts'
import type { Account } from './book.ts'
import type { BookedLine } from './record.ts'

const day = (number: number) => new Date(Date.UTC(2015, 0, 1 + number)).toISOString()

const arrivals = fc.array(
  fc.record({ day: fc.nat(9), fen: fc.integer({ min: -500, max: 500 }), look: fc.nat(9) }),
  { maxLength: 40 },
)

function accountWith(openingBalanceFen: bigint, then: (account: Account) => void) {
  const book = emptyBook()
  const recordedAt = day(0)
  evolve(book, { type: 'account.opened', recordedAt, number: '1', name: '一', openingBalanceFen })
  const account = book.accounts.get('1')
  if (account === undefined) throw new Error('the account was opened')
  then(account)
  return {
    account,
    take: (line: BookedLine) =>
      evolve(book, { type: 'line.taken', recordedAt, key: line.serial, requestHash: '', line }),
  }
}

function lineOf(serial: string, number: number, fen: number): BookedLine {
  return {
    serial,
    account: '1',
    direction: fen < 0 ? 'DEBIT' : 'CREDIT',
    amountFen: BigInt(Math.abs(fen)),
    bookedAt: day(number),
    kind: 'TRANSFER',
    remittance: '',
    counterpartyName: '',
    counterpartyAccount: '',
  }
}

test('every period opens with the sum of all lines before it and closes with its own', () => {
  fc.assert(
    fc.property(arrivals, fc.nat(9), fc.nat(9), (items, a, b) => {
      const { account, take } = accountWith(100n, () => {})
      const [from, to] = [day(Math.min(a, b)), day(Math.max(a, b) + 1)]
      items.forEach((item, index) => {
        take(lineOf(`s${index}`, item.day, item.fen))
        // Looking in between must not leave stale balances behind.
        periodOf(account, day(item.look), day(10))
      })
      const sum = (keep: (line: BookedLine) => boolean) =>
        account.lines.filter(keep).reduce((total, line) => total + signedFen(line), 100n)
      const period = periodOf(account, from, to)
      expect(period.openingBalanceFen).toBe(sum((line) => line.bookedAt < from))
      expect(period.closingBalanceFen).toBe(sum((line) => line.bookedAt < to))
      expect(period.lines.every(({ line }) => line.bookedAt >= from && line.bookedAt < to)).toBe(
        true,
      )
      expect(period.lines.at(-1)?.balanceAfterFen ?? period.openingBalanceFen).toBe(
        period.closingBalanceFen,
      )
      expect(balanceFen(account)).toBe(sum(() => true))
    }),
  )
})

test('what is available on a day never makes a later balance negative', () => {
  const { account, take } = accountWith(0n, () => {})
  take(lineOf('a', 1, 1000))
  take(lineOf('b', 5, -900))
  take(lineOf('c', 7, 5000))
  expect(availableFen(account, day(0))).toBe(0n)
  expect(availableFen(account, day(2))).toBe(100n)
  expect(availableFen(account, day(7))).toBe(5100n)
})

test('lines of the same instant keep the order in which they came', () => {
  const { account, take } = accountWith(0n, () => {})
  for (const serial of ['x', 'a', 'm']) take(lineOf(serial, 3, 1))
  expect(account.lines.map((line) => line.serial)).toEqual(['x', 'a', 'm'])
})
