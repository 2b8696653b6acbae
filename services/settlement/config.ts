// What the environment tells settlement, read once.
import { edgeEnvironment, refuseDemoInProduction } from '@ticun/http'
import { LOG_LEVELS } from '@ticun/observability'
import { z } from 'zod'

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8082),
  DATABASE_URL: z.string(),
  EVENTS: z.enum(['kafka', 'postgres']).default('postgres'),
  KAFKA_BROKERS: z.string().optional(),
  /** Its own name at the broker, where it may write its own topics only (SCRAM-SHA-512). */
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  /** A file that holds the password, instead of KAFKA_PASSWORD. */
  KAFKA_PASSWORD_FILE: z.string().optional(),
  /** `true` where the broker's door is TLS. */
  KAFKA_TLS: z.stringbool().optional(),
  FACTS_ESCROW_URL: z.string().optional(),
  FACTS_NOTARY_URL: z.string().optional(),
  ISSUER_URL: z.url(),
  AUDIENCE: z.string().default('urn:ticun:api'),
  ...edgeEnvironment,
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  /** `caller` lets a request state the time: for demo and tests only. */
  CLOCK: z.enum(['system', 'caller']).default('system'),
  /** With CLOCK=caller: where the house keeps the time of tests. */
  CLOCK_FILE: z.string().optional(),
  BANK_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  BANK_TOKEN: z.string().min(1),
  /** Seals names, accounts and words of people; random text of at least 32 characters. */
  SEAL_KEY: z.string().min(32),
  /** The notary office's account, for statement files that do not name theirs. */
  ESCROW_ACCOUNT: z.string().min(1).max(34),
})

export type Config = z.infer<typeof schema>

/** Reads the environment; throws with the name of what is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  refuseDemoInProduction('settlement', env, {
    secrets: ['BANK_TOKEN', 'SEAL_KEY'],
    databases: ['DATABASE_URL'],
    addresses: ['ISSUER_URL'],
  })
  const parsed = schema.safeParse(env)
  if (parsed.success) return parsed.data
  throw new Error(`settlement cannot start:\n${z.prettifyError(parsed.error)}`)
}
