// The served log, checked by another language's standard library that shares no code with ours.
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Running } from '@ticun/http'
import { startNotary } from '../../services/notary/main.ts'
import {
  book,
  makeStory,
  ofEscrow,
  ofLedger,
  type Spoken,
} from '../../services/notary/test-escrow.ts'
import { eventually, openStage, type Stage } from '../../services/notary/test-stage.ts'

const TEST_MAX_MS = 180_000
const SCRIPT = join(import.meta.dirname, 'check_tiles.py')
/** Three entries each: two full tiles of 256, and a ragged one. */
const spoken = book(makeStory(180))
const OLDER = 300
const SIZE = spoken.entries.length
let stage: Stage
let notary: Running
let folder: string

beforeAll(async () => {
  stage = await openStage()
  folder = mkdtempSync(join(tmpdir(), 'ticun-independent-'))
  notary = await startNotary(stage.config(), false)
  await speak(spoken, 0, OLDER)
  writeFileSync(join(folder, 'older'), await checkpointOf(OLDER))
  await speak(spoken, OLDER, SIZE)
  await checkpointOf(SIZE)
}, TEST_MAX_MS)
afterAll(async () => {
  await notary?.stop()
  await stage?.close()
  rmSync(folder, { recursive: true, force: true })
}, TEST_MAX_MS)

async function speak({ causes, entries }: Spoken, from: number, to: number) {
  const part = entries.slice(from, to)
  const ids = new Set(part.map(({ id }) => id))
  await stage.speak([...ofEscrow(causes.filter(({ id }) => ids.has(id))), ...ofLedger(part)])
}

async function checkpointOf(size: number): Promise<string> {
  return eventually(async () => {
    const note = await (await fetch(new URL('/checkpoint', notary.url))).text()
    expect(note).toContain(`\n${size}\n`)
    return note
  })
}

/** Why there is no Python here; undefined when there is one. */
function pythonAway(): string | undefined {
  try {
    execFileSync('python3', ['-c', 'import sys; assert sys.version_info >= (3, 8)'])
    return undefined
  } catch {
    return 'python3 (3.8 or later) is not on this machine'
  }
}

function check(...words: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile('python3', [SCRIPT, notary.url, ...words], (error, out, complaints) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, said: out + complaints })
    })
  })
}

test('Python finds the same root, proofs and signatures', { timeout: TEST_MAX_MS }, async (run) => {
  const away = pythonAway()
  if (away !== undefined) return run.skip(away)
  const { code, said } = await check(join(folder, 'older'))
  expect(said, said).toMatch(/^\{/)
  expect(JSON.parse(said)).toMatchObject({
    size: SIZE,
    fullTiles: 2,
    proofsChecked: [1, 256, 257, SIZE / 2 + 1, SIZE],
    continues: [OLDER],
  })
  expect(code).toBe(0)
})

test('Python names a log that was changed', { timeout: TEST_MAX_MS }, async (run) => {
  const away = pythonAway()
  if (away !== undefined) return run.skip(away)
  // A false signature, and a root that nobody signed.
  const note = await checkpointOf(SIZE)
  const forged = note.replace(`\n${SIZE}\n`, `\n${SIZE - 1}\n`)
  writeFileSync(join(folder, 'forged'), forged)
  expect(await check(join(folder, 'forged'))).toMatchObject({
    code: 1,
    said: expect.stringContaining('a signature is false'),
  })
  // Leaves of the served log, changed by an administrator of the notary's own database.
  await sql`ALTER TABLE replayed_entry DISABLE TRIGGER refuse_change`.execute(stage.asAdministrator)
  await sql`UPDATE replayed_entry SET leaf = sha256(leaf) WHERE sequence = 100`.execute(
    stage.asAdministrator,
  )
  expect(await check()).toMatchObject({
    code: 1,
    said: expect.stringContaining('the tiles lead to another root'),
  })
})
