// Says which of a service's streams stand still, so that its health page and its figures can.
import type { Log } from './log.ts'

type Stream = { standstill: () => string | undefined }

const LOOK_MS = 5_000

export type Standing = {
  /** What stands still now, and why; empty when all goes on. */
  still: () => string[]
  stop: () => void
}

/** What a figure of a service is made by. */
type Figures = {
  gauge: (name: 'facts_standing_still_up', help: string, labels: [], read: () => number) => unknown
}

/**
 * Watches streams of facts: logs an error when one of them begins to stand still, and shows it as a
 * figure.
 */
export function watchStreams(
  streams: readonly Stream[],
  { log, metrics }: { log: Log; metrics: Figures },
): Standing {
  const still = () => streams.flatMap((stream) => stream.standstill() ?? [])
  const help = '1 while facts do not leave or do not come in'
  metrics.gauge('facts_standing_still_up', help, [], () => (still().length > 0 ? 1 : 0))
  let wasStill = false
  const look = () => {
    const reasons = still()
    if (reasons.length > 0 && !wasStill) log.error({ reasons }, 'ALERT: facts stand still')
    if (reasons.length === 0 && wasStill) log.info({}, 'facts go on again')
    wasStill = reasons.length > 0
  }
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  return { still, stop: () => clearInterval(timer) }
}
