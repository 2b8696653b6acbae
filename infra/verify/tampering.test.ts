// Every kind of tampering with an exported log is named, with the first bad leaf.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entryText, parseEntryText, type Entry } from '@ticun/proof'
import { readTrust, type Trust } from './key.ts'
import { readOlder } from './older.ts'
import { openTestFolder, verifyPath, type TestFolder } from './test-folder.ts'
import { BOOK_ID, hashTexts, logText, makeEntries, openOffice, signTexts } from './test-log.ts'

const ENTRIES = 60
const office = openOffice()
const entries = [...makeEntries(ENTRIES, 5)]
const texts = entries.map(entryText)
let note: string
let trust: Trust
let folder: TestFolder
beforeAll(async () => {
  folder = await openTestFolder()
  trust = await readTrust([office.key])
  note = await signTexts(texts, office)
})
afterAll(() => folder.close())

const verifyText = async (text: string, options = {}) =>
  verifyPath(await folder.file('log.jsonl', text), { trust, ...options })
const verifyLines = (lines: readonly string[]) => verifyText(logText(lines, note))

/** The texts with the entry of a sequence changed, from its own copy. */
function changed(sequence: number, change: (entry: Entry) => Entry): string[] {
  const entry = parseEntryText(texts[sequence - 1] ?? '')
  return texts.with(sequence - 1, entryText(change(entry)))
}

/** Moves one fen more in an entry, and tells so in every balance after it: consistent again. */
function rewritten(from: number): string[] {
  const more = new Map<string, bigint>()
  return entries.map((entry) =>
    entryText({
      ...entry,
      lines: entry.lines.map((line) => {
        const moved = entry.sequence !== BigInt(from) ? 0n : line.amount > 0n ? 1n : -1n
        more.set(line.account, (more.get(line.account) ?? 0n) + moved)
        const balance = line.balance + (more.get(line.account) ?? 0n)
        return { ...line, amount: line.amount + moved, balance }
      }),
    }),
  )
}

const withLines = (entry: Entry, fen: bigint): Entry => ({
  ...entry,
  lines: entry.lines.map((line) => {
    const moved = line.amount > 0n ? fen : -fen
    return { ...line, amount: line.amount + moved, balance: line.balance + moved }
  }),
})

test('the untouched log holds, and tells its head', async () => {
  const verdict = await verifyLines(texts)
  expect(verdict.flaw).toBeUndefined()
  expect(verdict).toMatchObject({ entries: ENTRIES, chainHead: hashTexts(texts).chainHead })
})

describe('tampering with leaves', () => {
  const first = entries[16]
  const table: [string, () => string[], number, RegExp][] = [
    [
      'an amount changed in one line',
      () => texts.with(16, (texts[16] ?? '').replace('"amount":"8330"', '"amount":"8331"')),
      17,
      /sum to 1 fen/,
    ],
    [
      'a balance changed',
      () => texts.with(16, (texts[16] ?? '').replace(/"balance":"-\d+"/, '"balance":"-1"')),
      17,
      /running balance of .* is wrong/,
    ],
    [
      'an amount changed on both sides: shows at the next line of the account',
      () => changed(17, (entry) => withLines(entry, 1n)),
      22,
      /running balance of .* is wrong/,
    ],
    ['an entry deleted', () => texts.toSpliced(16, 1), 17, /another entry/],
    [
      'two entries swapped',
      () => texts.with(16, texts[17] ?? '').with(17, texts[16] ?? ''),
      17,
      /another entry/,
    ],
    ['an entry inserted twice', () => texts.toSpliced(16, 0, texts[15] ?? ''), 17, /another entry/],
    ['a cause used twice', () => withTwin(), 30, /has an entry already/],
    [
      'a book time that runs back',
      () => changed(17, (entry) => ({ ...entry, recordedAt: '2025-01-01T00:00:00.000Z' })),
      17,
      /book time runs back/,
    ],
    [
      'another book',
      () => changed(17, (entry) => ({ ...entry, bookId: 'bok_2' })),
      17,
      /of another/,
    ],
    [
      'an account outside of the chart',
      () =>
        changed(17, (entry) => ({
          ...entry,
          lines: entry.lines.map((line) => ({ ...line, account: `9${line.account}` })),
        })),
      17,
      /not in the chart/,
    ],
    ['spaces in a line', () => texts.with(16, ` ${texts[16]}`), 17, /canonical/],
    ['a line of nothing', () => texts.toSpliced(16, 0, ''), 17, /canonical/],
    ['a line that is no JSON', () => texts.with(16, '{"bookId":'), 17, /canonical/],
    ['the last entry cut off', () => texts.slice(0, -1), ENTRIES, /missing/],
  ]
  function withTwin(): string[] {
    return changed(30, (entry) => ({ ...entry, causeId: first?.causeId ?? '' }))
  }

  test.each(table)('%s', async (_name, tamper, sequence, what) => {
    const { flaw } = await verifyLines(tamper())
    expect(flaw?.what).toMatch(what)
    expect(flaw?.sequence).toBe(sequence)
  })

  test('an account that falls below 0 on its own side', async () => {
    const [one] = makeEntries(1)
    if (!one) throw new Error('nothing was made')
    const lines = one.lines.map((line) => ({
      ...line,
      amount: -line.amount,
      balance: -line.balance,
    }))
    const bad = [entryText({ ...one, lines })]
    const { flaw } = await verifyText(logText(bad, await signTexts(bad, office)))
    expect(flaw).toMatchObject({ sequence: 1, what: expect.stringMatching(/1001 is forbidden/) })
  })

  test('more entries than the checkpoint covers', async () => {
    const fewer = await signTexts(texts.slice(0, 50), office)
    const { flaw } = await verifyText(logText(texts, fewer))
    expect(flaw).toMatchObject({ sequence: 51, what: expect.stringMatching(/not cover/) })
  })
})

describe('everything rewritten and re-chained', () => {
  test('the checkpoint is not of these entries', async () => {
    const { flaw } = await verifyLines(rewritten(17))
    expect(flaw?.what).toMatch(/rewritten.*one of the leaves 1 to 60/)
  })

  test('signed anew, and an older checkpoint exposes it', async () => {
    const lines = rewritten(17)
    const text = logText(lines, await signTexts(lines, office))
    expect((await verifyText(text)).flaw).toBeUndefined()
    const keep = async (size: number) => {
      const kept = await signTexts(texts.slice(0, size), office)
      return readOlder(await folder.file(`kept-${size}`, kept), trust)
    }
    const olders = [await keep(40), await keep(10), await keep(20), await keep(0)]
    const { flaw } = await verifyText(text, { olders })
    expect(flaw?.what).toMatch(/root signed under .*kept-20: .*one of the leaves 11 to 20/)
  })

  test('signed anew, and an older export names the leaf', async () => {
    const lines = rewritten(17)
    const kept = texts.slice(0, 40)
    const text = logText(kept, await signTexts(kept, office))
    const older = await readOlder(await folder.file('kept.jsonl', text), trust)
    const again = logText(lines, await signTexts(lines, office))
    const { flaw } = await verifyText(again, { olders: [older] })
    expect(flaw).toMatchObject({ sequence: 17, what: expect.stringMatching(/signed under/) })
    expect((await verifyText(logText(texts, note), { olders: [older] })).flaw).toBeUndefined()
  })

  test('a chain head that was told elsewhere exposes it', async () => {
    const lines = rewritten(17)
    const text = logText(lines, await signTexts(lines, office))
    const { chainHead } = hashTexts(texts)
    const { flaw } = await verifyText(text, { chainHead })
    expect(flaw).toMatchObject({ expected: chainHead, found: hashTexts(lines).chainHead })
    const header = { format: 'ticun.log/1', origin: 'ticun.example/test', bookId: BOOK_ID }
    const told = text.replace(/^.*\n/, `${JSON.stringify({ ...header, chainHead })}\n`)
    expect((await verifyText(told)).flaw?.what).toMatch(/chain ends in another hash/)
  })
})

describe('whose checkpoint it is', () => {
  test('another key of the same name', async () => {
    const other = await readTrust([openOffice().key])
    expect((await verifyText(logText(texts, note), { trust: other })).flaw?.what).toMatch(
      /no good signature/,
    )
  })

  test('the checkpoint of another log', async () => {
    const foreign = await signTexts(texts, openOffice('ticun.example/elsewhere'))
    const { flaw } = await verifyText(logText(texts, foreign))
    expect(flaw).toMatchObject({ what: expect.stringMatching(/another log/) })
    expect(flaw?.found).toBe('ticun.example/elsewhere')
  })

  test('a header that claims another log', async () => {
    const { flaw } = await verifyText(logText(texts, note, 'ticun.example/elsewhere'))
    expect(flaw?.what).toMatch(/header names another log/)
  })

  test('one changed character of the signed text', async () => {
    const { flaw } = await verifyText(logText(texts, note.replace('\n60\n', '\n59\n')))
    expect(flaw?.what).toMatch(/no good signature/)
  })
})
