// What the environment tells the witness, read once.
import { join } from 'node:path'
import { LOG_LEVELS } from '@ticun/observability'
import { z } from 'zod'

const name = /^[^\s+\p{Cc}]+$/u
const words = z.string().transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''))

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8089),
  /** Its memory and its key; nobody else's business. */
  DATA_DIR: z.string().min(1).default('.data/witness'),
  /** Origins of the logs that it watches, one or several words. */
  LOG_ORIGIN: words.pipe(z.array(z.string().regex(name)).min(1)),
  /** Public keys of these logs, `name+hash+base64`, or files that hold one a line. */
  LOG_VKEYS: words.pipe(z.array(z.string()).min(1)),
  /** Name that it signs with. */
  WITNESS_NAME: z.string().max(200).regex(name).default('ticun.example/regulator'),
  /** Where its public key is written for others to read; its data directory without it. */
  VKEY_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
})

export type Config = Omit<z.output<typeof schema>, 'VKEY_FILE'> & { VKEY_FILE: string }

/** Reads the environment; throws with the name of what is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = schema.safeParse(env)
  if (!parsed.success) {
    throw new Error(`the witness cannot start:\n${z.prettifyError(parsed.error)}`)
  }
  const { VKEY_FILE, ...rest } = parsed.data
  return { ...rest, VKEY_FILE: VKEY_FILE ?? join(rest.DATA_DIR, 'witness.vkey') }
}
