// A process that is killed in the middle and started again loses nothing and doubles nothing.
import { until } from '@ticun/demo'
import { freeHousePorts, type HouseOptions, type ProcessName } from '@ticun/house'
import { memberParty } from '@ticun/issuer'
import { escrowRoutes, settlementRoutes, type ContractView } from '@ticun/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { logInAtPortal, visit } from '../journeys/portal-visitor.ts'
import { foundIn, logsOf, namelessPlaces, tracesOf } from '../laws/personal-data.ts'
import { readFacts, refold } from '../laws/refold.ts'
import { openYear, playYear, type OpenYear, type Outcome } from '../laws/year.ts'
import { openBankLine, type Death } from './bank-line.ts'
import { wound, type Moment } from './wounds.ts'

const YEAR_MAX_MS = 480_000

let undisturbed: Outcome

/** Opens a house, plays, and always stops the house. */
async function inHouse<T>(
  tell: (year: OpenYear) => Promise<T>,
  options: Partial<HouseOptions> = {},
): Promise<T> {
  const year = await openYear(options)
  try {
    return await tell(year)
  } finally {
    await year.house.stop()
  }
}

/** The laws that only a look into the house can prove. */
async function expectLaws({ house, stage, dataDir }: OpenYear): Promise<void> {
  const facts = await readFacts(house.databases.escrow.factsReaderUrl)
  expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length)
  const { folded, shown } = await refold(stage, facts)
  expect(folded).toEqual(shown)
  const places = [...(await namelessPlaces(house)), ...logsOf(dataDir)]
  expect(foundIn(places, await tracesOf(stage))).toEqual([])
}

beforeAll(async () => {
  undisturbed = await inHouse((year) => playYear(year))
}, YEAR_MAX_MS)

test('undisturbed, the year obeys the laws and really moves money', () => {
  expect(undisturbed.wrong).toEqual([])
  expect(undisturbed.figures).toMatchObject({ sessionsRecorded: 252, differenceFen: 0n })
  for (const moved of ['paidOutFen', 'refundedFen', 'heldFen']) {
    expect([moved, BigInt(String(undisturbed.figures[moved])) > 0n]).toEqual([moved, true])
  }
})

/** Waits until a process that was killed answers again. */
async function awaitReady(url: string): Promise<void> {
  await until(`${url} is ready`, async () => {
    const answer = await fetch(new URL('/readyz', url)).catch(() => undefined)
    return answer?.status === 200 ? true : undefined
  })
}

/** In the middle of signing, recording, refunding and paying out. */
const WOUNDS: [ProcessName, Moment[]][] = [
  [
    'escrow',
    [
      { route: escrowRoutes.signContract, nth: 9, afterMs: 3 },
      { route: escrowRoutes.recordSession, nth: 100, afterMs: 1 },
      { route: escrowRoutes.requestRefund, nth: 2, afterMs: 6 },
      { route: escrowRoutes.runPayouts, nth: 3, afterMs: 4 },
    ],
  ],
  [
    'notary',
    [
      { route: escrowRoutes.signContract, nth: 12, afterMs: 40 },
      { route: escrowRoutes.recordSession, nth: 90, afterMs: 80 },
      { route: escrowRoutes.runPayouts, nth: 4, afterMs: 30 },
    ],
  ],
]

describe.each(WOUNDS)('%s, killed in the middle', (name, moments) => {
  test(
    'leads to the same figures, contracts and accounts',
    () =>
      inHouse(async (year) => {
        const { dataDir, house, stage } = year
        const wounds = wound(stage.client, { dataDir, name, moments })
        const outcome = await playYear(year, wounds.client)
        expect(await wounds.killed()).toHaveLength(moments.length)
        expect(house.restarts()).toMatchObject({ [name]: moments.length })
        expect(outcome).toEqual(undisturbed)
        await expectLaws(year)
      }),
    YEAR_MAX_MS,
  )
})

describe('settlement, killed in the middle', () => {
  const moments: Moment[] = [
    { route: settlementRoutes.fetchStatement, nth: 3, afterMs: 15 },
    { route: settlementRoutes.approvePayout, nth: 4, afterMs: 4 },
  ]
  /** Of the messages to the bank: the second is paid unheard, the fifth is never heard of. */
  const deaths = new Map<number, Death>([
    [2, 'AFTER'],
    [5, 'BEFORE'],
  ])

  test(
    'leads to the same figures, contracts and accounts, and the bank pays everything once',
    async () => {
      const ports = await freeHousePorts()
      const line = await openBankLine(`http://127.0.0.1:${ports.bank}`)
      const tell = async (year: OpenYear) => {
        const { dataDir, house, stage } = year
        const wounds = wound(stage.client, { dataDir, name: 'settlement', moments })
        line.set(deaths, wounds.strike)
        const outcome = await playYear(year, wounds.client)
        const blows = moments.length + deaths.size
        expect(await wounds.killed()).toHaveLength(blows)
        expect(house.restarts()).toMatchObject({ settlement: blows })
        expect(outcome).toEqual(undisturbed)
        await expectLaws(year)
      }
      try {
        await inHouse(tell, { ports, more: { settlement: { BANK_URL: line.url } } })
      } finally {
        await line.close()
      }
    },
    YEAR_MAX_MS,
  )
})

describe('portal, killed in the middle', () => {
  test(
    'a log-in outlives it, and a second year from an empty directory gives the same amounts',
    () =>
      inHouse(async (year) => {
        const { dataDir, house, stage } = year
        const { portal } = stage.house.urls
        const jar = await logInAtPortal(portal, 'm0001')
        const moments = [10, 60, 110].map((nth) => {
          return { route: escrowRoutes.recordSession, nth, afterMs: 1 }
        })
        const wounds = wound(stage.client, { dataDir, name: 'portal', moments })
        const outcome = await playYear(year, wounds.client)
        expect(await wounds.killed()).toHaveLength(moments.length)
        await awaitReady(portal)
        const me = await visit(new URL('/api/me', portal), jar)
        expect(JSON.parse(me.text)).toMatchObject({ person: { login: 'm0001' } })
        const hers = await visit(new URL('/api/escrow/v1/contracts', portal), jar)
        const { items } = JSON.parse(hers.text) as { items: ContractView[] }
        expect(items.map(({ consumerId }) => consumerId)).toContain(memberParty(1))
        expect(house.restarts()).toMatchObject({ portal: moments.length })
        expect(outcome).toEqual(undisturbed)
        await expectLaws(year)
      }),
    YEAR_MAX_MS,
  )
})
