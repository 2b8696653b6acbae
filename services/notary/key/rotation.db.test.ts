// A change of the signing key on a log that runs: nobody is left behind, and no key is ever told.
import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  openCheckpoint,
  parseBundle,
  parseTlogProof,
  parseVerifierKey,
  tilePath,
  verifyTlogProof,
} from '@ticun/proof'
import { verifyEd25519 } from '@ticun/proof/node'
import { signAll } from '../checkpoint/keep-signing.ts'
import { publishedCheckpoint } from '../checkpoint/latest.ts'
import { readTile } from '../checkpoint/tree.ts'
import { book, BOOK_ID, makeStory, ofEscrow, ofLedger } from '../test-escrow.ts'
import { eventually, openStage, ORIGIN, type Stage } from '../test-stage.ts'
import { openOffice } from './office.ts'

const TEST_MAX_MS = 180_000
const DAY_MS = 24 * 3_600_000
const [START, CHANGE] = ['2025-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z']
const spoken = book(makeStory(10))
let stage: Stage
let folder: string
const secrets: string[] = []

beforeAll(async () => {
  stage = await openStage()
  folder = await mkdtemp(join(tmpdir(), 'ticun-rotation-'))
  for (const year of [2025, 2026]) {
    const { privateKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    writeFileSync(join(folder, `${year}.pem`), pem)
    const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32)
    const texts = [pem.split('\n')[1] ?? '', seed.toString('hex'), seed.toString('base64')]
    secrets.push(...texts, seed.toString('base64url'), seed.join(','))
  }
  writeList([
    { from: START, file: '2025.pem' },
    { from: CHANGE, file: '2026.pem' },
  ])
}, TEST_MAX_MS)
afterAll(async () => {
  await stage.close()
  await rm(folder, { recursive: true })
}, TEST_MAX_MS)

function writeList(keys: object[]) {
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys }))
}

async function speak(from: number, to: number) {
  const { causes, entries } = spoken
  const part = entries.slice(from, to)
  const ids = new Set(part.map(({ id }) => id))
  await stage.speak([...ofEscrow(causes.filter(({ id }) => ids.has(id))), ...ofLedger(part)])
  await eventually(async () => expect(await stage.replayed()).toBe(BigInt(to)))
}

test('old and new key sign together for a while, and all that was signed still verifies', async () => {
  const listener = stage.listen()
  const office = await openOffice(folder, ORIGIN, START)
  const keys = office.verifierKeys.map(({ key }) => parseVerifierKey(key))
  const [old, young] = keys
  const signAt = async (now: string) => {
    await signAll({ db: stage.db, office, told: { ...stage.told, now: () => now }, onSigned() {} })
    const published = await publishedCheckpoint(stage.db, BOOK_ID, { witnessesMin: 0, now })
    return published?.note ?? ''
  }
  const opens = async (note: string, ...logKeys: typeof keys) =>
    'checkpoint' in (await openCheckpoint(note, { origin: ORIGIN, logKeys }, verifyEd25519))

  await speak(0, 10)
  const before = await signAt(START)
  expect([await opens(before, old!), await opens(before, young!)]).toEqual([true, false])

  // Nothing new is in the book, and yet who knows only the new key can go on at once.
  const atChange = await signAt(CHANGE)
  expect(atChange.startsWith(before)).toBe(true)
  expect([await opens(atChange, old!), await opens(atChange, young!)]).toEqual([true, true])
  expect(await signAt(CHANGE)).toBe(atChange)

  await speak(10, 20)
  const during = await signAt(new Date(Date.parse(CHANGE) + DAY_MS).toISOString())
  expect([await opens(during, old!), await opens(during, young!)]).toEqual([true, true])

  await speak(20, 30)
  const later = await signAt(new Date(Date.parse(CHANGE) + 31 * DAY_MS).toISOString())
  expect([await opens(later, old!), await opens(later, young!)]).toEqual([false, true])
  await listener.stop()

  // Whoever keeps all published keys can open all that was ever published.
  for (const note of [before, atChange, during, later]) {
    expect(await opens(note, old!, young!)).toBe(true)
  }
})

test('proofs of every age verify with the published keys; the log tells no key', async () => {
  const running = await startProcess()
  try {
    const text = await (await fetch(`${running.url}/v1/entries/7/proof`)).text()
    const bytes = await readTile(stage.db, BOOK_ID, { level: 'entries', index: 0, width: 30 })
    const leaf = parseBundle(bytes ?? new Uint8Array())[6] ?? new Uint8Array()
    const office = await openOffice(folder, ORIGIN, CHANGE)
    const logKeys = office.verifierKeys.map(({ key }) => parseVerifierKey(key))
    const notes = await stage.db.selectFrom('checkpoint').select(['size', 'note']).execute()
    expect(notes.map(({ size }) => size)).toEqual([10n, 20n, 30n])
    const policy = { origin: ORIGIN, logKeys }
    const verdict = await verifyTlogProof(parseTlogProof(text), leaf, policy, verifyEd25519)
    expect(verdict).toHaveProperty('checkpoint.size', 30)
    const status = await fetch(`${running.url}/v1/log`)
    expect(await status.json()).toMatchObject({ verifierKeys: office.verifierKeys })
    await fetch(`${running.url}/${tilePath({ level: 0, index: 0, width: 30 })}`)
    await fetch(`${running.url}/v1/alerts`)
  } finally {
    await running.stop()
  }
  const said = running.said()
  expect(said).toContain('"level":"info"')
  expect(said).not.toContain('PRIVATE KEY')
  for (const secret of secrets) expect(said).not.toContain(secret)
})

test('a notary that cannot read its key does not say what it read', async () => {
  writeFileSync(join(folder, 'torn.pem'), `-----BEGIN PRIVATE KEY-----\n${secrets[0]}x\n`)
  writeList([{ from: START, file: 'torn.pem' }])
  const said = await startProcess().then(
    async (running) => {
      await running.stop()
      throw new Error('it started')
    },
    (failure: unknown) => String(failure),
  )
  expect(said).toContain('ended')
  for (const secret of secrets) expect(said).not.toContain(secret)
})

/** The notary as a process of its own that tells everything it has to tell. */
async function startProcess() {
  const given = Object.entries({ ...stage.config(), NOTARY_KEY_FILE: folder, LOG_LEVEL: 'trace' })
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'main.ts')], {
    env: { ...process.env, ...Object.fromEntries(given.map(([key, value]) => [key, `${value}`])) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      said += part
    })
  }
  let isOver = false
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      isOver = true
      resolve()
    })
  })
  const url = await eventually(async () => {
    if (isOver) return undefined
    const found = /http:\/\/127\.0\.0\.1:(?!9\b)\d+/.exec(said)?.[0]
    if (found === undefined) throw new Error(`it does not listen: ${said}`)
    return found
  })
  if (url === undefined) throw new Error(`it ended: ${said}`)
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { url, said: () => said, stop }
}
