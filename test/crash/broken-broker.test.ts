// A broker that freezes, and a book that lacks what the broker has: both are said within a minute.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, transact } from '@ticun/db'
import { makeTokens, OFFICER } from '@ticun/demo'
import { appendFacts, type EventsTables } from '@ticun/events'
import { kafkaAvailable, type House } from '@ticun/house'
import { newId, TOPICS, type LedgerFact } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse } from '../support/house.ts'

const START_MAX_MS = 600_000
const MINUTE_MS = 60_000
const TEST_MAX_MS = 180_000
const LOOK_MS = 500
const ROOMS = ['escrow', 'settlement', 'notary'] as const
type Room = (typeof ROOMS)[number]

const available = await kafkaAvailable()
const title = available.ok ? '' : ` (skipped: ${available.reason})`
const dataDir = mkdtempSync(join(tmpdir(), 'ticun-test-frozen-'))
let house: House

beforeAll(async () => {
  if (!available.ok) return
  const only = ['issuer', 'bank', ...ROOMS] as const
  const env = { ...process.env, EVENTS: 'kafka', CLOCK: 'caller' }
  house = await openTestHouse({ dataDir, only, witness: false, env })
}, START_MAX_MS)
afterAll(() => house?.stop(), TEST_MAX_MS)

async function readiness(room: Room): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${house.urls[room]}/readyz`)
  return { status: answer.status, text: await answer.text() }
}

async function within(ms: number, check: () => Promise<void>): Promise<void> {
  const end = performance.now() + ms
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > end) throw error
      await sleep(LOOK_MS)
    }
  }
}

const allReady = async () => {
  for (const room of ROOMS) expect([room, (await readiness(room)).status]).toEqual([room, 200])
}

test.skipIf(!available.ok)(
  `a frozen broker is said by every room within a minute, and over when it is over${title}`,
  { timeout: TEST_MAX_MS },
  async () => {
    await allReady()
    const { kafka } = house.pids()
    process.kill(kafka!, 'SIGSTOP')
    try {
      await within(MINUTE_MS, async () => {
        for (const room of ROOMS) {
          const { status, text } = await readiness(room)
          expect([room, status]).toEqual([room, 503])
          expect(text).toMatch(/nothing was read of .* for \d+ s|facts do not leave for \d+ s/)
        }
      })
      const figures = await (await fetch(`${house.urls.escrow}/metrics`)).text()
      expect(figures).toMatch(/^facts_standing_still_up\{.*\} 1$/m)
      expect((await fetch(`${house.urls.escrow}/healthz`)).status).toBe(200)
    } finally {
      process.kill(kafka!, 'SIGCONT')
    }
    await within(MINUTE_MS, allReady)
  },
)

test.skipIf(!available.ok)(
  `a book that lacks an entry which the broker has takes no command${title}`,
  { timeout: TEST_MAX_MS },
  async () => {
    const bookId = await sayEntry('7')
    process.kill(house.pids()['escrow']!, 'SIGKILL')
    await within(MINUTE_MS, async () => {
      const { status, text } = await readiness('escrow')
      expect(status).toBe(503)
      expect(JSON.parse(text)).toMatchObject({
        code: 'book_behind',
        detail: `book ${bookId} ends at entry 0; the broker has entry 7`,
      })
    })
    const token = await makeTokens(house.urls.issuer).of(OFFICER)
    const command = await fetch(`${house.urls.escrow}/v1/books`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': newId('cmd'),
      },
      body: JSON.stringify({ bankAccount: { number: '6222000000000009', name: '公证处' } }),
    })
    expect([command.status, await command.json()]).toMatchObject([503, { code: 'book_behind' }])
  },
)

/** Says an entry that the ledger's tables lack, as an escrow did that was then restored. */
async function sayEntry(bookSequence: string): Promise<string> {
  const db = connect<EventsTables>({
    url: house.databases.escrow.runtimeUrl,
    applicationName: 'another-life',
  })
  const [bookId, factId, at] = [newId('bok'), newId('fct'), new Date().toISOString()]
  const line = { balance: '1', sequence: '1' }
  const fact: LedgerFact = {
    id: factId,
    source: 'escrow',
    subject: factId.replace('fct', 'ent'),
    recordedAt: at,
    occurredAt: at,
    bookId,
    bookSequence,
    correlationId: factId,
    causationId: factId,
    actor: { role: 'system', id: 'escrow' },
    type: 'entry.posted',
    data: {
      currency: 'CNY',
      kind: 'deposit.received',
      lines: [
        { account: '1001', amount: '1', ...line },
        { account: '2006', amount: '-1', ...line },
      ],
      hash: 'ab'.repeat(32),
    },
  }
  await transact(db, (trx) => appendFacts(trx, [{ topic: TOPICS.ledger, fact }]))
  await within(MINUTE_MS, async () => {
    const sent = await db.selectFrom('outbox_cursor').select('position').executeTakeFirst()
    expect(sent?.position).toBeGreaterThan(0n)
  })
  await db.destroy()
  return bookId
}
