// The requests of a load: paths and keys made ready, times and codes stated as they are sent.
import { randomUUID } from 'node:crypto'
import { codeAt, windowAt } from '@ticun/escrow/in-process'
import { escrowRoutes } from '@ticun/protocol'
import type { LoadJob } from './load-job.ts'
import { CODES_AT_ONCE } from './scale.ts'

export type LoadRequest = {
  path: string
  key: string
  /** Whether its sessions are confirmed by code and so posted: then each has a receipt. */
  isPosted: boolean
  /** What it says at this moment (UTC). */
  bodyAt: (now: string) => string
}

/**
 * One session of each contract without a code, which posts nothing: escrow and the connections have
 * seen it all then, and no code is spent.
 */
export function warmRequests({ contracts }: LoadJob): LoadRequest[] {
  return contracts.map((contractId) => ({
    path: pathOf(contractId),
    key: randomUUID(),
    isPosted: false,
    bodyAt: (occurredAt) => JSON.stringify({ occurredAt }),
  }))
}

/**
 * The measured requests, each contract in its turn: with the code of the window before, then with
 * that of this one. Make them just before they are sent. Throws when contracts do not suffice.
 */
export function measuredRequests(job: LoadJob): LoadRequest[] {
  const { contracts, requests, sessionsARequest, codeKey } = job
  if (requests * sessionsARequest > contracts.length * CODES_AT_ONCE) {
    throw new Error(`${contracts.length} contracts are not enough`)
  }
  const codeOf = readyCodes(codeKey, contracts)
  const wish = (nth: number, occurredAt: string) => {
    const index = nth % contracts.length
    const back = BigInt(CODES_AT_ONCE - 1 - Math.floor(nth / contracts.length))
    const code = codeOf(index, windowAt(occurredAt) - back)
    return { contractId: contracts[index], occurredAt, code }
  }
  return Array.from({ length: requests }, (_, index) => {
    const first = index * sessionsARequest
    const head = { key: randomUUID(), isPosted: true }
    if (sessionsARequest === 1) {
      const path = pathOf(contracts[first % contracts.length] ?? '')
      const bodyAt = (now: string) => {
        const { contractId: _, ...body } = wish(first, now)
        return JSON.stringify(body)
      }
      return { path, ...head, bodyAt }
    }
    const bodyAt = (now: string) => {
      const items = Array.from({ length: sessionsARequest }, (_item, at) => wish(first + at, now))
      return JSON.stringify({ items, occurredAt: now })
    }
    return { path: escrowRoutes.recordSessions.path, ...head, bodyAt }
  })
}

/**
 * Codes of the windows around now, by contract: members' phones make them, not what loads the
 * server. One of another window is made when it is asked for.
 */
function readyCodes(codeKey: string, contracts: readonly string[]) {
  const now = windowAt(new Date().toISOString())
  const windows = [now - 1n, now, now + 1n]
  const ready = new Map(
    windows.map((window) => [window, contracts.map((id) => codeAt(codeKey, id, window))]),
  )
  return (index: number, window: bigint): string =>
    ready.get(window)?.[index] ?? codeAt(codeKey, contracts[index] ?? '', window)
}

function pathOf(contractId: string): string {
  return escrowRoutes.recordSession.path.replace(':contractId', contractId)
}
