// What the environment tells the clock process, read once.
import { edgeEnvironment, refuseDemoInProduction } from '@ticun/http'
import { LOG_LEVELS } from '@ticun/observability'
import { z } from 'zod'

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8090),
  ESCROW_URL: z.url(),
  ISSUER_URL: z.url(),
  AUDIENCE: z.string().default('urn:ticun:api'),
  /** Its own credentials at the issuer. */
  CLIENT_ID: z.string().min(1),
  CLIENT_SECRET: z.string().min(8),
  ...edgeEnvironment,
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  /** `caller`: a house of tests, whose time may be moved. */
  CLOCK: z.enum(['system', 'caller']).default('system'),
  /** With CLOCK=caller: where the house keeps the time of tests. */
  CLOCK_FILE: z.string().optional(),
})

export type Config = z.infer<typeof schema>

/** Reads the environment; throws with the name of what is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  refuseDemoInProduction('the clock', env, {
    secrets: ['CLIENT_SECRET'],
    addresses: ['ISSUER_URL'],
  })
  const parsed = schema.safeParse(env)
  if (parsed.success) return parsed.data
  throw new Error(`the clock cannot start:\n${z.prettifyError(parsed.error)}`)
}
