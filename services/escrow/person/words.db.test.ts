// Words of people lie sealed; a reply shows them until their key is destroyed.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as t from '../test-book.ts'
import { keepWords, openWords } from './words.ts'

const SECRET = 'a-key-of-tests-with-enough-characters'
let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>

beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const asked = (key: string) => ({ scope: 'her', key, requestSha256: 'a'.repeat(64) })

test('the same request has one token, another one another', async () => {
  const tokens = await Promise.all(
    ['1', '1', '2'].map((key) => keepWords(escrow.db, SECRET, asked(key), '张三说"退"')),
  )
  expect(tokens[0]).toBe(tokens[1])
  expect(tokens[2]).not.toBe(tokens[0])
  const json = JSON.stringify({ reason: tokens[0], other: [tokens[2], 'txt_'] })
  expect(JSON.parse(await openWords(escrow.db, json))).toEqual({
    reason: '张三说"退"',
    other: ['张三说"退"', 'txt_'],
  })
})

test('nothing of them can be read in the tables, and without the key they are gone', async () => {
  const token = await keepWords(escrow.db, SECRET, asked('3'), '李四太太')
  const { rows } = await sql<{ sealed: Buffer }>`
    SELECT sealed FROM words WHERE token = ${token}`.execute(escrow.db)
  expect(rows[0]?.sealed.includes('李四')).toBe(false)
  await sql`DELETE FROM words_key WHERE token = ${token}`.execute(escrow.db)
  expect(await openWords(escrow.db, `"${token}"`)).toBe('"（已删除）"')
})
