// The drill: a backup taken under load, everything killed, restored; nothing that left is missing.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { connect, transact } from '@ticun/db'
import { createTransport, type Transport } from '@ticun/events'
import { createTestDatabases, kafkaAvailable, openTestBroker, openTestServer } from '@ticun/house'
import type { TestBroker, TestServer } from '@ticun/house'
import { chainHead, type LedgerTables } from '@ticun/ledger'
import { newId, TOPICS, type EscrowFact, type Fact, type LedgerFact } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBatcher } from '../command/batcher.ts'
import { createDesk } from '../command/desk.ts'
import { startGuard } from '../guard/guard.ts'
import { migrateEscrow } from '../migrate.ts'
import { findContract } from '../read/contracts.ts'
import type { EscrowTables } from '../tables.ts'
import * as t from '../test-book.ts'
import { RestoreError, restoreBook } from './apply.ts'

const START_MAX_MS = 600_000
const DRILL_MAX_MS = 180_000
const CONNECTIONS = 64
const SESSIONS_EACH = 30
const PAUSE_MS = 100
const available = await kafkaAvailable()
const title = available.ok ? '' : ` (skipped: ${available.reason})`
const silence = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
let server: TestServer
let broker: TestBroker

beforeAll(async () => {
  if (!available.ok) return
  server = await openTestServer()
  broker = await openTestBroker()
}, START_MAX_MS)
afterAll(async () => {
  await broker?.stop()
  await server?.stop()
}, START_MAX_MS)

type Opened = { db: ReturnType<typeof connect<EscrowTables>>; transport: Transport }

function open(url: string): Opened {
  const db = connect<EscrowTables>({
    url,
    applicationName: 'drill',
    connectionsMax: CONNECTIONS,
    onFault: () => {},
  })
  const login = { ...broker.userOf('escrow'), isSealed: false }
  const brokers = [broker.brokers]
  return { db, transport: createTransport({ events: 'kafka', clientId: 'escrow', brokers, login }) }
}

const batcherOn = ({ db }: Opened, onCommit: () => void) =>
  createBatcher({ deskOf: (bookId) => createDesk(db, bookId), onCommit })

type Acknowledged = { contractId: string; sequence: bigint; hash: string }

/** Writers that each have a member; what was acknowledged to them. */
async function write(opened: Opened, gym: Awaited<ReturnType<typeof openGym>>, wake: () => void) {
  const batcher = batcherOn(opened, wake)
  const acknowledged: Acknowledged[] = []
  let window = 0n
  await Promise.all(
    gym.members.map(async ({ contractId }) => {
      for (let count = 0; count < SESSIONS_EACH; count += 1) {
        const codeWindow = (window += 1n)
        const wish = { contractId, sessionId: newId('ses'), codeWindow }
        const verb = { verb: 'record-session' as const, ...wish }
        const { answer } = await batcher.submit(t.commandFor(gym.bookId, gym.desk, verb))
        if ('refused' in answer) throw new Error(`${answer.refused} ${answer.detail}`)
        const { receipt } = answer.body as { receipt: { sequence: string; hash: string } }
        acknowledged.push({ contractId, sequence: BigInt(receipt.sequence), hash: receipt.hash })
        await sleep(PAUSE_MS)
      }
    }),
  )
  return acknowledged
}

async function openGym({ db }: Opened) {
  const gym = await t.openTestBook(db)
  const members: { contractId: string; lotId: string }[] = []
  for (let count = 0; count < CONNECTIONS; count += 1)
    members.push(await gym.fund(await gym.sign()))
  return { ...gym, members }
}

async function eventually(check: () => Promise<void>): Promise<void> {
  const end = performance.now() + 30_000
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > end) throw error
      await sleep(100)
    }
  }
}

const factsOf = (all: readonly Fact[]) =>
  all.filter((fact): fact is EscrowFact & Fact => fact.type !== 'entry.posted')
const entriesOf = (all: readonly Fact[]) =>
  all.filter((fact): fact is LedgerFact & Fact => fact.type === 'entry.posted')

test.skipIf(!available.ok)(
  `a backup taken under load forks no book, and gets back all that had left it${title}`,
  { timeout: DRILL_MAX_MS },
  async () => {
    const databases = await createTestDatabases('drill', server.superuserUrl)
    const { ownerUrl, runtimeUrl, runtime, factsReader } = databases.escrow
    await migrateEscrow(ownerUrl, runtime, factsReader)
    const before = open(runtimeUrl)
    const gym = await openGym(before)
    const relay = before.transport.relay({ db: before.db, log: silence })
    const writing = write(before, gym, relay.wake)
    await sleep(500)
    await server.keepCopy()
    const acknowledged = await writing
    // Some more that no statement of a session says: a member, her money, and nothing since.
    gym.members.push(await gym.fund(await gym.sign()))
    const head = (await chainHead(before.db, gym.bookId))!
    await eventually(async () => {
      const last = entriesOf(await before.transport.tail(TOPICS.ledger)).at(-1)
      expect(last?.bookSequence).toBe(String(head.sequence))
    })
    await before.transport.close()
    await server.returnToCopy()
    await before.db.destroy()

    const after = open(runtimeUrl)
    const book = connect<LedgerTables>({ url: runtimeUrl, applicationName: 'drill-book' })
    const restored = (await chainHead(after.db, gym.bookId))!
    expect(restored.sequence).toBeLessThan(head.sequence)
    const guard = startGuard({
      db: book,
      transport: after.transport,
      notaryUrl: undefined,
      log: silence,
    })
    await eventually(async () =>
      expect(guard.expectWhole).toThrow(
        `ends at entry ${restored.sequence}; the broker has entry ${head.sequence}`,
      ),
    )

    const facts = factsOf(await after.transport.beyond(after.db, TOPICS.escrow))
    const entries = entriesOf(await after.transport.beyond(after.db, TOPICS.ledger))
    const bringBack = (from: readonly EscrowFact[], of: readonly LedgerFact[] = entries) =>
      transact(after.db, (trx) => restoreBook(trx, gym.bookId, from, of))
    // A fact that is missing or changed is no history of this book.
    const known = new Set(
      (await sql<{ id: string }>`SELECT id FROM outbox`.execute(after.db)).rows.map(({ id }) => id),
    )
    const lost = facts.filter(({ id, bookSequence }) => !known.has(id) && bookSequence)
    await expect(bringBack(facts.filter(({ id }) => id !== lost[3]?.id))).rejects.toThrow(
      RestoreError,
    )
    expect((await chainHead(after.db, gym.bookId))?.sequence).toBe(restored.sequence)

    const done = await bringBack(facts)
    const hash = head.hash.toString('hex')
    expect(done).toMatchObject({ from: restored.sequence, to: head.sequence, hash })
    expect(await bringBack(facts)).toMatchObject({ facts: 0, to: head.sequence })
    await eventually(async () => guard.expectWhole())
    guard.stop()

    const stored = await sql<{ sequence: bigint; hash: string }>`
      SELECT sequence, encode(hash, 'hex') AS hash FROM entry
      WHERE book_id = ${gym.bookId}`.execute(book)
    const hashes = new Map(stored.rows.map(({ sequence, hash }) => [sequence, hash]))
    expect(acknowledged).toHaveLength(CONNECTIONS * SESSIONS_EACH)
    expect(acknowledged.filter(({ sequence, hash }) => hashes.get(sequence) !== hash)).toEqual([])
    for (const { contractId } of gym.members) {
      const [lot] = (await findContract(after.db, contractId))!.lots
      const used = Array.from(lot!.slotStates).filter((state) => state === 'C').length
      expect(used).toBe(acknowledged.filter((each) => each.contractId === contractId).length)
    }

    const next = after.transport.relay({ db: after.db, log: silence })
    const more = await batcherOn(after, next.wake).submit(
      t.commandFor(gym.bookId, gym.desk, {
        verb: 'record-session',
        contractId: gym.members.at(-1)!.contractId,
        sessionId: newId('ses'),
        codeWindow: 1_000_000n,
      }),
    )
    expect(more.answer).toMatchObject({
      body: { receipt: { sequence: String(head.sequence + 1n) } },
    })
    await eventually(async () => {
      const told = entriesOf(await after.transport.tail(TOPICS.ledger))
      expect(told.map(({ bookSequence }) => bookSequence)).toContain(String(head.sequence + 1n))
    })
    await after.transport.close()
    await Promise.all([after.db.destroy(), book.destroy()])
  },
)
