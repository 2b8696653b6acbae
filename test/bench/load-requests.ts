// The requests of a load, made ready before the clock runs: paths, bodies, codes.
import { randomUUID } from 'node:crypto'
import { codeAt, windowAt } from '@ticun/escrow/in-process'
import { escrowRoutes } from '@ticun/protocol'
import type { LoadJob } from './load-job.ts'
import { sessionAt } from './world.ts'

export type LoadRequest = { path: string; key: string; body: string }

/** One request after another, each contract in its turn, a code window apart on each. */
export function makeRequests(job: LoadJob): LoadRequest[] {
  const { contracts, from, requests, sessionsARequest, codeKey } = job
  const wish = (nth: number) => {
    const contractId = contracts[nth % contracts.length] ?? ''
    const occurredAt = sessionAt(Math.floor(nth / contracts.length))
    const code = codeAt(codeKey, contractId, windowAt(occurredAt))
    return { contractId, occurredAt, code }
  }
  return Array.from({ length: requests }, (_, index) => {
    const first = from + index * sessionsARequest
    const key = randomUUID()
    if (sessionsARequest === 1) {
      const { contractId, ...body } = wish(first)
      const path = escrowRoutes.recordSession.path.replace(':contractId', contractId)
      return { path, key, body: JSON.stringify(body) }
    }
    const items = Array.from({ length: sessionsARequest }, (_item, offset) => wish(first + offset))
    return { path: escrowRoutes.recordSessions.path, key, body: JSON.stringify({ items }) }
  })
}
