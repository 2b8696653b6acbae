// A notary whose database was restored: it serves and signs nothing below what it once signed.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Running } from '@ticun/http'
import { startNotary } from '../main.ts'
import { book, makeStory, ofEscrow, ofLedger, type Spoken } from '../test-escrow.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'
import { SIGN_EVERY_MS } from './keep-signing.ts'

const TEST_MAX_MS = 60_000
const spoken = book(makeStory(10))
/** Another history of the same book. */
const other = book(
  makeStory(10).map((fact) => ({ ...fact, id: fact.id.replace('fct_0', 'fct_1') })),
)

let first: Stage
let restored: Stage
let notary: Running | undefined

beforeEach(async () => {
  first = await openStage()
  restored = await openStage()
}, TEST_MAX_MS)
afterEach(async () => {
  await notary?.stop()
  notary = undefined
  await first.close()
  await restored.close()
}, TEST_MAX_MS)

async function speakPart(stage: Stage, { causes, entries }: Spoken, from: number, to: number) {
  const part = entries.slice(from, to)
  const ids = new Set(part.map(({ id }) => id))
  await stage.speak([...ofEscrow(causes.filter(({ id }) => ids.has(id))), ...ofLedger(part)])
}

async function get(path: string) {
  const answer = await fetch(new URL(path, notary?.url))
  return { status: answer.status, text: await answer.text() }
}

async function signs(size: number): Promise<string> {
  return eventually(async () => {
    const { text } = await get('/checkpoint')
    expect(text.split('\n')[1]).toBe(String(size))
    return text
  })
}

/** The first notary signs 20 entries; then one on another database starts with the same key. */
async function signAndRestore(): Promise<string> {
  notary = await startNotary(first.config(), false)
  await speakPart(first, spoken, 0, 20)
  const note = await signs(20)
  await notary.stop()
  const config = { ...restored.config(), NOTARY_KEY_FILE: first.keyFile }
  notary = await startNotary(config, false)
  return note
}

const signedSizes = async () =>
  (await restored.db.selectFrom('checkpoint').select('size').orderBy('size').execute()).map(
    ({ size }) => Number(size),
  )
const alerts = async () =>
  (await restored.db.selectFrom('alert').select('code').execute()).map(({ code }) => code)

test('it waits until it has caught up, and goes on with the same tree', async () => {
  const note = await signAndRestore()
  await speakPart(restored, spoken, 0, 10)
  await eventually(async () => expect(await restored.replayed()).toBe(10n))
  expect((await get('/checkpoint')).status).toBe(503)
  await sleep(2 * SIGN_EVERY_MS)
  expect(await signedSizes()).toEqual([])
  await speakPart(restored, spoken, 10, 20)
  expect((await signs(20)).split('\n')[2]).toBe(note.split('\n')[2])
  expect(await signedSizes()).toEqual([20])
  await speakPart(restored, spoken, 20, 30)
  await signs(30)
})

test('it never signs another history of the same length or more', async () => {
  await signAndRestore()
  await speakPart(restored, other, 0, 30)
  await eventually(async () => expect(await restored.replayed()).toBe(30n))
  await eventually(async () => expect(await alerts()).toContain('LOG_INCONSISTENT'))
  expect(await signedSizes()).toEqual([])
  expect((await get('/checkpoint')).status).toBe(503)
})
