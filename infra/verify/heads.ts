// Where each account stands: re-derives running balances with memory that does not grow.
import { ENTRY_BYTES_MAX, type EntryLine } from '@ticun/proof'
import { sideOf } from '@ticun/rules'
import type { Flaw } from './flaw.ts'
import { createTextHash, type TextHash } from './hash-text.ts'
import { BUCKETS, createSpill, type Spill } from './spill.ts'
import { createStretches, packStretch, readStretches, type Place } from './stretch.ts'

/** Accounts, and characters of their names, that memory holds at once. */
const ACCOUNTS_MAX = 131_072
const NAMES_CHARS_MAX = 8_000_000

export type Heads = {
  /** Takes the next line of the book; what is wrong with it as far as is known by now. */
  take: (line: EntryLine, entry: bigint) => Flaw | undefined
  /** The first flaw between lines that memory did not hold together. */
  settle: () => Flaw | undefined
  close: () => void
}

/**
 * Heads as the lines themselves tell them. When memory is full, what is known of every account is
 * put aside as a stretch (where it began, where it ended) and memory begins anew; `settle` then
 * checks that each stretch begins where the one before it ended.
 */
export function createHeads(accountsMax = ACCOUNTS_MAX): Heads {
  const slots = new Map<string, number>()
  const known = createStretches(accountsMax)
  const spill = createSpill()
  const [spread, divide] = [createTextHash(), createTextHash()]
  let chars = 0
  let isWhole = true

  const putAside = () => {
    isWhole = false
    for (const [account, slot] of slots) {
      packStretch(spill, spread(account) % BUCKETS, account, known.at(slot))
    }
    slots.clear()
    chars = 0
  }
  const begin = (line: EntryLine, entry: bigint): number | Flaw => {
    if (slots.size >= accountsMax || chars >= NAMES_CHARS_MAX) putAside()
    const side = sideIfAny(line.account)
    if (!side) return flawAt(entry, `${line.account} is not in the chart of accounts`)
    const before = beforeOf(line)
    if (BigInt.asIntN(64, before.balance) !== before.balance) {
      return flawAt(entry, `no balance in 64 bits leads to that of ${line.account}`)
    }
    const flaw = isWhole ? follows(line.account, undefined, { before, entry }) : undefined
    if (flaw) return flaw
    const account = copyOf(line.account)
    const slot = slots.size
    slots.set(account, slot)
    chars += account.length
    known.begin(slot, before, { entry, isDebit: side === 'DEBIT' })
    return slot
  }
  return {
    take: (line, entry) => {
      let slot = slots.get(line.account)
      if (slot === undefined) {
        const begun = begin(line, entry)
        if (typeof begun !== 'number') return begun
        slot = begun
      } else if (!known.isNext(slot, line)) {
        return follows(line.account, known.at(slot).after, { before: beforeOf(line), entry })
      }
      known.advance(slot, line, entry)
      if (known.isDebit(slot) ? line.balance >= 0n : line.balance <= 0n) return undefined
      const [expected, found] = ['0 fen or more on its own side', `${line.balance} fen`]
      return { ...flawAt(entry, `the balance of ${line.account} is forbidden`), expected, found }
    },
    settle: () => {
      if (isWhole) return undefined
      putAside()
      let first: Flaw | undefined
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
        const flaw = settleBucket(spill, bucket, { divide, accountsMax })
        if (flaw && (first?.sequence ?? Infinity) > (flaw.sequence ?? 0)) first = flaw
      }
      return first
    },
    close: spill.close,
  }
}

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
    return { ...flawAt(entry, what), expected, found: `line ${before.sequence + 1n}` }
  }
  if (before.balance === balance) return undefined
  const expected = `its amount added to ${balance} fen (${since})`
  const found = `its amount added to ${before.balance} fen`
  return { ...flawAt(entry, `the running balance of ${account} is wrong`), expected, found }
}

/** The first flaw between the stretches of a bucket, read as often as memory needs. */
function settleBucket(
  spill: Spill,
  bucket: number,
  { divide, accountsMax }: { divide: TextHash; accountsMax: number },
): Flaw | undefined {
  let count = 0
  for (const _ of readStretches(spill, bucket)) count += 1
  const rounds = Math.ceil(count / accountsMax)
  let first: Flaw | undefined
  for (let round = 0; round < rounds; round += 1) {
    const ends = new Map<string, Place & { entry: bigint }>()
    for (const { account, stretch } of readStretches(spill, bucket)) {
      if (rounds > 1 && divide(account) % rounds !== round) continue
      const claim = { before: stretch.before, entry: stretch.begins }
      const flaw = follows(account, ends.get(account), claim)
      if (flaw && (first?.sequence ?? Infinity) > (flaw.sequence ?? 0)) first = flaw
      ends.set(account, stretch.after)
    }
  }
  return first
}

const scratch = Buffer.allocUnsafe(ENTRY_BYTES_MAX)

/** The same text of its own: a piece of the entry's text would keep the whole text alive. */
function copyOf(text: string): string {
  return scratch.toString('utf8', 0, scratch.write(text))
}

function sideIfAny(account: string): 'DEBIT' | 'CREDIT' | undefined {
  try {
    return sideOf(account)
  } catch {
    return undefined
  }
}

function flawAt(entry: bigint, what: string): Flaw {
  return { sequence: Number(entry), what }
}
