// Re-derivation: what holds is copied, and the first thing that does not hold is named.
import { describe, expect, test } from 'vitest'
import {
  emptyFrontier,
  entryBytes,
  frontierRoot,
  fromHex,
  genesisHash,
  hex,
  leafHash,
  link,
  parseEntryBytes,
  nodeHash,
  type Entry,
} from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import type { Book } from '../book/book.ts'
import { book, BOOK_ID, makeStory } from '../test-escrow.ts'
import { sortCauses, sortEntries } from './arrivals.ts'
import type { AccountHead } from './rederive.ts'
import { replayRun, type Candidate } from './run.ts'

const empty: Book = {
  bookId: BOOK_ID,
  sequence: 0n,
  hash: genesisHash(),
  recordedAt: null,
  frontier: emptyFrontier,
  stoppedAt: null,
}
const spoken = book(makeStory(100))
const candidates = sortEntries(spoken.entries, 0n).entries.map((entry): Candidate => {
  const cause = spoken.causes.find(({ bookSequence }) => bookSequence === String(entry.sequence))
  if (!cause) throw new Error('an entry has a cause')
  return { ...entry, entryFactId: entry.factId, cause }
})

const run = (given: readonly Candidate[], from = empty, heads = new Map<string, AccountHead>()) =>
  replayRun(from, heads, given, nodeSha256)

/** Replaces one candidate's entry and links everything after it again. */
function rewritten(at: number, change: (entry: Entry) => Entry): Candidate[] {
  let hash: Uint8Array = genesisHash()
  return candidates.map((candidate, place) => {
    const entry = parseEntryBytes(candidate.bytes)
    const bytes = entryBytes(place === at ? change(entry) : entry)
    hash = link(hash, bytes, nodeSha256)
    return { ...candidate, bytes, hash }
  })
}

/** RFC 6962 §2.1, word for word. */
function plainRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves
  if (only && leaves.length === 1) return only
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return nodeHash(plainRoot(left), plainRoot(right), nodeSha256)
}

const firstAccount = (entry: Entry) => entry.lines[0]?.account ?? ''

/** The candidates with one of them changed, and nothing linked again. */
const replaced = (at: number, change: Partial<Candidate>) =>
  candidates.map((candidate, place) => (place === at ? { ...candidate, ...change } : candidate))

describe('a run', () => {
  test('of true entries ends at the head of the ledger, with the tree over their bytes', () => {
    const all = run(candidates)
    expect(hex(all.book.hash)).toBe(spoken.head)
    expect(all.book.sequence).toBe(spoken.sequence)
    const leaves = candidates.map(({ bytes }) => leafHash(bytes, nodeSha256))
    const root = frontierRoot(all.book.frontier, nodeSha256)
    expect(root).toEqual(plainRoot(leaves))
    expect(all.tileHashes.map(({ level, index }) => [level, index])).toEqual([[1, 0]])
  })

  test('cut anywhere gives the same as in one piece', () => {
    const whole = run(candidates)
    for (const cut of [1, 2, 255, 256, 257]) {
      const heads = new Map<string, AccountHead>()
      const first = run(candidates.slice(0, cut), empty, heads)
      expect(run(candidates.slice(cut), first.book, heads).book).toEqual(whole.book)
    }
  })

  test('waits at a gap and is not stopped by it', () => {
    const gap = run(candidates.filter((_, at) => at !== 4))
    expect(gap.book).toMatchObject({ sequence: 4n, stoppedAt: null })
    expect(gap.problem).toBeUndefined()
  })
})

describe('an entry that was changed and re-chained', () => {
  test.each<[string, (entry: Entry) => Entry, RegExp]>([
    ['its kind', (entry) => ({ ...entry, kind: 'lot.funded2' }), /kind is lot.funded2/],
    ['its time', (entry) => ({ ...entry, occurredAt: '2024-01-01T00:00:00.000Z' }), /occurredAt/],
    ['its merchant', ({ merchantId: _none, ...entry }) => entry, /merchantId is absent/],
    ['the order of lines', (entry) => ({ ...entry, lines: entry.lines.toReversed() }), /line 1/],
    [
      'an amount',
      (entry) => ({
        ...entry,
        lines: entry.lines.map((line) => ({ ...line, amount: line.amount * 2n })),
      }),
      /line 1 amount is 6000; the facts lead to 3000/,
    ],
    [
      'an account',
      (entry) => ({
        ...entry,
        lines: entry.lines.map((line) => ({ ...line, account: firstAccount(entry) })),
      }),
      /line 2 account is 1001/,
    ],
  ])('%s', (_what, change, detail) => {
    const at = 3
    const found = run(rewritten(at, change))
    expect(found.problem).toMatchObject({ code: 'ENTRY_DIFFERS', sequence: BigInt(at + 1) })
    expect(found.problem?.detail).toMatch(detail)
    expect(found.book).toMatchObject({ sequence: BigInt(at), stoppedAt: BigInt(at + 1) })
    expect(found.replayed).toHaveLength(at)
  })
})

describe('what else stops a run', () => {
  test('a hash that does not follow', () => {
    const found = run(replaced(2, { hash: fromHex('ab'.repeat(32)) }))
    expect(found.problem).toMatchObject({ code: 'CHAIN_BROKEN', sequence: 3n })
  })

  test('a cause that moves no money', () => {
    const told = spoken.causes.find(({ type }) => type === 'session.recorded')
    if (!told) throw new Error('a story has sessions')
    const found = run(replaced(1, { cause: told }))
    expect(found.problem).toMatchObject({ code: 'CAUSE_MOVES_NO_MONEY', sequence: 2n })
  })

  test('a balance that the chart forbids, even when fact and entry agree', () => {
    const [, second] = candidates
    if (!second) throw new Error('a story has entries')
    // The release comes first: nothing is held yet.
    const found = run([{ ...second, sequence: 1n }])
    expect(found.problem).toMatchObject({ code: 'BALANCE_FORBIDDEN', sequence: 1n })
  })

  test('a time that runs back', () => {
    const later = { ...empty, recordedAt: '2030-01-01T00:00:00.000Z' }
    expect(run(candidates, later).problem).toMatchObject({ code: 'TIME_RUNS_BACK' })
  })

  test('two entries, or two causes, at one place', () => {
    const [first, second] = candidates
    if (!first || !second) throw new Error('a story has entries')
    const twin = { ...first, entryFactId: 'fct_other' }
    expect(run([first, twin]).problem).toMatchObject({ code: 'TWO_ENTRIES', subject: '1' })
    const other = { ...first, cause: second.cause }
    expect(run([first, other]).problem).toMatchObject({ code: 'TWO_CAUSES', subject: '1' })
  })
})

describe('arrivals', () => {
  test('facts that move no money are let pass', () => {
    const told = spoken.causes.filter(({ type }) => type === 'session.recorded')
    expect(told.length).toBeGreaterThan(0)
    expect(sortCauses(told, 0n)).toEqual({ causes: [], problems: [] })
  })

  test('what claims a place that is replayed already comes too late', () => {
    const { causes, problems } = sortCauses(spoken.causes.slice(0, 1), 1n)
    expect(causes).toEqual([])
    expect(problems).toMatchObject([{ code: 'TWO_CAUSES', subject: '1' }])
    expect(sortEntries(spoken.entries.slice(0, 1), 1n).problems).toMatchObject([
      { code: 'TWO_ENTRIES', subject: '1' },
    ])
  })

  test('an entry at no place or without encoding is malformed', () => {
    const [fact] = spoken.entries
    if (!fact) throw new Error('a story has entries')
    const nameless = { ...fact, data: { ...fact.data, kind: '' } }
    for (const one of [nameless, { ...fact, bookSequence: '0' }]) {
      expect(sortEntries([one], 0n).problems).toMatchObject([{ code: 'ENTRY_MALFORMED' }])
    }
  })

  test('under another book’s name or at another place it has other bytes than its hash is of', () => {
    const [fact] = spoken.entries
    if (!fact) throw new Error('a story has entries')
    const right = sortEntries([fact], 0n).entries[0]!
    const elsewhere = { ...fact, bookId: `bok_${'5'.repeat(26)}` }
    for (const one of [elsewhere, { ...fact, bookSequence: '9' }]) {
      const { entries, problems } = sortEntries([one], 0n)
      expect(problems).toEqual([])
      expect(entries[0]?.hash).toEqual(right.hash)
      expect(entries[0]?.bytes).not.toEqual(right.bytes)
    }
  })
})
