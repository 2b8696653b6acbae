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

/** Reads the configuration; throws with the name of every variable that is wrong. */
export function readConfig(variables: Record<string, string | undefined>): Config {
  const read = environment.safeParse(variables)
  if (read.success) return read.data
  const issues = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`the bank's configuration is wrong: ${issues.join('; ')}`)
}
