// What the edge keeps on a server and on each request, so that `serve` finds it.
import type { Budget } from './budget.ts'
import type { Caller, Verify } from './auth.ts'

export type ClockMode = 'system' | 'caller'

export type Edge = {
  /** Seconds that this caller has to wait, or 0. */
  budget: { caller: Budget; reads: Budget; stranger: Budget }
  verify: Verify
  clockMode: ClockMode
  /** Path pattern → methods that exist there, to tell 405 from 404. */
  methods: Map<string, Set<string>>
}

declare module 'fastify' {
  interface FastifyInstance {
    edge: Edge
  }
  interface FastifyRequest {
    /** Set once the token was checked; null where nobody has to log in. */
    caller: Caller | null
    /** The body exactly as it came, for its hash. */
    rawBytes: Uint8Array | null
  }
}
