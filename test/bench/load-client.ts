// A process of its own that loads escrow over HTTP: its work must not slow what it measures.
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { watchCheckpoints } from './checkpoint-watch.ts'
import type { LoadJob, LoadResult } from './load-job.ts'
import { measuredRequests, warmRequests, type LoadRequest } from './load-requests.ts'
import { latencyOf } from './statistics.ts'

const TICK_MS = 1
/** Between warming up and measuring: facts leave, connections rest. */
const SETTLE_MS = 2_000
const ANSWER_MAX_MS = 30_000

type Item = { receipt?: { sequence: string; hash: string }; refusal?: { code: string } }

async function run(job: LoadJob): Promise<LoadResult> {
  const pool = new Pool(job.origin, {
    connections: job.connections,
    pipelining: 1,
    headersTimeout: ANSWER_MAX_MS,
    bodyTimeout: ANSWER_MAX_MS,
  })
  const tally = openTally()
  const send = openSender(pool, job.token, tally)
  await inTurns(warmRequests(job), job.connections, send)
  await sleep(SETTLE_MS)
  const requests = measuredRequests(job)
  tally.latenciesMs.length = 0
  const watch = job.notaryUrl === undefined ? undefined : watchCheckpoints(job.notaryUrl)
  if (watch) tally.onReceipt = watch.acknowledged
  const startedAt = new Date().toISOString()
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  if (job.ratePerSecond === undefined) await inTurns(requests, job.connections, send)
  else await bySchedule(requests, job.ratePerSecond, send)
  const tookMs = performance.now() - began
  const { user, system } = process.cpuUsage(cpuBefore)
  for (const text of tally.unread) readAnswer(tally, text)
  const covered = await watch?.finish()
  await pool.close()
  return {
    startedAt,
    seconds: tookMs / 1000,
    latency: latencyOf(tally.latenciesMs),
    receipts: tally.receipts,
    errors: tally.errors,
    ownCores: (user + system) / 1000 / tookMs,
    ...covered,
  }
}

type Tally = Pick<LoadResult, 'receipts' | 'errors'> & {
  latenciesMs: number[]
  onReceipt: ((sequence: string) => void) | undefined
  /** Good answers that are read when the load is over: reading takes time from what is measured. */
  unread: string[]
}

function openTally(): Tally {
  return { receipts: [], errors: {}, latenciesMs: [], onReceipt: undefined, unread: [] }
}

function noteIn({ errors }: Tally, error: string): void {
  errors[error] = (errors[error] ?? 0) + 1
}

/** Keeps the receipts of a good answer. */
function readAnswer(tally: Tally, text: string): void {
  const reply = JSON.parse(text) as Item & { items?: Item[] }
  for (const { receipt, refusal } of reply.items ?? [reply]) {
    if (receipt) {
      tally.receipts.push([receipt.sequence, receipt.hash])
      tally.onReceipt?.(receipt.sequence)
    } else {
      noteIn(tally, refusal?.code ?? 'no receipt')
    }
  }
}

/** Sends one request and keeps what came back; latency counts from when it was due. */
function openSender(pool: Pool, token: string, tally: Tally): Send {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return async ({ path, key, isPosted, bodyAt }, dueMs) => {
    try {
      const options = {
        method: 'POST',
        path,
        body: bodyAt(new Date().toISOString()),
        headers: { ...headers, 'idempotency-key': key },
      }
      const answer = await pool.request(options)
      const text = await answer.body.text()
      tally.latenciesMs.push(performance.now() - dueMs)
      if (answer.statusCode >= 300) return noteIn(tally, `${answer.statusCode} ${codeOf(text)}`)
      if (!isPosted) return
      // A watch has to know at once what was acknowledged.
      if (tally.onReceipt) readAnswer(tally, text)
      else tally.unread.push(text)
    } catch (error) {
      noteIn(tally, error instanceof Error ? error.message : String(error))
    }
  }
}

type Send = (request: LoadRequest, dueMs: number) => Promise<void>

/** Each connection sends its next request when the last one was answered. */
async function inTurns(requests: readonly LoadRequest[], connections: number, send: Send) {
  let next = 0
  const work = async () => {
    for (let one = requests[next++]; one !== undefined; one = requests[next++]) {
      await send(one, performance.now())
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
}

/** Requests arrive on time, however slow the answers; latency counts from when one was due. */
async function bySchedule(requests: readonly LoadRequest[], ratePerSecond: number, send: Send) {
  const underWay: Promise<void>[] = []
  const began = performance.now()
  const dueMs = (index: number) => began + (index * 1000) / ratePerSecond
  let next = 0
  while (next < requests.length) {
    while (next < requests.length && dueMs(next) <= performance.now()) {
      underWay.push(send(requests[next]!, dueMs(next)))
      next += 1
    }
    await sleep(TICK_MS)
  }
  await Promise.all(underWay)
}

function codeOf(text: string): string {
  try {
    return String((JSON.parse(text) as { code?: unknown }).code)
  } catch {
    return text.slice(0, 80)
  }
}

process.once('message', (job: LoadJob) => {
  void run(job).then((result) => process.send?.(result, () => process.disconnect()))
})
// Whoever started this is gone.
process.once('disconnect', () => process.exit())
