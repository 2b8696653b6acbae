// Knows that a run whose book is wrong does not count, and that the ceiling writes what it claims.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drive, openBatcher, type Acknowledged } from './batcher.ts'
import { createCeiling } from './ceiling.ts'
import { checkBook } from './check.ts'
import { captureRows } from './rows.ts'
import { openBenchServer, type BenchServer } from './server.ts'
import { addContracts, openWorld, sessionCommands, type World } from './world.ts'

const START_MAX_MS = 60_000
const SESSIONS = 40
let server: BenchServer

beforeAll(async () => {
  server = await openBenchServer()
}, START_MAX_MS)

afterAll(() => server.close(), START_MAX_MS)

async function openSmallWorld(): Promise<World> {
  const world = await openWorld(server.db, ['mer_00000000000000000000000001'])
  await addContracts(server.db, world, 20)
  return world
}

test('sums, chain and receipts: each lie is found', async () => {
  const world = await openSmallWorld()
  const { client } = server.real
  const acknowledged: Acknowledged = new Map()
  const commands = sessionCommands(world, 0, SESSIONS)
  const capture = await captureRows(client, world.bookId, SESSIONS, async () => {
    await drive(openBatcher(server.db), commands, 8, acknowledged)
  })
  const check = () => checkBook(client, world.bookId, acknowledged)
  expect(await check()).toEqual([])

  const ceiling = createCeiling(server.bare, capture, [7, 40])
  expect((await ceiling.sample(7)).flaw).toBeUndefined()
  expect((await ceiling.sample(40)).flaw).toBeUndefined()

  const [sequence = '', hash = ''] = [...acknowledged][0] ?? []
  acknowledged.set(sequence, 'ff'.repeat(32))
  expect(await check()).toEqual([`the receipt of entry ${sequence} names another hash`])
  acknowledged.set(sequence, hash).set('9999', hash)
  const [counted, lacking] = await check()
  expect(counted).toBe(`${SESSIONS + 1} sessions were acknowledged and ${SESSIONS} are stored`)
  expect(lacking).toBe('1 receipts lack an entry')
  acknowledged.delete('9999')

  await client.query('SET session_replication_role = replica')
  const place = [world.bookId, sequence]
  await client.query(
    `UPDATE line SET amount = amount + sign(amount)::int, balance = balance + sign(amount)::int
     WHERE book_id = $1 AND entry_sequence = $2`,
    place,
  )
  expect(await check()).toEqual([`the chain breaks at entry ${sequence}`])
  await client.query('DELETE FROM line WHERE book_id = $1 AND entry_sequence = $2', place)
  await client.query('DELETE FROM entry WHERE book_id = $1 AND sequence = $2', place)
  await client.query('SET session_replication_role = origin')
  expect(await check()).toContain(`entry ${sequence} is missing`)
})
