// Measures (d): how long a fact is on its way to the notary, and an entry to a signed checkpoint.
import { setTimeout as sleep } from 'node:timers/promises'
import { TOPICS, notaryRoutes } from '@ticun/protocol'
import {
  backlog,
  drained,
  loadBy,
  openBenchHouse,
  freshContracts,
  type BenchHouse,
} from './bench-house.ts'
import { checkBook } from './check.ts'
import { watchCores, type CoresUsed } from './cpu-use.ts'
import { requestsAt } from './over-http.ts'
import { say } from './progress.ts'
import { HTTP_CONNECTIONS, type Scale } from './scale.ts'
import { openClient } from './server.ts'
import { latencyOf, type Latency } from './statistics.ts'

export type Lag = {
  transport: string
  ratePerSecond: number
  /** From the fact's `recordedAt` to the start of the notary's transaction that took it in. */
  consumed: Latency
  /** From the answer at the client to a checkpoint over the entry, fetched by the client. */
  checkpointed: Latency
  /** Latency of the requests with the notary at work beside escrow. */
  http: Latency
  backlog: number
  /** What each server used while the load ran and rested. */
  cores: CoresUsed
  discarded: string[]
}

const CATCH_UP_MAX_MS = 90_000
const POLL_MS = 200

/** Measures a house of issuer, escrow and notary under sessions by schedule at this rate. */
export async function measureLag(ratePerSecond: number, scale: Scale): Promise<Lag> {
  say('lag: starting issuer, escrow and notary')
  const bench = await openBenchHouse(['issuer', 'escrow', 'notary'])
  try {
    const requests = requestsAt(ratePerSecond, scale)
    const contracts = await freshContracts(bench, requests)
    await caughtUp(bench)
    const cores = watchCores(bench.house.pids())
    const result = await loadBy(bench, {
      ...bench.job(contracts),
      requests,
      sessionsARequest: 1,
      connections: HTTP_CONNECTIONS,
      ratePerSecond,
      notaryUrl: bench.house.urls.notary,
    })
    const used = cores()
    const left = await backlog(bench)
    await drained(bench)
    await caughtUp(bench)
    const discarded = await checkBook(bench.client, bench.world.bookId, bench.acknowledged)
    const { coverage, uncovered = 0 } = result
    if (!coverage || uncovered > 0) discarded.push(`${uncovered} entries under no checkpoint`)
    const consumed = await consumption(bench, result.startedAt)
    say(`lag: consumed p99 ${consumed.p99} ms, checkpointed p99 ${coverage?.p99} ms`)
    return {
      transport: bench.house.transport,
      ratePerSecond,
      consumed,
      checkpointed: coverage ?? latencyOf([]),
      http: result.latency,
      backlog: left,
      cores: used,
      discarded,
    }
  } finally {
    await bench.close()
  }
}

/** Waits until the notary's signed log is as long as the book. */
async function caughtUp({ client, house, world }: BenchHouse): Promise<void> {
  const until = performance.now() + CATCH_UP_MAX_MS
  const { rows } = await client.query<{ sequence: string }>(
    'SELECT sequence::text FROM chain_head WHERE book_id = $1',
    [world.bookId],
  )
  const wanted = Number(rows[0]?.sequence)
  for (;;) {
    const answer = await fetch(new URL(notaryRoutes.checkpoint.path, house.urls.notary))
    if (Number((await answer.text()).split('\n')[1]) >= wanted) return
    if (performance.now() > until) throw new Error('the notary does not catch up')
    await sleep(POLL_MS)
  }
}

/** Of every entry fact since then: the notary's time of receipt less escrow's time of recording. */
async function consumption({ client, house }: BenchHouse, since: string): Promise<Latency> {
  const said = await client.query<{ id: string; at: number }>(
    `SELECT id, extract(epoch FROM recorded_at)::float8 * 1000 AS at FROM outbox
     WHERE aggregatetype = $1 AND recorded_at >= $2`,
    [TOPICS.ledger, since],
  )
  const notary = await openClient(house.databases.notary.runtimeUrl)
  try {
    const heard = await notary.query<{ fact_id: string; at: number }>(
      `SELECT fact_id, extract(epoch FROM received_at)::float8 * 1000 AS at FROM inbox
       WHERE topic = $1 AND received_at >= $2`,
      [TOPICS.ledger, since],
    )
    const receipts = new Map(heard.rows.map(({ fact_id, at }) => [fact_id, at]))
    const lost = said.rows.filter(({ id }) => !receipts.has(id)).length
    if (lost > 0) throw new Error(`${lost} facts never arrived at the notary`)
    return latencyOf(said.rows.map(({ id, at }) => Math.max(0, (receipts.get(id) ?? at) - at)))
  } finally {
    await notary.end()
  }
}
