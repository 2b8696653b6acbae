// What every listener does with a parcel: try until it is in, count it, and say what went wrong.
import { reasonOf } from './fault.ts'
import { receive, type DeadLetter, type Parcel } from './inbox.ts'
import { backoffMs, type Pace } from './pace.ts'
import { createPulse } from './pulse.ts'
import type { ListenTarget, TopicStatus } from './transport.ts'

export type Reception = {
  /**
   * Takes a parcel in, as often as it needs; `beat` is called before each new attempt. Returns
   * false when it was stopped first; then the parcel has to come again.
   */
  take: (parcel: Parcel, beat?: () => Promise<void>) => Promise<boolean>
  /** Notes that reading itself failed, and rests. */
  failed: (error: unknown, what: string) => Promise<void>
  /** Notes that reading works, though there may be nothing to read. */
  fine: () => void
  /** Notes that the broker answers; what failed before may still fail. */
  answered: () => void
  status: () => readonly TopicStatus[]
  fault: () => string | undefined
  /** Says since when nothing moves, and why, once that is long ago. */
  standstill: () => string | undefined
}

/** A reader asks several times a second: so long without an answer, and it stands still. */
const SILENCE_MAX_MS = 30_000

export function createReception<DB>(
  target: ListenTarget<DB>,
  pace: Pace,
  onDead: (parcel: Parcel, dead: readonly DeadLetter[]) => void = () => {},
): Reception {
  const { log } = target
  const counts = new Map<string, TopicStatus>(
    target.topics.map((topic) => [topic, { topic, received: 0, skipped: 0, dead: 0 }]),
  )
  const pulse = createPulse(SILENCE_MAX_MS)
  let failures = 0
  let fault: string | undefined

  const failed = async (error: unknown, what: string) => {
    failures += 1
    fault = reasonOf(error)
    log.warn({ err: error, failures }, what)
    await pace.rest(backoffMs(failures))
  }

  const fine = () => {
    if (fault !== undefined) log.info({ topics: target.topics }, 'facts come in again')
    failures = 0
    fault = undefined
    pulse.beat()
  }

  const take: Reception['take'] = async (parcel, beat) => {
    while (!pace.stopped()) {
      try {
        const receipt = await receive(target, parcel)
        fine()
        const count = counts.get(parcel.topic)
        if (count) {
          count.received += receipt.received
          count.skipped += receipt.skipped
          count.dead += receipt.dead.length
          count.lastAt = new Date().toISOString()
        }
        for (const type of receipt.unknownTypes) {
          log.warn({ topic: parcel.topic, type }, 'skipped facts of a type that is not known here')
        }
        for (const { arrival, reason } of receipt.dead) {
          log.error({ topic: parcel.topic, factId: arrival.id, reason }, 'put a fact aside as dead')
        }
        if (receipt.dead.length > 0) onDead(parcel, receipt.dead)
        return true
      } catch (error) {
        await failed(error, 'facts cannot be taken in for now')
        await beat?.()
      }
    }
    return false
  }

  return {
    take,
    failed,
    fine,
    answered: () => {
      if (fault === undefined) pulse.beat()
    },
    status: () => [...counts.values()],
    fault: () => fault,
    standstill: () => pulse.silence(`nothing was read of ${target.topics.join(', ')}`, fault),
  }
}
