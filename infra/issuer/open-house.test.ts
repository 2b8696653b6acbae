// Commands of the README find the house that is open: of `pnpm start`, or of a demo.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findOpenHouse } from './open-house.ts'
import { startIssuer, type RunningIssuer } from './server.ts'

const RUN_AS = join(import.meta.dirname, 'run-as.ts')
/** Above what the system gives to processes. */
const NOBODYS_PID = 4_194_304 + 1

let folder: string
let root: string
let issuer: RunningIssuer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticun-open-house-'))
  const config = {
    host: '127.0.0.1',
    port: 0,
    dataDir: join(folder, 'issuer'),
    portalUrl: 'http://127.0.0.1:8080',
    clientSecret: 'a-secret-of-tests',
  }
  issuer = await startIssuer(config, () => undefined)
})
afterAll(async () => {
  await issuer.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  root = await mkdtemp(join(folder, 'root-'))
})

async function house(place: string, sinceS: number, pid = process.pid): Promise<string> {
  const dataDir = join(root, ...place.split('/'))
  await mkdir(dataDir, { recursive: true })
  const file = join(dataDir, 'house.json')
  await writeFile(file, JSON.stringify({ housePid: pid, urls: { issuer: issuer.url } }))
  await utimes(file, sinceS, sinceS)
  return dataDir
}

test('the newest that is open, wherever the demo found place', async () => {
  expect(await findOpenHouse(root)).toBeUndefined()
  await house('.data', 100)
  expect(await findOpenHouse(root)).toMatchObject({ dataDir: join(root, '.data') })
  const demo = await house('.data/demo-2', 200)
  expect(await findOpenHouse(root)).toMatchObject({ dataDir: demo })
})

test('one that has ended is none, also when it left its file', async () => {
  await house('.data', 200, NOBODYS_PID)
  expect(await findOpenHouse(root)).toBeUndefined()
  const demo = await house('.data/demo', 100)
  expect(await findOpenHouse(root)).toMatchObject({ dataDir: demo })
})

test('one that was named, and no other', async () => {
  await house('.data', 200)
  const named = await house('elsewhere', 100)
  expect(await findOpenHouse(root, named)).toMatchObject({ dataDir: named })
  expect(await findOpenHouse(root, join(root, 'nowhere'))).toBeUndefined()
})

test('a program gets the open demo and the token of a person there', async () => {
  const demo = await house('.data/demo', 100)
  const program = join(root, 'program.mjs')
  await writeFile(program, 'console.log(process.env.TICUN_DATA, process.env.TOKEN?.slice(0, 3))')
  const env = { PATH: process.env['PATH'], TICUN_ROOT: root }
  const run = (who: string, more = {}) =>
    promisify(execFile)(process.execPath, [RUN_AS, who, program], { env: { ...env, ...more } })
  expect((await run('guan')).stdout).toBe(`${demo} eyJ\n`)
  expect((await run('nobody')).stdout).toBe(`${demo} undefined\n`)
  expect((await run('guan', { TOKEN: 'own-token' })).stdout).toBe(`${demo} own\n`)
  const none = { TICUN_DATA: join(root, 'nowhere') }
  expect((await run('guan?', none)).stdout).toBe(`${none.TICUN_DATA} undefined\n`)
  await expect(run('guan', none)).rejects.toThrow('no house runs on')
})
