// Knows that neither commands nor facts get past a book that was not compared, and that both wait.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from '@ticun/db'
import { createTransport, isFault } from '@ticun/events'
import { isFault as isFaultAtEdge } from '@ticun/http'
import { chainHead, type LedgerTables } from '@ticun/ledger'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as t from '../test-book.ts'
import { BookBehindError, startGuard } from './guard.ts'

const LOOK_MS = 50
const WAIT_MAX_MS = 20_000
const silence = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
let notary: Server
/** What the notary's page says; undefined while it is away. */
let told: object | undefined

beforeAll(async () => {
  escrow = await t.openTestEscrow()
  notary = createServer((_, reply) => {
    reply.statusCode = told ? 200 : 503
    reply.end(JSON.stringify(told ?? {}))
  })
  await new Promise<void>((resolve) => notary.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  notary.close()
  await escrow.close()
})

async function eventually(check: () => void): Promise<void> {
  const end = performance.now() + WAIT_MAX_MS
  for (;;) {
    try {
      return check()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resume) => setTimeout(resume, LOOK_MS))
    }
  }
}

function thrownBy(work: () => void): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}

test('nothing is taken until the notary was asked, nor while the book lacks what it has', async () => {
  const gym = await t.openTestBook(escrow.db)
  await gym.fund(await gym.sign())
  const db = connect<LedgerTables>({ url: escrow.runtimeUrl, applicationName: 'guard-test' })
  const head = (await chainHead(db, gym.bookId))!
  const hash = head.hash.toString('hex')
  const says = (entries: bigint, chainHead = hash) => {
    told = { bookId: gym.bookId, entries: entries.toString(), chainHead }
  }
  const { port } = notary.address() as AddressInfo
  const transport = createTransport({ events: 'postgres', clientId: 'escrow' })
  const notaryUrl = `http://127.0.0.1:${port}`
  const guard = startGuard({ db, transport, notaryUrl, log: silence })
  const unknown = thrownBy(guard.expectWhole)
  // What waits is a fault for either side: a fact is not put aside for it, a caller may repeat.
  expect([isFault(unknown), isFaultAtEdge(unknown)]).toEqual([true, true])

  says(head.sequence + 3n, 'ab'.repeat(32))
  await eventually(() => expect(thrownBy(guard.expectWhole)).toBeInstanceOf(BookBehindError))
  const behind = thrownBy(guard.expectWhole)
  expect(isFault(behind)).toBe(true)
  expect(String(behind)).toContain(`ends at entry ${head.sequence}; the notary has entry`)

  says(head.sequence)
  await eventually(() => guard.expectWhole())
  // A connection broke: whoever answers next may be another server.
  says(head.sequence, 'cd'.repeat(32))
  guard.compareAgain()
  await eventually(() => expect(guard.expectWhole).toThrow(/is another than the one/))
  guard.stop()
  await transport.close()
  await db.destroy()
})
