// A dead fact as officers see it: as much as can be read of it, for it may be broken.
import type { DeadFact } from '@ticun/events'
import type { DeadFactView } from '@ticun/protocol'

/** The view; what is missing in a broken fact is left out or shown as a dash. */
export function viewDeadFact(dead: DeadFact): DeadFactView {
  const occurredAt = textIn(dead.payload, 'occurredAt')
  const data: unknown = isRecord(dead.payload) ? dead.payload['data'] : dead.payload
  const amountFen = textIn(data, 'amountFen')
  return {
    deadFactId: dead.number.toString(),
    status: dead.endedAt ? 'ENDED' : dead.replayedAt ? 'REPLAYED' : 'OPEN',
    topic: dead.topic,
    factId: dead.factId,
    type: textIn(dead.payload, 'type') ?? '-',
    source: textIn(dead.payload, 'source') ?? '-',
    subject: textIn(dead.payload, 'subject') ?? '-',
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(amountFen !== undefined && /^\d{1,18}$/.test(amountFen) ? { amountFen } : {}),
    data,
    reason: dead.reason,
    failedAt: dead.failedAt,
    attempts: dead.attempts,
    ...(dead.nextTryAt === null ? {} : { nextTryAt: dead.nextTryAt }),
    ...(dead.replayedAt === null ? {} : { replayedAt: dead.replayedAt }),
    ...(dead.replayedBy === null ? {} : { replayedBy: dead.replayedBy }),
    ...endingOf(dead),
  }
}

function endingOf(dead: DeadFact): Partial<Pick<DeadFactView, 'ending'>> {
  const { endingReason: reason, proposedBy, proposedAt, endedBy, endedAt } = dead
  if (reason === null || proposedBy === null || proposedAt === null) return {}
  const ended = endedBy === null || endedAt === null ? {} : { endedBy, endedAt }
  return { ending: { reason, proposedBy, proposedAt, ...ended } }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function textIn(value: unknown, key: string): string | undefined {
  const found = isRecord(value) ? value[key] : undefined
  return typeof found === 'string' ? found : undefined
}
