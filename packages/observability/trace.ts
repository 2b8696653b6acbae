// One correlation id follows a request through every process; a cause id names what led to a line.
import { randomUUID } from 'node:crypto'
import type { Log } from './log.ts'

export const CORRELATION_HEADER = 'x-correlation-id'

const WELL_FORMED = /^[\w.:-]{8,64}$/

/** The given id when it is well-formed (8 to 64 of A–Z a–z 0–9 _ . : -), else a fresh one. */
export function correlationIdFrom(given: unknown): string {
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID()
}

/** A log whose lines carry the correlation id and, when known, the id of the cause. */
export function follow(log: Log, correlationId: string, causeId?: string): Log {
  return log.child(causeId === undefined ? { correlationId } : { correlationId, causeId })
}
