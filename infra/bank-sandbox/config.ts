// Knows the environment the bank runs in, read once.
import { z } from 'zod'

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8085),
  DATA_DIR: z.string().min(1).default('.data/bank-sandbox'),
  BANK_TOKEN: z.string().min(8),
  /** Of a house of tests: what its time adds to that of the machine. */
  CLOCK_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
})

export type Config = z.output<typeof environment>

const NOT_FOR_PRODUCTION =
  "the bank sandbox, whose money is none, does not start in production: set settlement's BANK_URL " +
  'and BANK_TOKEN to those of a bank'

/** Reads the configuration; throws in production, and with the name of each wrong variable. */
export function readConfig(variables: Record<string, string | undefined>): Config {
  if (variables['NODE_ENV'] === 'production') throw new Error(NOT_FOR_PRODUCTION)
  const read = environment.safeParse(variables)
  if (read.success) return read.data
  const issues = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`the bank's configuration is wrong: ${issues.join('; ')}`)
}
