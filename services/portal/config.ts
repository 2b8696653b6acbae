// The portal's environment, parsed once.
import { edgeEnvironment, edgeOptions, refuseDemoInProduction } from '@ticun/http'
import type { ServerOptions } from '@ticun/http'
import { LOG_LEVELS } from '@ticun/observability'
import type { LogLevel } from '@ticun/observability'
import { z } from 'zod'

const origin = z.url().transform((url) => new URL(url).origin)

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  PORTAL_URL: origin.default('http://127.0.0.1:8080'),
  ISSUER_URL: z.url().default('http://127.0.0.1:8084'),
  ...edgeEnvironment,
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  AUDIENCE: z.string().default('urn:ticun:api'),
  CLIENT_ID: z.string().min(1).default('ticun-portal'),
  CLIENT_SECRET: z.string().min(8).default('ticun-portal-demo-secret'),
  SESSION_KEY_FILE: z.string().default('.data/portal/session.key'),
  ESCROW_URL: origin.default('http://127.0.0.1:8081'),
  SETTLEMENT_URL: origin.default('http://127.0.0.1:8082'),
  NOTARY_URL: origin.default('http://127.0.0.1:8083'),
})

export type PortalConfig = {
  readonly host: string
  readonly port: number
  /** The origin that browsers see, for example `http://127.0.0.1:8080`. */
  readonly portalUrl: string
  readonly issuerUrl: string
  readonly audience: string
  readonly logLevel: LogLevel
  readonly edge: Pick<ServerOptions, 'metricsToken' | 'budgets'>
  readonly clientId: string
  readonly clientSecret: string
  readonly sessionKeyFile: string
  /** Where `/api/<name>/…` is forwarded to. */
  readonly services: { readonly escrow: string; settlement: string; notary: string }
}

/** Parses the environment; throws a ZodError that names each bad variable. */
export function readConfig(env: NodeJS.ProcessEnv): PortalConfig {
  refuseDemoInProduction('the portal', env, {
    secrets: ['CLIENT_SECRET'],
    addresses: ['PORTAL_URL', 'ISSUER_URL'],
  })
  const read = environment.parse(env)
  return {
    host: read.HOST,
    port: read.PORT,
    portalUrl: read.PORTAL_URL,
    issuerUrl: read.ISSUER_URL,
    audience: read.AUDIENCE,
    logLevel: read.LOG_LEVEL,
    edge: edgeOptions(read),
    clientId: read.CLIENT_ID,
    clientSecret: read.CLIENT_SECRET,
    sessionKeyFile: read.SESSION_KEY_FILE,
    services: {
      escrow: read.ESCROW_URL,
      settlement: read.SETTLEMENT_URL,
      notary: read.NOTARY_URL,
    },
  }
}
