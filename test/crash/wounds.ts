// Kills a process of a running house with SIGKILL while a named call is on its way.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until, type Client } from '@ticun/demo'
import type { ProcessName } from '@ticun/house'
import type { RouteContract } from '@ticun/protocol'

/** Which call is struck: the nth one of this route, so many ms after it was begun. */
export type Moment = { route: RouteContract; nth: number; afterMs: number }

export type Wounds = {
  /** The client through which the moments are watched. */
  client: Client
  /** Kills the process of this moment now. */
  strike: () => Promise<void>
  /** Process ids that were killed, in order; throws when a blow did not land. */
  killed: () => Promise<number[]>
}

/** Watches the calls of a client, and at each of these moments kills that process. */
export function wound(
  client: Client,
  { dataDir, name, moments }: { dataDir: string; name: ProcessName; moments: readonly Moment[] },
): Wounds {
  const counts = new Map<RouteContract, number>()
  const dead: number[] = []
  const blows: Promise<void>[] = []

  const strike = async (): Promise<void> => {
    // The one that was killed before may not have a successor yet.
    const pid = await until(`${name} runs again`, async () => {
      const found = pidOf(dataDir, name)
      return dead.includes(found) ? undefined : found
    })
    dead.push(pid)
    process.kill(pid, 'SIGKILL')
  }

  const call: Client['call'] = (origin, route, given) => {
    const nth = (counts.get(route) ?? 0) + 1
    counts.set(route, nth)
    const moment = moments.find((each) => each.route === route && each.nth === nth)
    const answered = client.call(origin, route, given)
    if (moment !== undefined) blows.push(sleep(moment.afterMs).then(strike))
    return answered
  }
  const killed = async () => {
    await Promise.all(blows)
    return dead
  }
  return { client: { ...client, call }, strike, killed }
}

/** The process id of this moment, as house.json tells it. */
export function pidOf(dataDir: string, name: ProcessName): number {
  const record: { pids: Record<string, number> } = JSON.parse(
    readFileSync(join(dataDir, 'house.json'), 'utf8'),
  )
  const pid = record.pids[name]
  if (pid === undefined || pid <= 0) throw new Error(`house.json knows no ${name}`)
  return pid
}
