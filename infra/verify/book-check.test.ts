// With next to no memory a book is judged as with plenty; and what is judged must be read exactly.
import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entryText, formatVerifierKey, utf8, type Entry } from '@ticun/proof'
import { ed25519Signer, nodeSha256 } from '@ticun/proof/node'
import { createBookCheck } from './book-check.ts'
import { createCauses } from './causes.ts'
import { firstOf } from './flaw.ts'
import { readTrust } from './key.ts'
import { openTestFolder, verifyPath, type TestFolder } from './test-folder.ts'
import { logText, makeEntries, ORIGIN, signTexts } from './test-log.ts'

const ENTRIES = 300
const entries = [...makeEntries(ENTRIES, 7)]
let folder: TestFolder
beforeAll(async () => {
  folder = await openTestFolder()
})
afterAll(() => folder.close())

/** What is wrong with entries when so many accounts fit into memory. */
function judge(book: readonly Entry[], accountsMax?: number) {
  const check = createBookCheck(accountsMax === undefined ? {} : { accountsMax })
  const texts = book.map((entry) => utf8(entryText(entry)))
  const read = (offset: number) => texts[offset - 1] ?? new Uint8Array()
  try {
    for (const [at, bytes] of texts.entries()) {
      const flaw = check.take(bytes, at + 1)
      if (flaw) return firstOf([check.settle(read), flaw])
    }
    return check.settle(read)
  } finally {
    check.close()
  }
}

test('one account at a time in memory: the same verdict on any change of any line', () => {
  expect(judge(entries, 1)).toBeUndefined()
  fc.assert(
    fc.property(
      fc.nat(ENTRIES - 1),
      fc.nat(1),
      fc.constantFrom('amounts', 'balance', 'sequence'),
      fc.integer({ min: 1, max: 4 }),
      (place, lineAt, field, accountsMax) => {
        const bad = entries.map((entry, at) => (at === place ? spoil(entry, lineAt, field) : entry))
        const expected = judge(bad)
        // Of two bad lines of one entry either may be named.
        expect(judge(bad, accountsMax)?.sequence).toBe(expected?.sequence)
        // Wrong amounts in the last lines of both accounts contradict nothing.
        if (field !== 'amounts') expect(expected?.sequence).toBe(place + 1)
      },
    ),
    { numRuns: 150 },
  )
})

function spoil(entry: Entry, lineAt: number, field: 'amounts' | 'balance' | 'sequence'): Entry {
  const lines = entry.lines.map((line, at) => {
    const fen = line.amount > 0n ? 1n : -1n
    if (field === 'amounts') {
      return { ...line, amount: line.amount + fen, balance: line.balance + fen }
    }
    if (at !== lineAt) return line
    if (field === 'balance') return { ...line, balance: line.balance + fen }
    return { ...line, sequence: line.sequence + 1n }
  })
  return { ...entry, lines }
}

test('among many causes exactly the twins are found, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 400 }), (words) => {
      const causes = createCauses()
      for (const [at, word] of words.entries()) causes.add(word, at + 1)
      const pairs = [...causes.likelyTwins()]
      causes.close()
      const found = new Set(pairs.map(([, later]) => later))
      const seen = new Set<string>()
      for (const [at, word] of words.entries()) {
        expect(found.has(at + 1)).toBe(seen.has(word))
        seen.add(word)
      }
      expect(pairs.every(([earlier, later]) => words[earlier - 1] === words[later - 1])).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('many causes go through the disk and none is lost', () => {
  const causes = createCauses()
  const count = 600_000
  for (let at = 1; at <= count; at += 1) causes.add(`fct_${at % (count - 2)}`, at)
  const pairs = [...causes.likelyTwins()]
  causes.close()
  expect(pairs.toSorted(([a], [b]) => a - b)).toEqual([
    [1, count - 1],
    [2, count],
  ])
})

test('the golden log is what this project writes, and holds', async () => {
  const golden = join(import.meta.dirname, 'golden')
  const seed = '302e020100300506032b657004220420' + '07'.repeat(32)
  const der = Buffer.from(seed, 'hex')
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const signer = ed25519Signer(ORIGIN, privateKey)
  const key = formatVerifierKey(signer.key, nodeSha256)
  const texts = [...makeEntries(12, 2)].map(entryText)
  const text = logText(texts, await signTexts(texts, { signer, key }))
  expect(await readFile(join(golden, 'log.jsonl'), 'utf8')).toBe(text)
  expect(await readFile(join(golden, 'key'), 'utf8')).toBe(`${key}\n`)
  const trust = await readTrust([join(golden, 'key')])
  const verdict = await verifyPath(join(golden, 'log.jsonl'), { trust })
  expect(verdict.flaw).toBeUndefined()
  expect(verdict.chainHead).toBe('9fb54411159a44f0ee481aa9f5f118ead57b8874a47963b6ede530e1e8f52973')
})
