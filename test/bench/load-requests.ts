// The requests of a load, made ready before the clock runs: paths, bodies, codes.
import { randomUUID } from 'node:crypto'
import { codeAt, windowAt } from '@ticun/escrow/in-process'
import { escrowRoutes } from '@ticun/protocol'
import type { LoadJob } from './load-job.ts'
import { sessionAt } from './world.ts'

export type LoadRequest = { path: string; key: string; body: string }

/** One session of each contract, one by one: escrow and the connections have seen it all then. */
export function warmRequests(job: LoadJob): LoadRequest[] {
  return makeRequests({ ...job, requests: job.contracts.length, sessionsARequest: 1 }, 0)
}

/** The measured requests, each contract in its turn. */
export function measuredRequests(job: LoadJob): LoadRequest[] {
  return makeRequests(job, job.contracts.length)
}

/** Requests from the `from`th session of all on, a code window apart on each contract. */
function makeRequests(job: LoadJob, from: number): LoadRequest[] {
  const { contracts, requests, sessionsARequest, codeKey } = job
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
