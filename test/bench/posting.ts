// Measures (a) the ceiling and (b) the batcher against it, in turns, and looks at every book after.
import { newId } from '@ticun/protocol'
import { batchesOf, placeStanding, writeBatch } from './bare-batch.ts'
import { drive, openBatcher, submitOne, type Acknowledged } from './batcher.ts'
import { createCeiling, type Ceiling } from './ceiling.ts'
import { checkBook } from './check.ts'
import { say } from './progress.ts'
import { captureRows, type Capture } from './rows.ts'
import { CEILING_BATCHES, CONCURRENCIES, CONTRACTS, MERCHANTS, type Scale } from './scale.ts'
import type { BenchServer } from './server.ts'
import { latencyOf, spreadOf, type Latency, type Spread } from './statistics.ts'
import { openPaidWorld, sessionCommands } from './world.ts'

export type Shape = 'spread' | 'hot'
export type Point = {
  shape: Shape
  concurrency: number
  perSecond: Spread
  /** Share of the best ceiling of the same round. */
  ofCeiling: Spread
  latency: Latency
}
export type Posting = {
  ceiling: { batch: number; perSecond: Spread }[]
  best: { batch: number; perSecond: Spread }
  points: Point[]
  /** Hot over spread at the highest concurrency, round by round. */
  hotOfSpread: Spread
  /** One command alone against one bare transaction of the same rows. */
  alone: { batcher: Latency; bare: Latency; ratio: Spread }
  /** Runs that did not count, and why. */
  discarded: string[]
}

const WARM_CONCURRENCY = 64
const CROWD = CONCURRENCIES.at(-1) ?? 1

/** Records sessions through the batcher and takes their rows for the ceiling. */
export async function openCeiling(server: BenchServer, scale: Scale): Promise<OpenCeiling> {
  say('posting: taking the rows of real sessions')
  const world = await openPaidWorld(server.db, MERCHANTS)
  const acknowledged: Acknowledged = new Map()
  const sessions = scale.ceilingSessions
  const commands = sessionCommands(world, 0, sessions)
  const capture = await captureRows(server.real.client, world.bookId, sessions, async () => {
    await drive(openBatcher(server.db), commands, CROWD, acknowledged)
  })
  const flaws = await checkBook(server.real.client, world.bookId, acknowledged)
  if (flaws.length > 0) throw new Error(`the book to copy is wrong: ${flaws.join('; ')}`)
  return { capture, ceiling: createCeiling(server.bare, capture, CEILING_BATCHES) }
}

export type OpenCeiling = { capture: Capture; ceiling: Ceiling }

type Round = {
  ceiling: Map<number, number>
  points: Map<string, { perSecond: number; latenciesMs: number[] }>
  alone: { batcherMs: number[]; bareMs: number[] }
}

/** Measures ceiling and batcher in turns, round by round. */
export async function measurePosting(
  server: BenchServer,
  scale: Scale,
  open: OpenCeiling,
): Promise<Posting> {
  const rounds: Round[] = []
  const discarded: string[] = []
  for (let number = 0; number < scale.rounds; number += 1) {
    const round: Round = {
      ceiling: new Map(),
      points: new Map(),
      alone: { batcherMs: [], bareMs: [] },
    }
    const shapes: Shape[] = number % 2 === 0 ? ['spread', 'hot'] : ['hot', 'spread']
    for (const shape of shapes) {
      for (const size of CEILING_BATCHES) {
        const { perSecond, flaw } = await open.ceiling.sample(size)
        if (flaw) discarded.push(flaw)
        else round.ceiling.set(size, Math.max(perSecond, round.ceiling.get(size) ?? 0))
      }
      discarded.push(...(await runShape({ server, scale, open, round, shape })))
    }
    rounds.push(round)
    say(`posting: round ${number + 1} of ${scale.rounds}: ${tellRound(round)}`)
  }
  return summarise(rounds, discarded)
}

type ShapeRun = {
  server: BenchServer
  scale: Scale
  open: OpenCeiling
  round: Round
  shape: Shape
}

/** Every concurrency on one fresh book; gives why it does not count, or nothing. */
async function runShape({ server, scale, open, round, shape }: ShapeRun): Promise<string[]> {
  const world = await openPaidWorld(server.db, shape === 'hot' ? 1 : MERCHANTS)
  const acknowledged: Acknowledged = new Map()
  const batcher = openBatcher(server.db)
  let used = 0
  const take = (count: number) => sessionCommands(world, (used += count) - count, count)
  await drive(batcher, take(CONTRACTS), WARM_CONCURRENCY, acknowledged)
  const points: Round['points'] = new Map()
  for (const concurrency of CONCURRENCIES.toReversed()) {
    const commands = take(scale.commands[concurrency])
    points.set(`${shape} ${concurrency}`, await drive(batcher, commands, concurrency, acknowledged))
  }
  const alone: Round['alone'] = { batcherMs: [], bareMs: [] }
  if (shape === 'spread') {
    const pairs = take(scale.lonePairs)
    const bare = await openBareTurns(server, open.capture, scale.lonePairs)
    for (const command of pairs) {
      alone.bareMs.push(await bare())
      alone.batcherMs.push(await submitOne(batcher, command, acknowledged))
    }
  }
  const flaws = await checkBook(server.real.client, world.bookId, acknowledged)
  if (flaws.length > 0) return [`${shape}: ${flaws.join('; ')}`]
  for (const [key, point] of points) round.points.set(key, point)
  if (shape === 'spread') round.alone = alone
  return []
}

/** Writes the rows of one session in a transaction of its own; gives how long it took. */
async function openBareTurns({ bare }: BenchServer, capture: Capture, turns: number) {
  const bookId = newId('bok')
  await placeStanding(bare, capture, bookId)
  const batches = batchesOf(capture, 1, turns)
  let next = 0
  return async () => {
    const batch = batches[next++]
    if (!batch) throw new Error('more turns than captured sessions')
    const began = performance.now()
    await writeBatch(bare, batch, bookId)
    return performance.now() - began
  }
}

function bestOf({ ceiling }: Round): number {
  return Math.max(...ceiling.values())
}

function tellRound(round: Round): string {
  const points = [...round.points].map(([key, { perSecond }]) => `${key}: ${Math.round(perSecond)}`)
  return `ceiling ${Math.round(bestOf(round))}/s, ${points.join(', ')}`
}

function summarise(rounds: readonly Round[], discarded: string[]): Posting {
  const ceiling = CEILING_BATCHES.map((batch) => ({
    batch,
    perSecond: spreadOf(rounds.flatMap((round) => round.ceiling.get(batch) ?? [])),
  }))
  const best = ceiling.toSorted((a, b) => b.perSecond.median - a.perSecond.median)[0]!
  const points = (['spread', 'hot'] as const).flatMap((shape) =>
    CONCURRENCIES.map((concurrency) => pointOf(rounds, shape, concurrency)),
  )
  const hotOfSpread = rounds.flatMap(({ points: found }) => {
    const [hot, spread] = [found.get(`hot ${CROWD}`), found.get(`spread ${CROWD}`)]
    return hot && spread ? [hot.perSecond / spread.perSecond] : []
  })
  const counted = rounds.map(({ alone }) => alone).filter(({ bareMs }) => bareMs.length > 0)
  const ratios = counted.map(
    ({ batcherMs, bareMs }) => latencyOf(batcherMs).p50 / latencyOf(bareMs).p50,
  )
  const alone = {
    batcher: latencyOf(counted.flatMap(({ batcherMs }) => batcherMs)),
    bare: latencyOf(counted.flatMap(({ bareMs }) => bareMs)),
    ratio: spreadOf(ratios),
  }
  return { ceiling, best, points, hotOfSpread: spreadOf(hotOfSpread), alone, discarded }
}

function pointOf(rounds: readonly Round[], shape: Shape, concurrency: number): Point {
  const found = rounds.flatMap((round) => {
    const point = round.points.get(`${shape} ${concurrency}`)
    return point ? [{ ...point, share: point.perSecond / bestOf(round) }] : []
  })
  return {
    shape,
    concurrency,
    perSecond: spreadOf(found.map(({ perSecond }) => perSecond)),
    ofCeiling: spreadOf(found.map(({ share }) => share)),
    latency: latencyOf(found.flatMap(({ latenciesMs }) => latenciesMs)),
  }
}
