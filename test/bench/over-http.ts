// Measures (c): sessions over HTTP, one by one and in batches, as the book has them afterwards.
import {
  backlog,
  countConfirmed,
  drained,
  loadBy,
  openBenchHouse,
  freshContracts,
  type BenchHouse,
} from './bench-house.ts'
import type { Ceiling } from './ceiling.ts'
import { checkBook } from './check.ts'
import { watchCores, type CoresUsed } from './cpu-use.ts'
import { say } from './progress.ts'
import { BATCH_CONNECTIONS, HTTP_CONNECTIONS, SESSIONS_A_BATCH, type Scale } from './scale.ts'
import { spreadOf, type Latency, type Spread } from './statistics.ts'

export type Loaded = {
  perSecond: Spread
  ofCeiling: Spread
  /** Of requests; the medians of the rounds. */
  latency: Latency
  /** Share of one core that the load process used. */
  loadCores: number
  /** Facts that waited for the relay when the last answer came; the most of all rounds. */
  backlog: number
  /** What each server used, from warming up to the last answer, in the last round. */
  cores: CoresUsed
}
export type OverHttp = {
  transport: string
  ceilingPerSecond: Spread
  oneByOne: Loaded
  batches: Loaded
  /** Arrivals by schedule at half of the one-by-one rate; the medians of the rounds. */
  half: { ratePerSecond: number; latency: Latency; p99: Spread }
  discarded: string[]
}

type Sample = Omit<Loaded, 'perSecond' | 'ofCeiling'> & { perSecond: number; ceiling: number }

/** Measures a house of issuer and escrow; the ceiling is taken again in between. */
export async function measureHttp(
  ceiling: Ceiling,
  batch: number,
  scale: Scale,
): Promise<OverHttp> {
  say('http: starting issuer and escrow')
  const bench = await openBenchHouse(['issuer', 'escrow'])
  try {
    const singles: Sample[] = []
    const batches: Sample[] = []
    const discarded: string[] = []
    for (let number = 0; number < scale.httpRounds; number += 1) {
      const raw = await ceiling.sample(batch)
      if (raw.flaw) discarded.push(raw.flaw)
      const one = await sample(bench, 1, HTTP_CONNECTIONS, scale.httpSessions)
      const many = await sample(bench, SESSIONS_A_BATCH, BATCH_CONNECTIONS, scale.httpBatches)
      singles.push({ ...one, ceiling: raw.perSecond })
      batches.push({ ...many, ceiling: raw.perSecond })
      const told = [raw, one, many].map(({ perSecond }) => Math.round(perSecond))
      say(
        `http: round ${number + 1}: ceiling ${told[0]}, one by one ${told[1]}, batches ${told[2]}`,
      )
    }
    const oneByOne = loadedOf(singles)
    const half = await measureHalf(bench, oneByOne.perSecond.median / 2, scale)
    discarded.push(...(await checkBook(bench.client, bench.world.bookId, bench.acknowledged)))
    return {
      transport: bench.house.transport,
      ceilingPerSecond: spreadOf(singles.map((each) => each.ceiling)),
      oneByOne,
      batches: loadedOf(batches),
      half,
      discarded,
    }
  } finally {
    await bench.close()
  }
}

async function sample(
  bench: BenchHouse,
  sessionsARequest: number,
  connections: number,
  requests: number,
): Promise<Omit<Sample, 'ceiling'>> {
  const contracts = await freshContracts(bench, requests * sessionsARequest)
  const before = await countConfirmed(bench)
  const load = { requests, sessionsARequest, connections }
  const cores = watchCores(bench.house.pids())
  const { seconds, latency, ownCores } = await loadBy(bench, { ...bench.job(contracts), ...load })
  const used = cores()
  const left = await backlog(bench)
  const applied = (await countConfirmed(bench)) - before
  await drained(bench)
  return { perSecond: applied / seconds, latency, loadCores: ownCores, backlog: left, cores: used }
}

/** Latency when requests arrive by schedule at this rate. */
async function measureHalf(bench: BenchHouse, ratePerSecond: number, scale: Scale) {
  const rounds: Latency[] = []
  for (let number = 0; number < scale.openLoopRounds; number += 1) {
    rounds.push(await sampleAt(bench, ratePerSecond, scale))
  }
  return { ratePerSecond, latency: middleOf(rounds), p99: spreadOf(rounds.map((one) => one.p99)) }
}

async function sampleAt(bench: BenchHouse, ratePerSecond: number, scale: Scale): Promise<Latency> {
  const requests = requestsAt(ratePerSecond, scale)
  const contracts = await freshContracts(bench, requests)
  const { latency } = await loadBy(bench, {
    ...bench.job(contracts),
    requests,
    sessionsARequest: 1,
    connections: HTTP_CONNECTIONS,
    ratePerSecond,
  })
  await drained(bench)
  say(`http: at ${Math.round(ratePerSecond)}/s by schedule p99 ${latency.p99} ms`)
  return latency
}

/** As many as the seconds of a scheduled load ask for. */
export function requestsAt(ratePerSecond: number, scale: Scale): number {
  return Math.ceil(ratePerSecond * scale.openLoopSeconds)
}

function loadedOf(samples: readonly Sample[]): Loaded {
  return {
    perSecond: spreadOf(samples.map(({ perSecond }) => perSecond)),
    ofCeiling: spreadOf(samples.map(({ perSecond, ceiling }) => perSecond / ceiling)),
    latency: middleOf(samples.map(({ latency }) => latency)),
    loadCores: spreadOf(samples.map(({ loadCores }) => loadCores)).median,
    backlog: Math.max(...samples.map((each) => each.backlog)),
    cores: samples.at(-1)?.cores ?? {},
  }
}

function middleOf(rounds: readonly Latency[]): Latency {
  const middle = (pick: (latency: Latency) => number) => spreadOf(rounds.map(pick)).median
  return {
    count: rounds.reduce((sum, { count }) => sum + count, 0),
    p50: middle(({ p50 }) => p50),
    p90: middle(({ p90 }) => p90),
    p99: middle(({ p99 }) => p99),
    max: Math.max(...rounds.map(({ max }) => max)),
  }
}
