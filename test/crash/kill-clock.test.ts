// The clock process, killed in the middle of moving and ticking, loses nothing and doubles nothing.
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '@ticun/demo'
import { memberParty } from '@ticun/issuer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  buy,
  contractOf,
  list,
  openTimedHouse,
  type TimedHouse,
} from '../acceptance/timed-house.ts'
import { readFacts } from '../laws/refold.ts'

const HOUSE_START_MAX_MS = 600_000
const TEST_MAX_MS = 480_000
const STARTS_AT = '2025-03-01T02:00:00.000Z'
const MEMBERS = [41, 42, 43, 44]
const TERMS = {
  kind: 'TERM_CARD',
  priceFen: '300000',
  currency: 'CNY',
  coolingOffDays: 7,
  unit: 'DAY',
  units: 365,
} as const
/** So long after the move was asked for, in ms: before it, within it, within its ticks, after. */
const STRIKES_MS = [0, 3, 60, 115, 130, 160, 220]

let timed: TimedHouse
const contracts: string[] = []
beforeAll(async () => {
  timed = await openTimedHouse(STARTS_AT, 'FITNESS')
  const productId = await list(timed, TERMS)
  for (const member of MEMBERS) {
    const contract = await buy(timed, member, productId, TERMS.priceFen)
    expect(contract.consumerId).toBe(memberParty(member))
    contracts.push(contract.contractId)
  }
}, HOUSE_START_MAX_MS)
afterAll(() => timed?.stop())

/** ⌊300000·t/365⌋ */
const accruedFen = (days: number) => String(Math.floor((300_000 * days) / 365))

async function strikeAfter(ms: number): Promise<void> {
  const { house } = timed
  const pid = house.pids()['clock']!
  await sleep(ms)
  process.kill(pid, 'SIGKILL')
  await until('another clock process runs', async () => {
    const found = house.pids()['clock']
    return found === pid ? undefined : true
  })
  await until('it is ready', async () => {
    const answer = await fetch(`${house.urls.clock}/readyz`).catch(() => undefined)
    return answer?.status === 200 ? true : undefined
  })
}

test(
  'each day is accrued once, whenever it was killed',
  async () => {
    for (const [index, ms] of STRIKES_MS.entries()) {
      // The first day on which anything is released: cooling-off ended on Monday 10 March.
      const day = index + 10
      const now = `2025-03-${String(day + 1).padStart(2, '0')}T02:00:00.000Z`
      const struck = strikeAfter(ms)
      // It may have answered before it died, or the move may never have been heard.
      await timed.move(now).catch(() => {})
      await struck
      if ((await timed.now()) < now) await timed.move(now)
      // What is left is taken by the next one, without being asked.
      for (const contractId of contracts) {
        await until(`day ${day} of ${contractId} is accrued`, async () => {
          const { releasedFen } = await contractOf(timed, contractId)
          return releasedFen === accruedFen(day) ? true : undefined
        })
      }
    }
    const { house } = timed
    expect(house.restarts()).toMatchObject({ clock: STRIKES_MS.length })
    const facts = await readFacts(house.databases.escrow.factsReaderUrl)
    const accrued = facts.filter((fact) => fact.type === 'lot.accrued')
    const units = accrued.map(({ data }) => `${data.lotId} ${data.units}`)
    expect(new Set(units).size).toBe(MEMBERS.length * STRIKES_MS.length)
    expect(units).toHaveLength(MEMBERS.length * STRIKES_MS.length)
    expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length)
    expect(accrued.every(({ actor }) => actor.role === 'system' && actor.id === 'clock')).toBe(true)
  },
  TEST_MAX_MS,
)
