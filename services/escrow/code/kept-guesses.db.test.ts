// Wrong codes outlive the process that counted them, and are thrown away when they are past.
import { newId } from '@ticun/protocol'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandFor, consumerId, openTestBook, openTestEscrow } from '../test-book.ts'
import { DESK_WRONG_CODES_MAX, WRONG_CODES_MAX } from './guesses.ts'
import { openGuesses } from './kept-guesses.ts'

let escrow: Awaited<ReturnType<typeof openTestEscrow>>
beforeAll(async () => {
  escrow = await openTestEscrow()
})
afterAll(() => escrow?.close())

/** Opens the counts anew for each try, as a process that was killed after every answer does. */
async function tried(contractId: string, desk: string, times: number, code: bigint | null = null) {
  let found: bigint | null | 'LOCKED' = null
  for (let time = 0; time < times; time += 1) {
    const attempt = (await openGuesses(escrow.db)).begin('coach', desk)
    found = attempt.judge(contractId, () => code)
    await attempt.settle()
  }
  return found
}

test('a desk that is killed after each wrong code is locked all the same', async () => {
  const book = await openTestBook(escrow.db)
  const desk = book.desk.party ?? ''
  const { contractId } = await book.sign()
  const other = await book.sign()
  expect(await tried(contractId, desk, WRONG_CODES_MAX)).toBeNull()
  expect(await tried(contractId, desk, 1, 7n)).toBe('LOCKED')
  expect(await tried(other.contractId, desk, 1, 7n)).toBe(7n)
})

test("wrong codes for a merchant's own offer are kept: a code accepts it", async () => {
  const book = await openTestBook(escrow.db)
  const [contractId, desk] = [newId('ctr'), book.desk.party ?? '']
  const ids = { contractId, lotId: newId('lot'), productId: book.productId, consumerId }
  const verb = { verb: 'sign-contract' as const, ...ids, consumerName: '张三' }
  await book.run(commandFor(book.bookId, book.desk, verb))
  expect(await tried(contractId, desk, WRONG_CODES_MAX)).toBeNull()
  expect(await tried(contractId, desk, 1, 7n)).toBe('LOCKED')
})

test("another merchant's tries and made-up contracts are not kept", async () => {
  const book = await openTestBook(escrow.db)
  const rival = await openTestBook(escrow.db)
  const { contractId } = await book.sign()
  await tried(contractId, rival.desk.party ?? '', DESK_WRONG_CODES_MAX)
  await tried(newId('ctr'), book.desk.party ?? '', 3)
  expect(await tried(contractId, book.desk.party ?? '', 1, 7n)).toBe(7n)
  const kept = await escrow.db
    .selectFrom('wrong_code')
    .select('contract_id')
    .where('desk', 'in', [rival.desk.party ?? '', book.desk.party ?? ''])
    .execute()
  expect(kept).toEqual([])
})

test('what is past is thrown away by the next wrong code', async () => {
  const book = await openTestBook(escrow.db)
  const desk = book.desk.party ?? ''
  const { contractId } = await book.sign()
  await sql`INSERT INTO wrong_code (caller, desk, contract_id, tried_at)
    SELECT 'coach', ${desk}, ${contractId}, now() - interval '11 minutes'
    FROM generate_series(1, 100)`.execute(escrow.db)
  expect(await tried(contractId, desk, 1, 7n)).toBe(7n)
  await tried(contractId, desk, 1)
  const kept = escrow.db.selectFrom('wrong_code').where('desk', '=', desk)
  expect(await kept.selectAll().execute()).toHaveLength(1)
})
