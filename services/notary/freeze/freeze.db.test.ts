// Who may place and lift a freeze, what is told of it, and that nothing of it can be changed.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Running } from '@ticun/http'
import { DEMO_PASSWORD, logIn, startIssuer, type RunningIssuer } from '@ticun/issuer'
import { freeze, newId, notaryRoutes, type Freeze } from '@ticun/protocol'
import { startNotary } from '../main.ts'
import { BOOK_ID, book, makeStory, ofEscrow, ofLedger } from '../test-escrow.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'
import { expireDue } from './expire.ts'

const TEST_MAX_MS = 180_000
const EVIDENCE = 'e'.repeat(64)
const MERCHANT = `mer_${'1'.repeat(26)}`
const AT = '2025-03-01T02:00:00.000Z'
let stage: Stage
let issuer: RunningIssuer
let notary: Running
let issuerFolder: string
const tokens = new Map<string, string>()

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
  issuer = await startIssuer(config, () => {})
  const own = { ...stage.config(), ISSUER_URL: issuer.url, CLOCK: 'caller' as const }
  notary = await startNotary(own, false)
  const early = await place({ basis: 'LEGAL' })
  expect(early).toMatchObject({ status: 404, body: { code: 'unknown_book' } })
  const spoken = book(makeStory(1))
  await stage.speak([...ofEscrow(spoken.causes), ...ofLedger(spoken.entries)])
  await eventually(async () => expect(await stage.replayed()).toBe(spoken.sequence))
}, TEST_MAX_MS)
afterAll(async () => {
  await notary.stop()
  await issuer.close()
  await stage.close()
  await rm(issuerFolder, { recursive: true })
}, TEST_MAX_MS)

async function ask(path: string, as: string, json?: unknown, key: string = randomUUID()) {
  const known = tokens.get(as)
  const token =
    known ??
    (await logIn({ issuerUrl: issuer.url, login: as, password: DEMO_PASSWORD })).accessToken
  tokens.set(as, token)
  const headers = new Headers({ authorization: `Bearer ${token}` })
  if (json !== undefined) {
    headers.set('content-type', 'application/json')
    headers.set('idempotency-key', key)
  }
  const url = new URL(path, notary.url)
  const answer = await fetch(
    url,
    json === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(json) },
  )
  const body: unknown = await answer.json()
  const replayed = answer.headers.get('idempotent-replayed') === 'true'
  return { status: answer.status, body, replayed }
}

const place = (changes: object = {}, as = 'wang', key?: string) => {
  const wish = { scope: 'MERCHANT', subjectId: MERCHANT, basis: 'ABSCONDING', reason: '门店关闭' }
  return ask('/v1/freezes', as, { ...wish, evidenceSha256: EVIDENCE, ...changes }, key)
}

async function placed(changes: object = {}): Promise<Freeze> {
  const { status, body } = await place({ occurredAt: AT, ...changes })
  expect(status).toBe(201)
  return freeze.parse(body)
}

const requestLift = (freezeId: string, as: string, more: object = {}) =>
  ask(`/v1/freezes/${freezeId}/lift-requests`, as, { reason: '已核实', ...more })
const approveLift = (freezeId: string, as: string, more: object = {}) =>
  ask(`/v1/freezes/${freezeId}/lift-approvals`, as, more)

const told = async (freezeId: string) =>
  (await stage.facts()).filter((fact) => fact.subject === freezeId)

describe('a freeze', () => {
  test('is placed by one officer at once, once for each key, and told whole', async () => {
    const key = randomUUID()
    const wish = { occurredAt: AT, bookId: BOOK_ID }
    const first = await place(wish, 'wang', key)
    const again = await place(wish, 'wang', key)
    expect([again.status, again.replayed, again.body]).toEqual([201, true, first.body])
    const stands = freeze.parse(first.body)
    expect(stands).toMatchObject({ state: 'PLACED', placedBy: 'wang', placedAt: AT })
    expect(await told(stands.freezeId)).toMatchObject([
      {
        type: 'freeze.changed',
        source: 'notary',
        bookId: BOOK_ID,
        occurredAt: AT,
        actor: { role: 'officer', id: 'wang' },
        data: stands,
      },
    ])
    const other = await place({ ...wish, reason: '另有原因' }, 'wang', key)
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    const taken = await place({ freezeId: stands.freezeId })
    expect(taken).toMatchObject({ status: 409, body: { code: 'id_taken' } })
  })

  test('of a scope names the right kind of subject, and an amount only where it counts', async () => {
    const wrong = [
      { scope: 'LOT' },
      { scope: 'CONSUMER', subjectId: newId('lot') },
      { scope: 'AMOUNT' },
      { scope: 'AMOUNT', amountFen: '0' },
      { basis: 'WHIM' },
      { evidenceSha256: undefined },
    ]
    for (const each of wrong) {
      const answer = await place(each)
      expect(answer, JSON.stringify(each)).toMatchObject({ status: 400 })
    }
    const amount = await placed({ scope: 'AMOUNT', amountFen: '50000', basis: 'COURT_ORDER' })
    expect(amount).toMatchObject({ scope: 'AMOUNT', subjectId: MERCHANT, amountFen: '50000' })
    const lot = await placed({ scope: 'LOT', subjectId: newId('lot'), basis: 'DISPUTE' })
    expect(lot).not.toHaveProperty('amountFen')
  })

  test('is for officers to place and for overseers to see', async () => {
    for (const as of ['guan', 'coach', 'm0001']) expect((await place({}, as)).status).toBe(403)
    const { freezeId } = await placed()
    for (const path of ['/v1/freezes', `/v1/freezes/${freezeId}`]) {
      expect((await ask(path, 'guan')).status).toBe(200)
      expect((await ask(path, 'coach')).status).toBe(403)
    }
    const nobody = await ask(`/v1/freezes/frz_${'0'.repeat(26)}`, 'wang')
    expect(nobody).toMatchObject({ status: 404, body: { code: 'unknown_freeze' } })
  })

  test('is lifted by two people and a reason: who asked never approves', async () => {
    const { freezeId } = await placed()
    const hasty = await approveLift(freezeId, 'li')
    expect(hasty).toMatchObject({ status: 409, body: { code: 'lift_not_requested' } })
    expect((await ask(`/v1/freezes/${freezeId}/lift-requests`, 'li', {})).status).toBe(400)
    const asked = await requestLift(freezeId, 'wang', { occurredAt: AT })
    const lift = { requestedBy: 'wang', requestedAt: AT, reason: '已核实' }
    expect(asked).toMatchObject({ status: 201, body: { state: 'PLACED', lift } })
    const twice = await requestLift(freezeId, 'li')
    expect(twice).toMatchObject({ status: 409, body: { code: 'lift_requested' } })
    const own = await approveLift(freezeId, 'wang')
    expect(own).toMatchObject({ status: 403, body: { code: 'same_person' } })
    expect(await told(freezeId)).toHaveLength(1)
    const lifted = await approveLift(freezeId, 'li', { occurredAt: '2025-03-02T02:00:00.000Z' })
    const end = { state: 'LIFTED', liftedBy: 'li', endedAt: '2025-03-02T02:00:00.000Z', lift }
    expect(lifted).toMatchObject({ status: 200, body: end })
    expect(await told(freezeId)).toMatchObject([
      { data: { state: 'PLACED' } },
      { actor: { id: 'li' }, data: end },
    ])
    for (const late of [approveLift(freezeId, 'li'), requestLift(freezeId, 'li')]) {
      expect(await late).toMatchObject({ status: 409, body: { code: 'freeze_ended' } })
    }
  })

  test('is lifted once, however many approve at the same time', async () => {
    const { freezeId } = await placed()
    await requestLift(freezeId, 'wang')
    const answers = await Promise.all([1, 2, 3, 4].map(() => approveLift(freezeId, 'li')))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200, 409, 409, 409,
    ])
    expect(await told(freezeId)).toHaveLength(2)
  })

  test('expires by itself, and not before', async () => {
    const expiresAt = '2100-04-01T00:00:00.000Z'
    const past = await place({ expiresAt: AT, occurredAt: AT })
    expect(past).toMatchObject({ status: 422, body: { code: 'expiry_passed' } })
    const { freezeId } = await placed({ expiresAt })
    const lifted = await placed({ expiresAt })
    await requestLift(lifted.freezeId, 'wang', { occurredAt: AT })
    expect((await approveLift(lifted.freezeId, 'li', { occurredAt: AT })).status).toBe(200)
    expect(await expireDue(stage.db, '2100-03-31T23:59:59.999Z')).toBe(0)
    const late = await requestLift(freezeId, 'wang', { occurredAt: expiresAt })
    expect(late).toMatchObject({ status: 409, body: { code: 'freeze_ended' } })
    const ended = await Promise.all([1, 2].map(() => expireDue(stage.db, expiresAt)))
    expect(ended.toSorted((a, b) => a - b)).toEqual([0, 1])
    expect(await told(freezeId)).toMatchObject([
      { data: { state: 'PLACED', expiresAt } },
      {
        actor: { role: 'system', id: 'clock' },
        occurredAt: expiresAt,
        data: { state: 'EXPIRED', endedAt: expiresAt },
      },
    ])
  })
})

test('a freeze that expires is ended by the notary itself', async () => {
  const expiresAt = new Date(Date.now() + 300).toISOString()
  const { freezeId } = await placed({ expiresAt })
  await eventually(async () => {
    const { body } = await ask(`/v1/freezes/${freezeId}`, 'guan')
    expect(body).toMatchObject({ state: 'EXPIRED', endedAt: expiresAt })
  })
})

test('freezes are listed newest first, by state, scope and subject, page by page', async () => {
  const subjectId = newId('con')
  const own: Freeze[] = []
  for (let each = 0; each < 3; each += 1) own.push(await placed({ scope: 'CONSUMER', subjectId }))
  await requestLift(own[0]!.freezeId, 'wang')
  await approveLift(own[0]!.freezeId, 'li')
  const list = async (query: string) => {
    const { body } = await ask(`/v1/freezes?subjectId=${subjectId}${query}`, 'guan')
    const page = notaryRoutes.listFreezes.reply.parse(body)
    return { ...page, ids: page.items.map((each) => each.freezeId) }
  }
  const newest = own.map((each) => each.freezeId).toReversed()
  expect((await list('')).ids).toEqual(newest)
  expect((await list('&state=PLACED')).ids).toEqual(newest.slice(0, 2))
  expect((await list('&state=LIFTED&scope=CONSUMER')).ids).toEqual(newest.slice(2))
  expect((await list('&scope=LOT')).ids).toEqual([])
  const first = await list('&limit=2')
  expect(first.ids).toEqual(newest.slice(0, 2))
  const rest = await list(`&limit=2&cursor=${first.next ?? ''}`)
  expect([rest.ids, rest.next]).toEqual([newest.slice(2), undefined])
})

test('the database itself refuses a change, and an end that one person made', async () => {
  const { freezeId } = await placed()
  for (const change of [
    sql`UPDATE placed_freeze SET reason = 'x'`,
    sql`DELETE FROM ended_freeze`,
  ]) {
    await expect(change.execute(stage.db)).rejects.toThrow(/permission denied/)
    await expect(change.execute(stage.asAdministrator)).rejects.toThrow(/append-only/)
  }
  await requestLift(freezeId, 'wang')
  const end = { book_id: BOOK_ID, freeze_id: freezeId, ended_at: AT, state: 'LIFTED' as const }
  const insert = (by: { requested_by: string | null; approved_by: string | null }) =>
    stage.db
      .insertInto('ended_freeze')
      .values({ ...end, ...by })
      .execute()
  await expect(insert({ requested_by: 'wang', approved_by: 'wang' })).rejects.toThrow(/check/)
  await expect(insert({ requested_by: null, approved_by: 'li' })).rejects.toThrow(/check/)
  await expect(insert({ requested_by: 'zhao', approved_by: 'li' })).rejects.toThrow(/foreign key/)
})
