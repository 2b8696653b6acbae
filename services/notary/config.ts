// What the environment tells the notary, read once.
import { z } from 'zod'
import { edgeEnvironment, refuseDemoInProduction } from '@ticun/http'
import { LOG_LEVELS } from '@ticun/observability'

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8083),
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
  FACTS_SETTLEMENT_URL: z.string().optional(),
  ISSUER_URL: z.url(),
  AUDIENCE: z.string().default('urn:ticun:api'),
  /** PKCS #8 in PEM, Ed25519, or a `keys.json`, or its folder; for the office's user only. */
  NOTARY_KEY_FILE: z.string(),
  /** Where the highest signed checkpoint is kept, writable; default: beside the key, `.highest`. */
  NOTARY_HIGHEST_FILE: z.string().optional(),
  /** Origin of the log and name of its key: no spaces, no plus sign. */
  NOTARY_NAME: z
    .string()
    .max(200)
    .regex(/^[^\s+\p{Cc}]+$/u, 'must be one word without a plus sign'),
  /** `URL KEY, URL KEY …`; KEY is a witness's public key, or a file that holds it. */
  WITNESSES: z.string().default(''),
  /** Cosignatures that a checkpoint is given a second to collect before it is published. */
  WITNESSES_MIN: z.coerce.number().int().min(0).default(0),
  /** `all`: everybody may read every entry of the log, if the office wants that. */
  PUBLIC_ENTRIES: z.enum(['none', 'all']).default('none'),
  /** Where audits read the book as it is served; without it there are none. */
  ESCROW_URL: z.url().optional(),
  ...edgeEnvironment,
  /** Its own credentials at the issuer, to audit by itself; without a secret it does not. */
  CLIENT_ID: z.string().min(1).default('auditor'),
  CLIENT_SECRET: z.string().min(8).optional(),
  /** Hours in which the whole book is compared once; less for a smaller book. */
  AUDIT_ROUND_HOURS: z.coerce.number().positive().max(24).default(12),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  /** `caller` lets a request state the time: for demo and tests only. */
  CLOCK: z.enum(['system', 'caller']).default('system'),
  /** With CLOCK=caller: where the house keeps the time of tests. */
  CLOCK_FILE: z.string().optional(),
})

export type Config = z.infer<typeof schema>

/** Reads the environment; throws with the name of what is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  refuseDemoInProduction('the notary', env, {
    secrets: ['CLIENT_SECRET'],
    databases: ['DATABASE_URL'],
    addresses: ['ISSUER_URL'],
  })
  const parsed = schema.safeParse(env)
  if (parsed.success) return parsed.data
  throw new Error(`the notary cannot start:\n${z.prettifyError(parsed.error)}`)
}
