// Knows the answers of a witness in the words of the specification, and what it must never forget.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '@ticun/observability'
import { parseNote, parseVerifierKey, verifyNote } from '@ticun/proof'
import { verifyEd25519 } from '@ticun/proof/node'
import { readConfig } from './config.ts'
import { readLogs, startWitness, type RunningWitness } from './index.ts'
import { openTestLog, ORIGIN } from './test-log.ts'

const CLOCK_MS = 1_735_689_600_000
const NAME = 'regulator.example/w1'
const log = openTestLog()
let dataDir: string
let witness: RunningWitness | undefined

async function start() {
  const verifierKeyFile = join(dataDir, 'public.vkey')
  witness = await startWitness({
    host: '127.0.0.1',
    port: 0,
    dataDir,
    name: NAME,
    logs: await readLogs([ORIGIN], [log.verifierKey]),
    log: createLog({ name: 'witness', level: 'silent' }),
    verifierKeyFile,
    clock: () => CLOCK_MS,
  })
  return witness
}

async function add(body: string, method = 'POST') {
  const url = new URL('/add-checkpoint', witness?.url)
  const answer = await fetch(url, { method, ...(method === 'POST' ? { body } : {}) })
  const type = answer.headers.get('content-type')
  return { status: answer.status, type, text: await answer.text() }
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ticun-witness-'))
})
afterEach(async () => {
  await witness?.close()
  witness = undefined
  await rm(dataDir, { recursive: true })
})

test('what continues the log is cosigned, again and again', async () => {
  const { verifierKey } = await start()
  expect(readFileSync(join(dataDir, 'public.vkey'), 'utf8')).toBe(`${verifierKey}\n`)
  const steps: [number, number][] = [
    [0, 0],
    [0, 3],
    [3, 3],
    [3, 8],
    [8, 300],
  ]
  for (const [oldSize, size] of steps) {
    const answer = await add(await log.request(oldSize, size))
    expect(answer, `${oldSize} to ${size}`).toMatchObject({ status: 200 })
    const cosigned = parseNote((await log.checkpoint(size)) + answer.text)
    const key = parseVerifierKey(verifierKey)
    const time = CLOCK_MS / 1000
    expect(await verifyNote(cosigned, [key], verifyEd25519)).toEqual([{ key, time }])
  }
})

test('each no has its own status', async () => {
  await start()
  await add(await log.request(0, 8))
  const stale = await add(await log.request(3, 9))
  expect(stale).toEqual({ status: 409, type: 'text/x.tlog.size', text: '8\n' })
  const twin = await add(await log.request(8, 8, 'another '))
  expect(twin).toEqual({ status: 409, type: 'text/x.tlog.size', text: '8\n' })
  expect((await add(await log.request(8, 12, 'another '))).status).toBe(422)
  expect((await add(await log.request(9, 8))).status).toBe(400)
  expect((await add('old 8\n')).status).toBe(400)
  expect((await add('')).status).toBe(400)
  expect((await add('x'.repeat(70_000))).status).toBe(413)
  expect((await add(await openTestLog('other.example/log').request(0, 1))).status).toBe(404)
  expect((await add(await openTestLog().request(8, 9))).status).toBe(403)
  expect((await add('', 'GET')).status).toBe(404)
  // After all of these the memory is where it was.
  expect((await add(await log.request(8, 9))).status).toBe(200)
})

test('of two histories that race only one is cosigned', async () => {
  await start()
  const bodies = [await log.request(0, 5), await log.request(0, 6, 'another ')]
  const answers = await Promise.all([...bodies, ...bodies].map((body) => add(body)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(3)
})

test('what was cosigned is remembered by the next process', async () => {
  const { verifierKey } = await start()
  await add(await log.request(0, 5))
  await witness?.close()
  expect(await start()).toMatchObject({ verifierKey })
  expect(await add(await log.request(0, 6, 'another '))).toMatchObject({ status: 409, text: '5\n' })
  expect((await add(await log.request(5, 6))).status).toBe(200)
})

test('a witness without its memory, or with a damaged one, does not start', async () => {
  await start()
  await add(await log.request(0, 5))
  await expect(start()).rejects.toThrow('already runs')
  await witness?.close()
  writeFileSync(join(dataDir, 'seen.json'), '{"format":"tic')
  await expect(start()).rejects.toThrow(SyntaxError)
  rmSync(join(dataDir, 'seen.json'))
  await expect(start()).rejects.toThrow('is lost')
})

test('a claim of a process that is gone is taken over', async () => {
  // No process has this number: Linux ends before.
  writeFileSync(join(dataDir, 'witness.pid'), '4194305')
  await start()
  expect((await add(await log.request(0, 5))).status).toBe(200)
})

test('a witness is told its logs by name and by key', async () => {
  expect(() => readConfig({ LOG_VKEYS: log.verifierKey })).toThrow('LOG_ORIGIN')
  const { LOG_ORIGIN, LOG_VKEYS } = readConfig({ LOG_ORIGIN: ORIGIN, LOG_VKEYS: log.verifierKey })
  expect([...(await readLogs(LOG_ORIGIN, LOG_VKEYS)).keys()]).toEqual([ORIGIN])
  await expect(readLogs(['other.example/log'], LOG_VKEYS)).rejects.toThrow('LOG_VKEYS')
  const file = join(dataDir, 'log.vkey')
  writeFileSync(file, `# the notary\n${log.verifierKey}\n${openTestLog().verifierKey}\n`)
  expect((await readLogs([ORIGIN], [file])).get(ORIGIN)).toHaveLength(2)
})
