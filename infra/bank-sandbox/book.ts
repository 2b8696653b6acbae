// Knows the bank's memory: accounts with their lines by date, and what was already answered.
import type { BookedLine, JournalRecord, LineTaken, PaymentDecided } from './record.ts'

export type Account = {
  number: string
  name: string
  openingBalanceFen: bigint
  /** In order of booking time; lines of the same instant in order of arrival. */
  lines: BookedLine[]
  /** balancesAfter[i] is the balance after lines[i]; right only below `balancesKnown`. */
  balancesAfter: bigint[]
  balancesKnown: number
}

export type Book = {
  accounts: Map<string, Account>
  linesBySerial: Map<string, LineTaken | undefined>
  linesByKey: Map<string, LineTaken>
  messages: Map<string, string>
  payments: Map<string, PaymentDecided>
}

/** A bank on its first day. */
export function emptyBook(): Book {
  return {
    accounts: new Map(),
    linesBySerial: new Map(),
    linesByKey: new Map(),
    messages: new Map(),
    payments: new Map(),
  }
}

/** Applies one record in place. The same records in the same order give the same book. */
export function evolve(book: Book, record: JournalRecord): void {
  switch (record.type) {
    case 'account.opened':
      book.accounts.set(record.number, {
        number: record.number,
        name: record.name,
        openingBalanceFen: record.openingBalanceFen,
        lines: [],
        balancesAfter: [],
        balancesKnown: 0,
      })
      break
    case 'line.taken':
      book.linesByKey.set(record.key, record)
      insertLine(book, record.line, record)
      break
    case 'message.taken':
      book.messages.set(record.messageId, record.requestHash)
      break
    case 'payment.decided':
      book.payments.set(record.endToEndId, record)
      for (const line of record.lines) insertLine(book, line, undefined)
      break
  }
}

function insertLine(book: Book, line: BookedLine, taken: LineTaken | undefined): void {
  const account = book.accounts.get(line.account)
  if (account === undefined) throw new Error(`line ${line.serial} for an unknown account`)
  if (book.linesBySerial.has(line.serial)) throw new Error(`serial ${line.serial} repeats`)
  const position = firstAfter(account.lines, line.bookedAt)
  account.lines.splice(position, 0, line)
  account.balancesKnown = Math.min(account.balancesKnown, position)
  book.linesBySerial.set(line.serial, taken)
}

/** Position of the first line booked later than an instant. */
function firstAfter(lines: BookedLine[], bookedAt: string): number {
  return partition(lines, (line) => line.bookedAt <= bookedAt)
}

/** Position of the first line for which `before` no longer holds (lines are sorted). */
function partition(lines: BookedLine[], before: (line: BookedLine) => boolean): number {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const line = lines[middle]
    if (line !== undefined && before(line)) low = middle + 1
    else high = middle
  }
  return low
}

/** The line's effect on the balance, in fen. */
export function signedFen(line: BookedLine): bigint {
  return line.direction === 'CREDIT' ? line.amountFen : -line.amountFen
}

/** Balance (fen) after the first `count` lines of the account. */
function balanceAfter(account: Account, count: number): bigint {
  while (account.balancesKnown < count) {
    const index = account.balancesKnown
    const line = account.lines[index]
    if (line === undefined) throw new Error('balance asked beyond the last line')
    account.balancesAfter[index] = balanceAfter(account, index) + signedFen(line)
    account.balancesKnown = index + 1
  }
  return count === 0 ? account.openingBalanceFen : (account.balancesAfter[count - 1] ?? 0n)
}

/** Balance (fen) of everything booked so far, whatever its date. */
export function balanceFen(account: Account): bigint {
  return balanceAfter(account, account.lines.length)
}

/**
 * What may be paid at an instant (ISO UTC) so that no statement ever shows a negative balance:
 * the lowest balance (fen) from that instant on.
 */
export function availableFen(account: Account, bookedAt: string): bigint {
  const start = firstAfter(account.lines, bookedAt)
  let lowest = balanceAfter(account, start)
  for (let count = start + 1; count <= account.lines.length; count += 1) {
    const balance = balanceAfter(account, count)
    if (balance < lowest) lowest = balance
  }
  return lowest
}

export type Period = {
  openingBalanceFen: bigint
  closingBalanceFen: bigint
  lines: { line: BookedLine; balanceAfterFen: bigint }[]
}

/** The lines booked in [from, to) (ISO UTC) with the balances (fen) around and after each. */
export function periodOf(account: Account, from: string, to: string): Period {
  const start = partition(account.lines, (line) => line.bookedAt < from)
  const end = partition(account.lines, (line) => line.bookedAt < to)
  return {
    openingBalanceFen: balanceAfter(account, start),
    closingBalanceFen: balanceAfter(account, end),
    lines: account.lines.slice(start, end).map((line, index) => ({
      line,
      balanceAfterFen: balanceAfter(account, start + index + 1),
    })),
  }
}
