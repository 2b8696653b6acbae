// Where each account stands: re-derives running balances with memory that does not grow.
import type { EntryLine } from '@ticun/proof'
import { sideOf } from '@ticun/rules'
import type { Flaw } from './flaw.ts'
import { packStretch, readStretches, type Stretch } from './stretch.ts'
import { createTextHash } from './hash-text.ts'
import { BUCKETS, createSpill } from './spill.ts'

/** Accounts, and characters of their names, that memory holds at once. */
const ACCOUNTS_MAX = 50_000
const NAMES_CHARS_MAX = 8_000_000
/** Stretches whose accounts are held at once when a bucket is settled. */
const SETTLED_MAX = 50_000

export type Heads = {
  /** Takes the next line of the book; what is wrong with it as far as is known by now. */
  take: (line: EntryLine, entry: bigint) => Flaw | undefined
  /** The first flaw between lines that memory did not hold together. */
  settle: () => Flaw | undefined
  close: () => void
}

type Known = Stretch & { readonly isDebit: boolean }

/**
 * Heads as the lines themselves tell them. When memory is full, what is known of every account is
 * put aside as a stretch (where it began, where it ended) and memory begins anew; `settle` then
 * checks that each stretch begins where the one before it ended.
 */
export function createHeads(accountsMax = ACCOUNTS_MAX): Heads {
  const known = new Map<string, Known>()
  const spill = createSpill()
  const [spread, divide] = [createTextHash(), createTextHash()]
  let chars = 0
  let isWhole = true

  const putAside = () => {
    isWhole = false
    for (const [account, stretch] of known) {
      packStretch(spill, spread(account) % BUCKETS, account, stretch)
    }
    known.clear()
    chars = 0
  }
  const begin = (line: EntryLine, entry: bigint): Known | Flaw => {
    if (known.size >= accountsMax || chars >= NAMES_CHARS_MAX) putAside()
    const side = sideIfAny(line.account)
    if (!side) return at(entry, `${line.account} is not in the chart of accounts`)
    const before = beforeOf(line)
    if (BigInt.asIntN(64, before.balance) !== before.balance) {
      return at(entry, `no balance in 64 bits leads to that of ${line.account}`)
    }
    const flaw = isWhole ? follows(line.account, undefined, { before, entry }) : undefined
    if (flaw) return flaw
    // A copy: a piece of the entry's text would keep the whole text alive.
    const account = Buffer.from(line.account).toString()
    const after = { balance: line.balance, sequence: line.sequence, entry }
    const begun = { before, begins: entry, after, isDebit: side === 'DEBIT' }
    known.set(account, begun)
    chars += account.length
    return begun
  }
  return {
    take: (line, entry) => {
      const held = known.get(line.account)
      const stretch = held ?? begin(line, entry)
      if ('what' in stretch) return stretch
      const flaw = held ? advance(held, line, entry) : undefined
      if (flaw) return flaw
      if (stretch.isDebit ? line.balance >= 0n : line.balance <= 0n) return undefined
      const [expected, found] = ['0 fen or more on its own side', `${line.balance} fen`]
      return { ...at(entry, `the balance of ${line.account} is forbidden`), expected, found }
    },
    settle: () => {
      if (isWhole) return undefined
      putAside()
      let first: Flaw | undefined
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
        const flaw = settleBucket(() => readStretches(spill, bucket), divide)
        if (flaw && (first?.sequence ?? Infinity) > (flaw.sequence ?? 0)) first = flaw
      }
      return first
    },
    close: spill.close,
  }
}

function advance(stretch: Known, line: EntryLine, entry: bigint): Flaw | undefined {
  const { after } = stretch
  if (line.sequence === after.sequence + 1n && line.balance === after.balance + line.amount) {
    after.balance = line.balance
    after.sequence = line.sequence
    after.entry = entry
    return undefined
  }
  return follows(line.account, after, { before: beforeOf(line), entry })
}

type Place = { balance: bigint; sequence: bigint }

/** Where the account must have stood before a line. */
function beforeOf({ amount, balance, sequence }: EntryLine): Place {
  return { balance: balance - amount, sequence: sequence - 1n }
}

/** What is wrong when a line that claims `before` comes after `last` (none: it is the first). */
function follows(
  account: string,
  last: (Place & { entry: bigint }) | undefined,
  { before, entry }: { before: Place; entry: bigint },
): Flaw | undefined {
  const { balance = 0n, sequence = 0n } = last ?? {}
  const since = last ? `after entry ${last.entry}, its last before` : 'before its first line'
  if (before.sequence !== sequence) {
    const what = `the sequence of ${account} does not follow`
    const expected = `line ${sequence + 1n} of the account (${sequence} ${since})`
    return { ...at(entry, what), expected, found: `line ${before.sequence + 1n}` }
  }
  if (before.balance === balance) return undefined
  const amount = `its amount added to ${balance} fen (${since})`
  const found = `its amount added to ${before.balance} fen`
  return { ...at(entry, `the running balance of ${account} is wrong`), expected: amount, found }
}

/** The first flaw between the stretches of a bucket. */
function settleBucket(
  read: () => Generator<{ account: string; stretch: Stretch }>,
  divide: (text: string) => number,
): Flaw | undefined {
  let count = 0
  for (const _ of read()) count += 1
  const rounds = Math.ceil(count / SETTLED_MAX)
  let first: Flaw | undefined
  for (let round = 0; round < rounds; round += 1) {
    const ends = new Map<string, Stretch['after']>()
    for (const { account, stretch } of read()) {
      if (divide(account) % rounds !== round) continue
      const claim = { before: stretch.before, entry: stretch.begins }
      const flaw = follows(account, ends.get(account), claim)
      if (flaw && (first?.sequence ?? Infinity) > (flaw.sequence ?? 0)) first = flaw
      ends.set(account, stretch.after)
    }
  }
  return first
}

function sideIfAny(account: string): 'DEBIT' | 'CREDIT' | undefined {
  try {
    return sideOf(account)
  } catch {
    return undefined
  }
}

function at(entry: bigint, what: string): Flaw {
  return { sequence: Number(entry), what }
}
