// What one run of the bench found, as it is kept in results.json.
import type { Balances } from './balance.ts'
import type { Lag } from './lag.ts'
import type { Machine } from './machine.ts'
import type { Mass } from './mass.ts'
import type { OverHttp } from './over-http.ts'
import type { Posting } from './posting.ts'
import type { VerifySpeed } from './verify-speed.ts'

export const PARTS = ['posting', 'http', 'lag', 'verify', 'balance', 'mass'] as const
export type Part = (typeof PARTS)[number]

export type Results = {
  machine: Machine
  /** True: the harness was tried, and the figures mean nothing. */
  quick: boolean
  seconds: number
  /** How to take the figures of each part again. */
  commands: Partial<Record<Part, string>>
  posting?: Posting
  http?: OverHttp
  lag?: Lag
  verify?: VerifySpeed
  balance?: Balances
  mass?: Mass
  /** Parts that ended with an error, and with which. */
  failed: Partial<Record<Part, string>>
}

/** Every run that did not count, and why. */
export function discardedOf(results: Results): string[] {
  return PARTS.flatMap((part) => {
    const why = results[part]?.discarded ?? []
    const failure = results.failed[part]
    return [...why, ...(failure === undefined ? [] : [failure])].map((one) => `${part}: ${one}`)
  })
}
