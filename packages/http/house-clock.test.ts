// The clock of a house of tests: it moves forward with its file, and in earnest not at all.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '@ticun/observability'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { followClock, moveClock, readClock, systemNow } from './house-clock.ts'

const DAY_MS = 86_400_000
const log = createLog({ name: 'clock', level: 'silent' })
const isAt = (ms: number) => () => expect(aheadMs()).toBeGreaterThan(ms - 5_000)

let folder = ''
let file = ''
let clocks: { stop: () => void }[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clock-'))
})
beforeEach((context) => {
  file = join(folder, context.task.id)
})
afterEach(() => {
  for (const clock of clocks) clock.stop()
  clocks = []
})
const PATIENCE = { timeout: 30_000 }

afterAll(() => rm(folder, { recursive: true }))

function aheadMs(): number {
  return Date.parse(systemNow()) - Date.now()
}

async function follow(over: Partial<Parameters<typeof followClock>[0]> = {}): Promise<void> {
  clocks.push(await followClock({ mode: 'caller', file, log, ...over }))
}

test('a house in earnest keeps real time, whatever lies around', async () => {
  await writeFile(file, String(40 * DAY_MS))
  await follow({ mode: 'system' })
  expect(Math.abs(aheadMs())).toBeLessThan(5_000)
})

test('a house of tests may begin in the past', async () => {
  await writeFile(file, String(-400 * DAY_MS))
  await follow()
  expect(aheadMs()).toBeLessThan(-399 * DAY_MS)
})

test('a move is followed, and a move back is not', async () => {
  await follow()
  const moved = new Date(Date.now() + 30 * DAY_MS).toISOString()
  await moveClock(file, moved)
  await vi.waitFor(isAt(30 * DAY_MS), PATIENCE)
  expect(systemNow() >= moved).toBe(true)
  await moveClock(file, new Date().toISOString())
  expect(await readClock(file)).toBeGreaterThan(29 * DAY_MS)
  await writeFile(file, '0')
  await new Promise((resolve) => setTimeout(resolve, 200))
  isAt(30 * DAY_MS)()
})

test('nobody lives at the new time before it is prepared', async () => {
  const before = aheadMs()
  let attempts = 0
  const beforeMove = async (now: string) => {
    attempts += 1
    expect(Date.parse(now)).toBeGreaterThan(Date.now() + 59 * DAY_MS)
    expect(Math.abs(aheadMs() - before)).toBeLessThan(5_000)
    if (attempts < 3) throw new Error('not yet')
  }
  await follow({ beforeMove })
  await moveClock(file, new Date(Date.now() + 60 * DAY_MS).toISOString())
  await vi.waitFor(isAt(60 * DAY_MS), PATIENCE)
  expect(attempts).toBe(3)
})

test('a file that holds no number is a fault', async () => {
  await writeFile(file, 'tomorrow')
  await expect(follow()).rejects.toThrow('no whole number')
})
