// The log and a regulator's real witness: what gets cosigned, what waits, what raises an alert.
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Running } from '@ticun/http'
import {
  COSIGNATURE,
  formatAddCheckpoint,
  formatVerifierKey,
  openCheckpoint,
  parseVerifierKey,
  signCheckpoint,
} from '@ticun/proof'
import { ed25519Signer, verifyEd25519 } from '@ticun/proof/node'
import { logStatus } from '@ticun/protocol'
import { readLogs, startWitness, type RunningWitness } from '@ticun/witness'
import {
  COSIGNATURES_WAIT_MS,
  latestCheckpoint,
  publishedCheckpoint,
} from '../checkpoint/latest.ts'
import { startNotary } from '../main.ts'
import { book, BOOK_ID, makeStory, ofEscrow, ofLedger } from '../test-escrow.ts'
import { eventually, openStage, ORIGIN, type Stage } from '../test-stage.ts'
import { offer } from './offer.ts'
import { readWitnesses } from './witnesses.ts'

const TEST_MAX_MS = 180_000
const spoken = book(makeStory(20))
let stage: Stage
let folder: string
let notary: Running
let witness: RunningWitness | undefined
/** The port is kept, so that a witness can come back. */
let address = ''

beforeAll(async () => {
  stage = await openStage()
  folder = await mkdtemp(join(tmpdir(), 'ticun-regulator-'))
  const { url, verifierKey } = await openWitness(0)
  address = url
  notary = await startNotary(
    { ...stage.config(), WITNESSES: `${url} ${verifierKey}`, WITNESSES_MIN: 1 },
    false,
  )
}, TEST_MAX_MS)
afterAll(async () => {
  await notary.stop()
  await witness?.close()
  await stage.close()
  await rm(folder, { recursive: true })
}, TEST_MAX_MS)
afterEach(async () => {
  if (!witness) await openWitness(Number(new URL(address).port))
})

async function openWitness(port: number) {
  const logs = await readLogs([ORIGIN], [stage.verifierKey])
  const { log } = stage.told
  const dataDir = join(folder, 'witness')
  witness = await startWitness({ host: '127.0.0.1', port, dataDir, name: 'gov/w1', logs, log })
  return witness
}

async function closeWitness() {
  await witness?.close()
  witness = undefined
}

async function speak(from: number, to: number) {
  const { causes, entries } = spoken
  const part = entries.slice(from, to)
  const ids = new Set(part.map(({ id }) => id))
  await stage.speak([...ofEscrow(causes.filter(({ id }) => ids.has(id))), ...ofLedger(part)])
}

async function get(path: string) {
  return (await fetch(new URL(path, notary.url))).text()
}

async function status() {
  return logStatus.parse(JSON.parse(await get('/v1/log')))
}

/** What a client finds that wants one witness. */
async function openPublished(note: string) {
  const { verifierKey, witnesses } = await status()
  const policy = {
    origin: ORIGIN,
    logKeys: [parseVerifierKey(verifierKey)],
    witnessKeys: witnesses.map((each) => parseVerifierKey(each.verifierKey)),
    witnessesMin: 1,
  }
  return openCheckpoint(note, policy, verifyEd25519)
}

async function cosignedSize(size: number) {
  await eventually(async () => {
    const opened = await openPublished(await get('/checkpoint'))
    expect(opened).toMatchObject({ checkpoint: { size }, cosignatures: [{ name: 'gov/w1' }] })
  })
}

test('every new checkpoint is published with the witness’s cosignature', async () => {
  for (const [from, to] of [
    [0, 10],
    [10, 20],
  ] as const) {
    await speak(from, to)
    await cosignedSize(to)
  }
  expect(await status()).toMatchObject({ signed: '20', witnesses: [{ signed: '20' }] })
  // Proofs stand under the same cosigned checkpoint.
  const proof = await get('/v1/entries/7/proof')
  expect(await openPublished(proof.slice(proof.indexOf('\n\n') + 2))).toHaveProperty('checkpoint')
})

test('an absent witness delays nothing but itself, and catches up when it is back', async () => {
  await closeWitness()
  await speak(20, 25)
  await eventually(async () => expect(await status()).toMatchObject({ signed: '25' }))
  await eventually(async () => {
    expect(await get('/checkpoint')).toContain(`${ORIGIN}\n25\n`)
  })
  expect(await openPublished(await get('/checkpoint'))).toEqual({ refused: 'unwitnessed' })
  await openWitness(Number(new URL(address).port))
  await cosignedSize(25)
})

test('a checkpoint waits for its cosignature no longer than the bound', async () => {
  await closeWitness()
  await speak(25, 30)
  await eventually(async () => expect(await status()).toMatchObject({ signed: '30' }))
  const { signed_at: signedAt } = await stage.db
    .selectFrom('checkpoint')
    .select('signed_at')
    .where('size', '=', 30n)
    .executeTakeFirstOrThrow()
  const sizeAfter = async (ms: number, witnessesMin: number) => {
    const now = new Date(Date.parse(signedAt) + ms).toISOString()
    return (await publishedCheckpoint(stage.db, BOOK_ID, { witnessesMin, now }))?.size
  }
  expect(await sizeAfter(COSIGNATURES_WAIT_MS - 1, 1)).toBe(25)
  expect(await sizeAfter(COSIGNATURES_WAIT_MS, 1)).toBe(30)
  expect(await sizeAfter(0, 0)).toBe(30)
})

test('an answer that got lost is asked for again from where the witness stands', async () => {
  await cosignedSize(30)
  await closeWitness()
  await speak(30, 35)
  await eventually(async () => expect(await status()).toMatchObject({ signed: '35' }))
  // Somebody else brought the checkpoint along, from the size that the witness had.
  await openWitness(0)
  const last = await latestCheckpoint(stage.db, BOOK_ID)
  const first = await add(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: last!.note }))
  expect(first).toEqual({ status: 409, text: '30\n' })
  await closeWitness()
  await openWitness(Number(new URL(address).port))
  await cosignedSize(35)
})

test('a witness that saw another history raises an alert and cosigns nothing', async () => {
  await cosignedSize(35)
  const [key] = stage.signers()
  const root = new Uint8Array(32)
  const forged = await signCheckpoint({ origin: ORIGIN, size: 1_000, root }, [key!])
  await closeWitness()
  await rm(join(folder, 'witness'), { recursive: true })
  const { url } = await openWitness(0)
  expect(url).not.toBe(address)
  expect(
    (await add(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: forged }))).status,
  ).toBe(200)
  const told = await readWitnesses(`${url} ${witness!.verifierKey}`)
  expect(await offer(stage.db, told[0]!, BOOK_ID, stage.told)).toBe('refused')
  expect(await stage.db.selectFrom('alert').select(['code', 'detail']).execute()).toEqual([
    { code: 'WITNESS_DISAGREES', detail: expect.stringContaining('stands at size 1000') },
  ])
})

test('witnesses are read from their addresses and keys', async () => {
  const name = 'gov/w2'
  const { privateKey } = generateKeyPairSync('ed25519')
  const cosigner = formatVerifierKey(ed25519Signer(name, privateKey, COSIGNATURE).key)
  const logKey = formatVerifierKey(ed25519Signer(name, privateKey).key)
  expect(await readWitnesses('')).toEqual([])
  const pair = `http://127.0.0.1:1/x ${cosigner}`
  expect(await readWitnesses(` ${pair} , `)).toMatchObject([{ url: 'http://127.0.0.1:1/x' }])
  for (const text of [cosigner, `http://127.0.0.1:1 ${logKey}`, `${pair},${pair}`, 'ftp://a b']) {
    await expect(readWitnesses(text)).rejects.toThrow('WITNESSES')
  }
})

async function add(body: string) {
  const answer = await fetch(new URL('/add-checkpoint', witness!.url), { method: 'POST', body })
  return { status: answer.status, text: await answer.text() }
}
