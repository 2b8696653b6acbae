// What the log promises: notes that verify, proofs that hold, and no step back.
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  consistencyNodes,
  consistencyProof,
  nodesOfTiles,
  openCheckpoint,
  parseBundle,
  parseTlogProof,
  parseVerifierKey,
  tilePath,
  treeRoot,
  verifyConsistency,
  verifyTlogProof,
  type Checkpoint,
  type Tile,
  type TreeHead,
} from '@ticun/proof'
import { nodeSha256, verifyEd25519 } from '@ticun/proof/node'
import { buildServer, type Running } from '@ticun/http'
import { createMetrics } from '@ticun/observability'
import { startNotary } from '../main.ts'
import { book, BOOK_ID, makeStory, ofEscrow, ofLedger, type Spoken } from '../test-escrow.ts'
import { eventually, openStage, ORIGIN, type Stage } from '../test-stage.ts'
import type { Floor } from './floor.ts'
import { signAll } from './keep-signing.ts'
import { latestCheckpoint } from './latest.ts'
import { serveLog } from './routes.ts'

const TEST_MAX_MS = 180_000
/** Three entries each: more than one full tile of 256. */
const LOTS = 100
const story = makeStory(LOTS)
const spoken = book(story)
let stage: Stage
let notary: Running | undefined

beforeEach(async () => {
  stage = await openStage()
}, TEST_MAX_MS)
afterEach(async () => {
  await notary?.stop()
  notary = undefined
  await stage.close()
}, TEST_MAX_MS)

const start = () => startNotary(stage.config(), false)

const serverOptions = () => ({
  service: 'notary' as const,
  title: 'test',
  log: stage.told.log,
  metrics: createMetrics('test'),
  auth: { issuerUrl: 'http://127.0.0.1:9', audience: 'urn:ticun:api' },
  ready: async () => {},
})

/** Speaks entries `from` to `to` (exclusive, from 0) with the facts between them. */
async function speakPart({ causes, entries }: Spoken, from: number, to: number) {
  const part = entries.slice(from, to)
  const ids = new Set(part.map(({ id }) => id))
  await stage.speak([...ofEscrow(causes.filter(({ id }) => ids.has(id))), ...ofLedger(part)])
}

async function get(path: string) {
  const answer = await fetch(new URL(path, notary?.url))
  const bytes = new Uint8Array(await answer.arrayBuffer())
  return { answer, bytes, text: Buffer.from(bytes).toString('utf8') }
}

async function opened(note: string): Promise<Checkpoint> {
  const policy = { origin: ORIGIN, logKeys: [parseVerifierKey(stage.verifierKey)] }
  const verdict = await openCheckpoint(note, policy, verifyEd25519)
  if ('refused' in verdict) throw new Error(verdict.refused)
  return verdict.checkpoint
}

async function checkpointOfSize(size: number) {
  return eventually(async () => {
    const { text } = await get('/checkpoint')
    const checkpoint = await opened(text)
    expect(checkpoint.size).toBe(size)
    return { text, checkpoint }
  })
}

async function fetchTiles(tiles: readonly Tile[]) {
  const found = new Map<string, Uint8Array>()
  for (const tile of tiles) {
    const { answer, bytes } = await get(`/${tilePath(tile)}`)
    expect(answer.status).toBe(200)
    found.set(tilePath(tile), bytes)
  }
  return (tile: Tile) => found.get(tilePath(tile)) ?? new Uint8Array()
}

test('a stranger with the public key can follow the log from page to page', async () => {
  notary = await start()
  const empty = await opened((await get('/checkpoint')).text)
  expect(empty.size).toBe(0)

  await speakPart(spoken, 0, 100)
  const older = (await checkpointOfSize(100)).checkpoint
  await speakPart(spoken, 100, spoken.entries.length)
  const size = spoken.entries.length
  const newer = await checkpointOfSize(size)

  const tiles: Tile[] = [
    { level: 0, index: 0, width: 256 },
    { level: 0, index: 1, width: size - 256 },
    { level: 1, index: 0, width: 1 },
  ]
  const read = nodesOfTiles(await fetchTiles(tiles), size, nodeSha256)
  expect(treeRoot(read, size, nodeSha256)).toEqual(newer.checkpoint.root)
  expect(consistencyNodes(100, size).length).toBeGreaterThan(0)
  const proof = consistencyProof(read, 100, size, nodeSha256)
  expect(verifyConsistency(older, newer.checkpoint, proof)).toBe(true)

  const full = await get('/tile/entries/000')
  expect(full.answer.headers.get('cache-control')).toMatch(/immutable/)
  expect(full.answer.headers.get('content-type')).toBe('application/octet-stream')
  const partial = await get(`/tile/entries/001.p/${size - 256}`)
  expect(partial.answer.headers.get('cache-control')).not.toMatch(/immutable/)
  const leaves = [...parseBundle(full.bytes), ...parseBundle(partial.bytes)]
  expect(leaves).toHaveLength(size)

  const policy = { origin: ORIGIN, logKeys: [parseVerifierKey(stage.verifierKey)] }
  for (const sequence of [1, 100, 256, 257, size]) {
    const { answer, text } = await get(`/v1/entries/${sequence}/proof`)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    const leaf = leaves[sequence - 1] ?? new Uint8Array()
    const verdict = await verifyTlogProof(parseTlogProof(text), leaf, policy, verifyEd25519)
    expect(verdict).not.toHaveProperty('refused')
    const other = await verifyTlogProof(
      parseTlogProof(text),
      Buffer.from('{}'),
      policy,
      verifyEd25519,
    )
    expect(other).toEqual({ refused: 'not_included' })
  }

  const log: unknown = JSON.parse((await get('/v1/log')).text)
  expect(log).toEqual({
    origin: ORIGIN,
    verifierKey: stage.verifierKey,
    verifierKeys: [{ key: stage.verifierKey, from: '1970-01-01T00:00:00.000Z' }],
    witnesses: [],
    bookId: BOOK_ID,
    entries: String(size),
    signed: String(size),
    chainHead: spoken.head,
    facts: 2 * size,
    transport: 'postgres',
    alerts: 0,
  })
})

test('what is not signed is not served', async () => {
  notary = await start()
  expect((await get('/v1/entries/1/proof')).answer.status).toBe(404)
  await stage.speak(ofLedger(spoken.entries.slice(0, 2)))
  await eventually(async () => {
    const { answer, text } = await get('/v1/entries/2/proof')
    expect(answer.status).toBe(409)
    expect(JSON.parse(text)).toMatchObject({ code: 'not_in_log_yet' })
  })
  const gone = ['/tile/0/000', '/tile/0/000.p/1', '/tile/entries/000.p/1', '/tile/x/000', '/tile/0']
  for (const path of [
    ...gone,
    '/v1/entries/0/proof',
    '/v1/entries/3/proof',
    '/v1/entries/x/proof',
  ]) {
    expect((await get(path)).answer.status, path).toBe(404)
  }
})

test('a notary that starts again goes on where it was', async () => {
  notary = await start()
  await speakPart(spoken, 0, 10)
  const { checkpoint } = await checkpointOfSize(10)
  await notary.stop()
  await speakPart(spoken, 10, 20)
  notary = await start()
  const later = await checkpointOfSize(20)
  const read = nodesOfTiles(await fetchTiles([{ level: 0, index: 0, width: 20 }]), 20, nodeSha256)
  const proof = consistencyProof(read, 10, 20, nodeSha256)
  expect(verifyConsistency(checkpoint, later.checkpoint, proof)).toBe(true)
  const facts = await stage.facts()
  expect(facts.every(({ type }) => type === 'checkpoint.signed')).toBe(true)
  expect(facts.at(-1)?.data).toMatchObject({ size: '20', note: later.text })
})

test('what is copied and not signed yet is not served either', async () => {
  const listener = stage.listen()
  await speakPart(spoken, 0, 10)
  await eventually(async () => expect(await stage.replayed()).toBe(10n))
  await stage.sign()
  await speakPart(spoken, 10, 20)
  await eventually(async () => expect(await stage.replayed()).toBe(20n))
  await listener.stop()
  const app = buildServer(serverOptions())
  const { db, office } = stage
  serveLog(app, {
    db,
    office,
    transport: 'postgres',
    witnesses: [],
    witnessesMin: 0,
    entriesArePublic: true,
  })
  const statusOf = async (path: string) => (await app.inject(path)).statusCode
  for (const level of ['0', 'entries']) {
    expect(await statusOf(`/tile/${level}/000.p/10`)).toBe(200)
    expect(await statusOf(`/tile/${level}/000.p/11`)).toBe(404)
  }
  expect(await statusOf('/v1/entries/10/proof')).toBe(200)
  expect(await statusOf('/v1/entries/11/proof')).toBe(409)
  expect((await app.inject('/v1/log')).json()).toMatchObject({ entries: '20', signed: '10' })
  await app.close()
})

test('a restored notary signs and shows nothing less than it signed before, and no other', async () => {
  const listener = stage.listen()
  for (const [from, to] of [
    [0, 10],
    [10, 20],
  ] as const) {
    await speakPart(spoken, from, to)
    await eventually(async () => expect(await stage.replayed()).toBe(BigInt(to)))
    await stage.sign()
  }
  await listener.stop()
  const { db, office, told, asAdministrator } = stage
  const signed = (await latestCheckpoint(db, BOOK_ID))!
  expect(signed.size).toBe(20)
  // As if the database were the one from before the second checkpoint.
  await sql`ALTER TABLE checkpoint DISABLE TRIGGER USER`.execute(asAdministrator)
  await sql`DELETE FROM checkpoint WHERE size > 10`.execute(asAdministrator)
  const floorAt = (head: TreeHead): Floor => ({
    of: () => head,
    least: () => head.size,
    isKnown: () => true,
    stop: () => {},
  })
  const sign = async (floor: Floor) => {
    await signAll({ db, office, told, floor, onSigned: () => {} })
    return (await latestCheckpoint(db, BOOK_ID))?.size
  }
  const shown = async (floor: Floor) => {
    const app = buildServer(serverOptions())
    serveLog(app, { db, office, transport: 'kafka', witnesses: [], witnessesMin: 0, floor })
    const { statusCode, body } = await app.inject('/checkpoint')
    await app.close()
    return { statusCode, size: body.split('\n')[1] }
  }
  const beyond = floorAt({ size: 25, root: signed.root })
  expect(await sign(beyond)).toBe(10)
  expect(await shown(beyond)).toMatchObject({ statusCode: 503 })
  expect(await sign({ ...floorAt(signed), isKnown: () => false })).toBe(10)
  expect(await sign(floorAt({ size: 20, root: signed.root.toReversed() }))).toBe(10)
  const facts = await stage.facts()
  expect(facts.at(-1)).toMatchObject({ data: { code: 'LOG_INCONSISTENT' } })

  expect(await sign(floorAt(signed))).toBe(20)
  expect((await latestCheckpoint(db, BOOK_ID))?.root).toEqual(signed.root)
  expect(await shown(floorAt(signed))).toEqual({ statusCode: 200, size: '20' })
})

test('a tree that an administrator changed is not signed', async () => {
  const listener = stage.listen()
  await speakPart(spoken, 0, 10)
  await eventually(async () => expect(await stage.replayed()).toBe(10n))
  await stage.sign()
  await sql`ALTER TABLE replayed_entry DISABLE TRIGGER refuse_change`.execute(stage.asAdministrator)
  await sql`UPDATE replayed_entry SET leaf = sha256(leaf) WHERE sequence = 3`.execute(
    stage.asAdministrator,
  )
  await speakPart(spoken, 10, 20)
  await eventually(async () => expect(await stage.replayed()).toBe(20n))
  await stage.sign()
  await stage.sign()
  await listener.stop()
  const signed = await stage.db.selectFrom('checkpoint').select('size').execute()
  expect(signed).toEqual([{ size: 10n }])
  const alerts = await stage.db.selectFrom('alert').select('code').execute()
  expect(alerts).toEqual([{ code: 'LOG_INCONSISTENT' }])
})
