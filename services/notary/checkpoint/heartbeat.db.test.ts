// A log in which nothing happens gives its word again, and asks its witnesses to.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COSIGNATURE, openCheckpoint, parseNote, parseVerifierKey, verifyNote } from '@ticun/proof'
import { nodeSha256, verifyEd25519 } from '@ticun/proof/node'
import { readLogs, startWitness, type RunningWitness } from '@ticun/witness'
import { book, BOOK_ID, makeStory, ofEscrow, ofLedger } from '../test-escrow.ts'
import { eventually, openStage, ORIGIN, type Stage } from '../test-stage.ts'
import { offer } from '../witness/offer.ts'
import { readWitnesses } from '../witness/witnesses.ts'
import { beatAll, HEARTBEAT_EVERY_MS } from './heartbeat.ts'
import { publishedCheckpoint } from './latest.ts'

const TEST_MAX_MS = 60_000
const spoken = book(makeStory(5))
const SIZE = spoken.entries.length
let stage: Stage
let folder: string
let witness: RunningWitness

beforeAll(async () => {
  stage = await openStage()
  folder = await mkdtemp(join(tmpdir(), 'ticun-heartbeat-'))
  const logs = await readLogs([ORIGIN], [stage.verifierKey])
  const { log } = stage.told
  const options = { host: '127.0.0.1', port: 0, dataDir: folder, name: 'gov/w1', logs, log }
  witness = await startWitness(options)
  const listener = stage.listen()
  await stage.speak([...ofEscrow(spoken.causes), ...ofLedger(spoken.entries)])
  await eventually(async () => expect(await stage.replayed()).toBe(spoken.sequence))
  await stage.sign()
  await listener.stop()
}, TEST_MAX_MS)
afterAll(async () => {
  await witness.close()
  await stage.close()
  await rm(folder, { recursive: true })
}, TEST_MAX_MS)

test('an hour later its newest checkpoint has a newer time, of the log and of the witness', async () => {
  const { db, office, told } = stage
  const witnesses = await readWitnesses(`${witness.url} ${witness.verifierKey}`)
  for (const each of witnesses) expect(await offer(db, each, BOOK_ID, told)).toBe('cosigned')
  const later = (minutes: number) => ({
    ...told,
    now: () => new Date(Date.parse(told.now()) + minutes * 60_000).toISOString(),
  })
  const beat = (minutes: number, maySign = true) =>
    beatAll(
      { db, office, witnesses, told: later(minutes), maySign: () => maySign },
      HEARTBEAT_EVERY_MS,
    )
  expect(await beat(10)).toBe(0)
  expect(await beat(60, false)).toBe(0)
  expect(await beat(60)).toBe(1)
  expect(await beat(70)).toBe(0)
  expect(await beat(120)).toBe(1)

  const now = later(121).now()
  const published = await publishedCheckpoint(db, BOOK_ID, { witnessesMin: 1, now })
  const note = published?.note ?? ''
  const logKey = parseVerifierKey(stage.verifierKey)
  const policy = { origin: ORIGIN, logKeys: [logKey] }
  // Who knows nothing of heartbeats reads the same checkpoint.
  const opened = await openCheckpoint(note, policy, verifyEd25519)
  expect(opened).toMatchObject({ checkpoint: { size: SIZE } })
  const own = { ...logKey, type: COSIGNATURE } as const
  const keys = [own, ...witnesses.map(({ key }) => key)]
  const verified = await verifyNote(parseNote(note), keys, verifyEd25519, nodeSha256)
  const times = new Map(verified.map(({ key, time }) => [key.name, time ?? 0]))
  expect(times.size).toBe(2)
  expect(Math.abs((times.get(ORIGIN) ?? 0) * 1000 - Date.parse(later(120).now()))).toBeLessThan(
    10_000,
  )
  const kept = await db.selectFrom('heartbeat').select(['name', 'is_witness']).execute()
  expect(kept.filter((row) => row.is_witness)).toHaveLength(2)
  expect(kept.filter((row) => !row.is_witness)).toHaveLength(2)
  expect(parseNote(note).signatures).toHaveLength(3)
})
