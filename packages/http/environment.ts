// The part of a service's environment that concerns its edge alone.
import { z } from 'zod'
import type { ServerOptions } from './server.ts'

const requests = z.coerce.number().int().min(0).optional()

/** Fields for the schema of a service's environment. */
export const edgeEnvironment = {
  /** Bearer token that opens figures to callers of other machines. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /** Requests a minute of one log-in; 0 is no limit. */
  CALLER_PER_MINUTE: requests,
  /** Reads a minute of one log-in. */
  READS_PER_MINUTE: requests,
  /** Requests a minute of one address without a valid token. */
  STRANGER_PER_MINUTE: requests,
}

export type EdgeEnvironment = z.output<z.ZodObject<typeof edgeEnvironment>>

/** What these say to `buildServer`. */
export function edgeOptions(
  read: EdgeEnvironment,
): Pick<ServerOptions, 'metricsToken' | 'budgets'> {
  return {
    metricsToken: read.METRICS_TOKEN,
    budgets: {
      callerPerMinute: read.CALLER_PER_MINUTE,
      readsPerMinute: read.READS_PER_MINUTE,
      strangerPerMinute: read.STRANGER_PER_MINUTE,
    },
  }
}
