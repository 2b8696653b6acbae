// Knows that the journal keeps whole lines, drops a torn one and refuses a damaged one.
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openJournal } from './journal.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bank-journal-'))
})
afterEach(() => rm(directory, { recursive: true }))

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = []
  const journal = await openJournal(path, (line) => lines.push(line))
  await journal.close()
  return lines
}

test('what was flushed is there after opening again, in order', async () => {
  const path = join(directory, 'deeper', 'journal.jsonl')
  const journal = await openJournal(path, () => {})
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      journal.append(`"行 ${index}"`)
      await journal.flushed()
    }),
  )
  await journal.close()
  const expected = Array.from({ length: 100 }, (_, index) => `"行 ${index}"`)
  expect(await linesOf(path)).toEqual(expected)
})

test('a half-written last line is cut off and the next line is whole', async () => {
  const path = join(directory, 'journal.jsonl')
  await appendFile(path, '"whole"\n"torn')
  expect(await linesOf(path)).toEqual(['"whole"'])
  const journal = await openJournal(path, () => {})
  journal.append('"next"')
  await journal.flushed()
  await journal.close()
  expect(await readFile(path, 'utf8')).toBe('"whole"\n"next"\n')
})

test('a damaged whole line stops the start and is named', async () => {
  const path = join(directory, 'journal.jsonl')
  await appendFile(path, '1\n2x\n3\n')
  const opening = openJournal(path, (line) => void JSON.parse(line))
  await expect(opening).rejects.toThrow(/damaged at line 2/)
})
