// Brings settlement's database up to date; run by the owner role, before the service starts.
import { fileURLToPath } from 'node:url'
import { migrate } from '@ticun/db'
import { eventsMigrations } from '@ticun/events'
import { z } from 'zod'

const own = fileURLToPath(new URL('./migrations', import.meta.url))

/** Runs the migrations of events and of settlement; returns what was new. */
export function migrateSettlement(
  ownerUrl: string,
  runtimeRole: string,
  factsReaderRole: string,
): Promise<string[]> {
  return migrate({
    ownerUrl,
    folders: [eventsMigrations, own],
    identifiers: { runtime_role: runtimeRole, facts_reader_role: factsReaderRole },
  })
}

if (import.meta.main) {
  const env = z
    .object({ DATABASE_URL: z.string(), RUNTIME_ROLE: z.string(), FACTS_READER_ROLE: z.string() })
    .parse(process.env)
  const ran = await migrateSettlement(env.DATABASE_URL, env.RUNTIME_ROLE, env.FACTS_READER_ROLE)
  process.stdout.write(`settlement: ${ran.length} migrations applied\n`)
}
