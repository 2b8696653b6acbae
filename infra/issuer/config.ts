// The issuer's environment, parsed once.
import { LOG_LEVELS } from '@ticun/observability'
import type { LogLevel } from '@ticun/observability'
import { z } from 'zod'

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8084),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  ISSUER_URL: z.url().optional(),
  DATA_DIR: z.string().default('.data/issuer'),
  PORTAL_URL: z.url().default('http://127.0.0.1:8080'),
  CLIENT_SECRET: z.string().min(8).default('ticun-portal-demo-secret'),
  CLOCK_SECRET: z.string().min(8).optional(),
  AUDITOR_SECRET: z.string().min(8).optional(),
})

/** What the issuer needs to know to start. No issuer URL means: the address it listens on. */
export type IssuerConfig = {
  readonly host: string
  readonly port: number
  readonly logLevel: LogLevel
  readonly issuerUrl?: string
  readonly dataDir: string
  readonly portalUrl: string
  readonly clientSecret: string
  /** Secret of the clock process; without it the issuer knows no such client. */
  readonly clockSecret?: string
  /** Secret of the notary as it audits the book; without it the issuer knows no such client. */
  readonly auditorSecret?: string
}

const NOT_FOR_PRODUCTION =
  'the demo issuer, whose people all have one known password, does not start in production: ' +
  "set ISSUER_URL of the services and the portal to the office's own issuer"

/** Parses the environment; refuses production; throws a ZodError that names each bad variable. */
export function readConfig(env: NodeJS.ProcessEnv): IssuerConfig {
  if (env['NODE_ENV'] === 'production') throw new Error(NOT_FOR_PRODUCTION)
  const read = environment.parse(env)
  return {
    host: read.HOST,
    port: read.PORT,
    logLevel: read.LOG_LEVEL,
    ...(read.ISSUER_URL === undefined ? {} : { issuerUrl: read.ISSUER_URL }),
    dataDir: read.DATA_DIR,
    portalUrl: read.PORTAL_URL,
    clientSecret: read.CLIENT_SECRET,
    ...(read.AUDITOR_SECRET === undefined ? {} : { auditorSecret: read.AUDITOR_SECRET }),
    ...(read.CLOCK_SECRET === undefined ? {} : { clockSecret: read.CLOCK_SECRET }),
  }
}
