// A book rebuilt from its facts alone is the same book; what is missing or changed is named.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { TOPICS } from '@ticun/protocol'
import { isEqual } from './compare.ts'
import { readOriginal, type Snapshot } from './original.ts'
import { rebuild } from './rebuild.ts'
import { rebuildCommand } from './rebuild-command.ts'
import { makeScratch, prepare } from './scratch.ts'
import { histories, LONG, openOriginal, play, type TestOriginal } from './test-original.ts'

let original: TestOriginal
beforeAll(async () => {
  original = await openOriginal()
})
afterAll(() => original?.close())

/** Rebuilds these books into a passing database. */
async function rebuildAll(originals: readonly Snapshot[]) {
  const scratch = await makeScratch(original.serverUrl)
  const db = await prepare(scratch.url)
  try {
    return await rebuild({
      db,
      source: { events: 'postgres', factsUrls: { [TOPICS.escrow]: original.factsUrl } },
      originals,
      onGathered: () => {},
      onDerived: () => {},
    })
  } finally {
    await db.destroy()
    await scratch.drop()
  }
}

async function bookOf(bookId: string): Promise<Snapshot> {
  const book = (await readOriginal(original.url)).find((one) => one.bookId === bookId)
  if (!book) throw new Error(`${bookId} is not there`)
  return book
}

test('whatever happened: the same entries, chain head, balances and accounts', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const book = await bookOf(await play(original, history))
      expect(book.sequence).toBeGreaterThan(0n)
      const [rebuilt] = await rebuildAll([book])
      expect(rebuilt?.rows.filter((row) => !isEqual(row))).toEqual([])
      expect(rebuilt?.rows.length).toBeGreaterThan(4)
    }),
    { numRuns: 4 },
  )
})

test('several books at once, each out of its own facts', async () => {
  const ids = [await play(original, LONG), await play(original, LONG.slice(0, 3))]
  const books = await Promise.all(ids.map(bookOf))
  const rebuilt = await rebuildAll(books)
  expect(rebuilt.map(({ entries }) => entries)).toEqual(books.map(({ sequence }) => sequence))
  expect(rebuilt.flatMap(({ rows }) => rows).every(isEqual)).toBe(true)
})

describe('facts that were tampered with', () => {
  test('a fact is gone: the first entry that has none is named', async () => {
    const book = await bookOf(await play(original, LONG))
    await original.tamper(book.bookId, 5n, 'drop')
    await original.tamper(book.bookId, 9n, 'drop')
    await expect(rebuildAll([book])).rejects.toThrow(
      `no fact names entry 5 of ${book.bookId}, the next is 6`,
    )
  })

  test('the last fact is gone', async () => {
    const book = await bookOf(await play(original, LONG.slice(0, 2)))
    await original.tamper(book.bookId, book.sequence, 'drop')
    await expect(rebuildAll([book])).rejects.toThrow(
      `no fact names entry ${book.sequence} of ${book.bookId}, and none comes after it`,
    )
  })

  test('two facts name one entry', async () => {
    const book = await bookOf(await play(original, LONG.slice(0, 3)))
    await original.tamper(book.bookId, 3n, (text) => text.replace('"3"', '"2"'))
    await expect(rebuildAll([book])).rejects.toThrow(`two facts name entry 2 of ${book.bookId}`)
  })

  test('a fact that moves money lost its place', async () => {
    const book = await bookOf(await play(original, LONG.slice(0, 3)))
    await original.tamper(book.bookId, 3n, (text) => text.replace(/,?"bookSequence":"3"/, ''))
    await expect(rebuildAll([book])).rejects.toThrow(/moves money and names no entry/)
  })

  test('an amount was changed: the books differ in head and balances', async () => {
    const book = await bookOf(await play(original, LONG.slice(0, 1)))
    await original.tamper(book.bookId, 1n, (text) => text.replace('"299900"', '"299901"'))
    const [rebuilt] = await rebuildAll([book])
    const differing = rebuilt?.rows.filter((row) => !isEqual(row)).map(({ what }) => what)
    expect(differing).toEqual([
      'chain head',
      '1001 Escrow bank account',
      '2001 Consumer held',
      'digest of accounts',
    ])
  })

  test('an amount that no account could have paid', async () => {
    const book = await bookOf(await play(original, LONG.slice(0, 2)))
    await original.tamper(book.bookId, 1n, (text) => text.replace('"299900"', '"1"'))
    await expect(rebuildAll([book])).rejects.toThrow(/account 2001.* would fall to/)
  })

  test('a fact that breaks its schema: it is missing, and the reason is told', async () => {
    const book = await bookOf(await play(original, LONG.slice(0, 2)))
    await original.tamper(book.bookId, 2n, (text) =>
      text.replace('"recordedAt":"', '"recordedAt":"x'),
    )
    await expect(rebuildAll([book])).rejects.toThrow(/no fact names entry 2 .*could not be read/)
  })
})

describe('pnpm rebuild-book', () => {
  let other: TestOriginal
  let words: (into: string) => string[]
  beforeAll(async () => {
    other = await openOriginal()
    await play(other, LONG)
    words = (into) => ['--facts-url', other.factsUrl, '--compare', other.url, '--into', into]
  })
  afterAll(() => other?.close())

  async function call(given: readonly string[], env: NodeJS.ProcessEnv = {}) {
    let [stdout, stderr] = ['', '']
    const sink = Object.assign(new (await import('node:stream')).PassThrough(), { isTTY: false })
    const out = (text: string) => (stdout += text)
    const err = (text: string) => (stderr += text)
    const code = await rebuildCommand(given, { out, err, progress: sink, env })
    return { code, stdout, stderr }
  }

  test('0 and a table when the books are the same; 2 when the database is not empty', async () => {
    const scratch = await makeScratch(other.serverUrl)
    try {
      const first = await call(words(scratch.url))
      expect(first.stdout).toMatch(/= chain head +[0-9a-f]{64}\n[^]*THE SAME\n$/)
      expect(first).toMatchObject({ code: 0, stderr: '' })
      const again = await call(words(scratch.url))
      expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/not empty/) })
    } finally {
      await scratch.drop()
    }
  })

  test('1 when a fact is missing, and it is named', async () => {
    const [book] = await readOriginal(other.url)
    await other.tamper(book?.bookId ?? '', 4n, 'drop')
    const scratch = await makeScratch(other.serverUrl)
    try {
      const { code, stdout } = await call(words(scratch.url))
      expect(stdout).toMatch(/no fact names entry 4 [^]*NOT THE SAME\n$/)
      expect(code).toBe(1)
    } finally {
      await scratch.drop()
    }
  })

  test.each([
    ['another source', () => ['--from', 'paper'], /outbox or kafka/],
    ['no address', () => ['--into', 'here'], /--into: is no address/],
    ['no house', () => [], /no house runs/],
    [
      'no brokers',
      () => ['--from', 'kafka', '--into', other.url, '--compare', other.url],
      /brokers/,
    ],
    ['nobody there', () => words('postgres://nobody@127.0.0.1:9/none'), /ECONNREFUSED/],
  ])('2: %s', async (_name, given, message) => {
    const { code, stderr } = await call(given(), { TICUN_DATA: '/nowhere' })
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })
})
