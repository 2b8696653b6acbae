// Watches a notary's checkpoint and says how long each acknowledged entry waited for it.
import { setTimeout as sleep } from 'node:timers/promises'
import { notaryRoutes } from '@ticun/protocol'
import { Client } from 'undici'
import { latencyOf, type Latency } from './statistics.ts'

const POLL_MS = 40
/** After the last acknowledgement it is waited this long. */
const PATIENCE_MS = 20_000

type Seen = { atMs: number; size: number }

/** Starts to watch. `acknowledged` tells of an entry; `finish` waits until all are covered. */
export function watchCheckpoints(notaryUrl: string) {
  const client = new Client(notaryUrl)
  const seen: Seen[] = []
  const acknowledged: Seen[] = []
  const ending = new AbortController()

  const watch = async () => {
    while (!ending.signal.aborted) {
      const size = await checkpointSize(client)
      if (size > (seen.at(-1)?.size ?? -1)) seen.push({ atMs: performance.now(), size })
      await sleep(POLL_MS)
    }
  }
  const watching = watch()

  const finish = async (): Promise<{ coverage: Latency; uncovered: number }> => {
    const last = Math.max(0, ...acknowledged.map(({ size }) => size))
    const until = performance.now() + PATIENCE_MS
    while ((seen.at(-1)?.size ?? 0) < last && performance.now() < until) await sleep(POLL_MS)
    ending.abort()
    await watching
    await client.close()
    const waits = acknowledged.map((entry) => waitOf(entry, seen))
    const covered = waits.filter((wait) => wait !== undefined)
    return { coverage: latencyOf(covered), uncovered: waits.length - covered.length }
  }
  return {
    acknowledged: (sequence: string) => {
      acknowledged.push({ atMs: performance.now(), size: Number(sequence) })
    },
    finish,
  }
}

/** From the acknowledgement to the first look that showed a checkpoint over the entry. */
function waitOf(entry: Seen, seen: readonly Seen[]): number | undefined {
  let [low, high] = [0, seen.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((seen[middle]?.size ?? 0) >= entry.size) high = middle
    else low = middle + 1
  }
  const found = seen[low]
  return found && Math.max(0, found.atMs - entry.atMs)
}

async function checkpointSize(client: Client): Promise<number> {
  const { path } = notaryRoutes.checkpoint
  const { body } = await client.request({ method: 'GET', path })
  return Number((await body.text()).split('\n')[1])
}
