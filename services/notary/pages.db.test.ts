// Who may read what at the notary, and what the pages say.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Running } from '@ticun/http'
import { DEMO_PASSWORD, logIn, startIssuer, type RunningIssuer } from '@ticun/issuer'
import { notaryRoutes } from '@ticun/protocol'
import { startNotary } from './main.ts'
import {
  book,
  makeStory,
  ofEscrow,
  ofLedger,
  ofSettlement,
  statementClosed,
} from './test-escrow.ts'
import { eventually, openStage, type Stage } from './test-stage.ts'

const TEST_MAX_MS = 180_000
const LOTS = 4
const HELD_FEN = String(LOTS * 1_000)
const PAYABLE_FEN = String(LOTS * 2_000)
const CONTROL_FEN = String(LOTS * 3_000)
const spoken = book(makeStory(LOTS))
let stage: Stage
let issuer: RunningIssuer
let notary: Running
let issuerFolder: string
const faults: unknown[] = []

beforeAll(async () => {
  stage = await openStage()
  issuerFolder = await mkdtemp(join(tmpdir(), 'ticun-issuer-'))
  const config = {
    host: '127.0.0.1',
    port: 0,
    dataDir: issuerFolder,
    portalUrl: 'http://127.0.0.1:8080',
    clientSecret: 'a-secret-of-tests',
  }
  issuer = await startIssuer(config, (error) => faults.push(error))
  notary = await startNotary(
    { ...stage.config(), ISSUER_URL: issuer.url, PUBLIC_ENTRIES: 'none' },
    false,
  )
  await stage.speak([...ofEscrow(spoken.causes), ...ofLedger(spoken.entries)])
  await eventually(async () => expect(await stage.replayed()).toBe(spoken.sequence))
}, TEST_MAX_MS)
afterAll(async () => {
  await notary.stop()
  await issuer.close()
  await stage.close()
  await rm(issuerFolder, { recursive: true })
  expect(faults).toEqual([])
}, TEST_MAX_MS)

async function ask(path: string, login?: string) {
  const headers = new Headers()
  if (login !== undefined) {
    const { accessToken } = await logIn({ issuerUrl: issuer.url, login, password: DEMO_PASSWORD })
    headers.set('authorization', `Bearer ${accessToken}`)
  }
  const answer = await fetch(new URL(path, notary.url), { headers })
  const text = await answer.text()
  return { status: answer.status, text, body: JSON.parse(text) as unknown }
}

const OVERSEEN = ['/v1/trial-balance', '/v1/reconciliations/current', '/v1/alerts']

test.each(OVERSEEN)('%s is for overseers only', async (path) => {
  expect((await ask(path)).status).toBe(401)
  expect((await ask(path, 'coach')).status).toBe(403)
  expect((await ask(path, 'm0001')).status).toBe(403)
  expect((await ask(path, 'wang')).status).toBe(200)
  expect((await ask(path, 'guan')).status).toBe(200)
})

test('bundles of entries are for overseers, and hashes for everybody', async () => {
  const get = async (path: string, login?: string) => {
    const headers = new Headers()
    if (login !== undefined) {
      const { accessToken } = await logIn({ issuerUrl: issuer.url, login, password: DEMO_PASSWORD })
      headers.set('authorization', `Bearer ${accessToken}`)
    }
    const answer = await fetch(new URL(path, notary.url), { headers })
    await answer.arrayBuffer()
    return [answer.status, answer.headers.get('cache-control')]
  }
  await eventually(async () => expect((await get('/tile/0/000.p/1'))[0]).toBe(200))
  expect(await get('/tile/entries/000.p/1')).toEqual([401, 'no-store'])
  expect(await get('/tile/entries/000.p/1', 'coach')).toEqual([403, 'no-store'])
  expect(await get('/tile/entries/000.p/1', 'm0001')).toEqual([403, 'no-store'])
  expect(await get('/tile/entries/000.p/1', 'guan')).toEqual([200, 'no-store'])
  expect(await get('/tile/entries/000.p/1', 'wang')).toEqual([200, 'no-store'])
})

test('a wrong query is 400, a book that nobody knows 404', async () => {
  const wrong = await ask('/v1/trial-balance?asOf=yesterday', 'wang')
  expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: '/asOf' }] } })
  const other = `bok_${'7'.repeat(26)}`
  for (const path of ['/v1/trial-balance', '/v1/reconciliations/current']) {
    const answer = await ask(`${path}?bookId=${other}`, 'wang')
    expect(answer).toMatchObject({ status: 404, body: { code: 'unknown_book' } })
  }
  expect((await ask('/v1/alerts?cursor=zzz', 'wang')).status).toBe(400)
})

test('the trial balance has two equal columns, now and at any instant', async () => {
  const now = notaryRoutes.trialBalance.reply.parse((await ask('/v1/trial-balance', 'wang')).body)
  expect(now).toMatchObject({
    through: String(spoken.sequence),
    totalDebitFen: CONTROL_FEN,
    totalCreditFen: CONTROL_FEN,
  })
  expect(now.lines).toMatchObject([
    { code: '1001', debitFen: CONTROL_FEN, creditFen: '0', accounts: 1 },
    { code: '2001', debitFen: '0', creditFen: HELD_FEN, accounts: LOTS },
    { code: '2003', debitFen: '0', creditFen: PAYABLE_FEN, accounts: 1 },
  ])
  // Every instant at which something happened, and the millisecond before it.
  const lines = spoken.entries.flatMap(({ occurredAt, data }) =>
    data.lines.map((line) => ({ ...line, occurredAt })),
  )
  for (const { occurredAt } of lines) {
    for (const asOf of [occurredAt, new Date(Date.parse(occurredAt) - 1).toISOString()]) {
      const { body } = await ask(`/v1/trial-balance?asOf=${asOf}`, 'wang')
      const past = notaryRoutes.trialBalance.reply.parse(body)
      const control = lines
        .filter((line) => line.account === '1001' && line.occurredAt <= asOf)
        .reduce((sum, line) => sum + BigInt(line.amount), 0n)
      expect(past.totalDebitFen).toBe(control.toString())
      expect(past.totalCreditFen).toBe(control.toString())
    }
  }
})

async function read() {
  const { body } = await ask('/v1/reconciliations/current', 'guan')
  return notaryRoutes.reconcile.reply.parse(body)
}

test('the reconciliation names each difference, and has none when the bank agrees', async () => {
  const before = await read()
  expect(before).toMatchObject({ bankFen: '0', controlFen: CONTROL_FEN, customersFen: CONTROL_FEN })
  expect(before.differences).toMatchObject([
    { name: 'BOOK_AHEAD_OF_BANK', amountFen: `-${CONTROL_FEN}` },
  ])
  expect(before.differenceFen).toBe(`-${CONTROL_FEN}`)

  await stage.speakOfBank(
    ofSettlement([
      statementClosed(901, '2025-01-31', BigInt(CONTROL_FEN)),
      // An older day that arrives later is not newer.
      statementClosed(902, '2025-01-30', 1n),
    ]),
  )
  await eventually(async () => {
    const rows = await stage.db.selectFrom('bank_statement').selectAll().execute()
    expect(rows).toHaveLength(2)
  })
  expect(await read()).toMatchObject({
    bankFen: CONTROL_FEN,
    bankThrough: '2025-01-31',
    parts: [
      { code: '2001', amountFen: HELD_FEN },
      { code: '2003', amountFen: PAYABLE_FEN },
    ],
    differences: [],
    differenceFen: '0',
  })

  // The same day once more: the later arrival counts.
  await stage.speakOfBank(
    ofSettlement([statementClosed(903, '2025-01-31', BigInt(CONTROL_FEN) + 5n)]),
  )
  await eventually(async () => {
    expect((await read()).differences).toMatchObject([
      { name: 'BANK_AHEAD_OF_BOOK', amountFen: '5' },
    ])
  })
})

test('alerts are listed newest first, page by page', async () => {
  const [known] = spoken.causes
  if (!known) throw new Error('a story has facts')
  const twins = [1, 2, 3].map((number) => {
    const { bookSequence: _none, ...fact } = known
    return { ...fact, id: `fct_${String(number).repeat(26)}` }
  })
  await stage.speak(ofEscrow(twins))
  const list = notaryRoutes.listAlerts.reply
  const first = await eventually(async () => {
    const page = list.parse((await ask('/v1/alerts?limit=2', 'wang')).body)
    expect(page.items).toHaveLength(2)
    return page
  })
  await eventually(async () => {
    const { body } = await ask('/v1/log')
    expect(body).toMatchObject({ alerts: 3 })
  })
  const rest = list.parse((await ask(`/v1/alerts?limit=2&cursor=${first.next ?? ''}`, 'wang')).body)
  expect(rest.items).toHaveLength(1)
  expect(rest.next).toBeUndefined()
  expect(first.items[0]?.detail).toContain('3333')
  expect(rest.items[0]?.detail).toContain('1111')
})

test('the log, its health and its documents are for everybody', async () => {
  expect((await fetch(new URL('/readyz', notary.url))).status).toBe(200)
  const metrics = await (await fetch(new URL('/metrics', notary.url))).text()
  expect(metrics).toContain(`notary_replayed_entries{service="notary"} ${spoken.sequence}`)
  expect((await ask('/openapi.json')).body).toHaveProperty([
    'paths',
    '/v1/entries/{sequence}/proof',
  ])
  const key = await ask('/v1/log')
  expect(key.text).not.toContain('PRIVATE')
})

test("a second book's receipt is proven by its own log, or not at all", async () => {
  const stranger = `bok_${'7'.repeat(26)}`
  for (const path of ['/checkpoint', '/v1/log', '/v1/entries/1/proof']) {
    const answer = await ask(`${path}?bookId=${stranger}`)
    expect(answer).toMatchObject({ status: 404, body: { code: 'unknown_book' } })
    expect((await ask(`${path}?bookId=x`)).status).toBe(400)
  }
  const second = `bok_${'6'.repeat(26)}`
  const other = book(
    makeStory(1).map((fact) => ({
      ...fact,
      id: fact.id.replace('fct_0', 'fct_9'),
      bookId: second,
    })),
  )
  await stage.speak([...ofEscrow(other.causes), ...ofLedger(other.entries)])
  const own = await eventually(async () => {
    const answer = await fetch(new URL(`/v1/entries/1/proof?bookId=${second}`, notary.url))
    expect(answer.status).toBe(200)
    return answer.text()
  })
  expect(own).toContain(`/${second}\n`)
  const first = await fetch(new URL('/v1/entries/1/proof', notary.url))
  expect(await first.text()).not.toContain(second)
  const log = notaryRoutes.logStatus.reply.parse((await ask(`/v1/log?bookId=${second}`)).body)
  expect(log).toMatchObject({ bookId: second, entries: String(other.sequence) })
  expect(log.verifierKey).toMatch(new RegExp(`^${log.origin}\\+`))
})
