// Plays a small year in a house of its own, and tells all that must come out the same again.
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  bankDoor,
  BOOK,
  checkLaws,
  close,
  makeClient,
  makeTokens,
  OFFICER,
  play,
  readAll,
  readStory,
  type Client,
  type Stage,
  type Story,
} from '@ticun/demo'
import type { House, HouseOptions } from '@ticun/house'
import { escrowRoutes } from '@ticun/protocol'
import { openTestHouse } from '../support/house.ts'

/** Busy days, far apart: 252 sessions of 50 packs, refunds of both kinds, four payout runs. */
const MONTHS = [1, 2, 3, 4]
const DAYS = [5, 12, 19]
const ROWS_A_DAY = 24
const SEED = 1
const OPENS_AT_MINUTES = 7 * 60
const OPEN_MINUTES = 14 * 60

export type OpenYear = { stage: Stage; house: House; dataDir: string; story: Story }

/** Opens a house on a new data directory, with a stage in it. The caller stops the house. */
export async function openYear(options: Partial<HouseOptions> = {}): Promise<OpenYear> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ticun-test-year-'))
  chmodSync(dataDir, 0o711)
  const house = await openTestHouse({ ...options, dataDir })
  const client = makeClient(makeTokens(house.urls.issuer))
  const nowMs = Date.now()
  const log = join(dataDir, 'door-log.csv')
  writeFileSync(log, doorLog())
  const wanted = { log, rows: undefined, seed: SEED, zone: 'Asia/Shanghai' }
  const story = await readStory(wanted, nowMs, () => {})
  const { naming } = story
  const bank = bankDoor(client, house)
  return { stage: { house, client, bank, naming, nowMs }, house, dataDir, story }
}

/** The same log each time; every eighth row is somebody who leaves. */
function doorLog(): string {
  const rows = MONTHS.flatMap((month) =>
    DAYS.flatMap((day) =>
      Array.from({ length: ROWS_A_DAY }, (_, row) => {
        const minutes = OPENS_AT_MINUTES + Math.floor((row * OPEN_MINUTES) / ROWS_A_DAY)
        const clock = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
        const direction = row % 8 === 7 ? 'Out' : 'In'
        return `Front door,${direction},${month}/${day}/2024 ${clock}`
      }),
    ),
  )
  return ['DeviceName,Direction,AlarmDateTime', ...rows, ''].join('\r\n')
}

/** What a year led to; without times of recording, random references and what follows from them. */
export type Outcome = {
  figures: Record<string, unknown>
  contracts: unknown[]
  accounts: unknown[]
  /** What is wrong with the figures, in words; none is the only good answer. */
  wrong: string[]
}

/** Plays the year to its end; `client` may be another one that does more than it is asked. */
export async function playYear({ stage, story }: OpenYear, client: Client = stage.client) {
  const progress = { at: () => {}, say: () => {}, stop: () => {} }
  const sessionsRecorded = await play({ ...stage, client }, story.plan, progress)
  const { rowsRead, refused } = story
  const closing = await close(stage, { rowsRead, refused, sessionsRecorded })
  return outcomeOf(stage, closing)
}

async function outcomeOf(
  { client, house }: Stage,
  { figures, contracts, doubts }: Awaited<ReturnType<typeof close>>,
): Promise<Outcome> {
  const { chainHead: _, facts: __, transport: ___, ...amounts } = figures
  const call = { as: OFFICER, params: { bookId: BOOK } }
  return {
    figures: amounts,
    contracts: contracts.map(withoutReferences),
    accounts: await readAll(client, house.urls.escrow, escrowRoutes.listAccounts, call),
    wrong: [...checkLaws({ ...figures, seconds: 0 }), ...doubts],
  }
}

function withoutReferences(told: unknown): unknown {
  if (Array.isArray(told)) return told.map(withoutReferences)
  if (typeof told !== 'object' || told === null) return told
  const kept = Object.entries(told).filter(([key]) => key !== 'reference')
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutReferences(value)]))
}
