// The notary on real databases of its own, with an escrow and a settlement that speak to it.
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { connect, migrate, type Database } from '@ticun/db'
import { createTransport, eventsMigrations, type Transport } from '@ticun/events'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import { createLog } from '@ticun/observability'
import { TOPICS, type NotaryFact } from '@ticun/protocol'
import type { Config } from './config.ts'
import { findBook } from './book/book.ts'
import { signAll } from './checkpoint/keep-signing.ts'
import { openOffice } from './key/office.ts'
import { migrateNotary } from './migrate.ts'
import { createFollower, FOLLOWED } from './replay/follow.ts'
import type { NotaryTables } from './tables.ts'
import { openSpeaker } from './test-escrow.ts'

const EVENTUALLY_MAX_MS = 120_000
const LOOK_MS = 20
export const ORIGIN = 'ticun.example/test'

export type Stage = Awaited<ReturnType<typeof openStage>>

/** Tries until it holds, for a long while. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  const end = performance.now() + EVENTUALLY_MAX_MS
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resume) => setTimeout(resume, LOOK_MS))
    }
  }
}

/** Empty databases for one test file or one test; `close` removes them. */
export async function openStage() {
  const server = await openTestDatabase()
  const databases = await createTestDatabases('notary', server.superuserUrl)
  const { escrow, settlement, notary } = databases
  await migrateNotary(notary.ownerUrl, notary.runtime, notary.factsReader)
  for (const room of [escrow, settlement]) {
    await migrate({
      ownerUrl: room.ownerUrl,
      folders: [eventsMigrations],
      identifiers: { runtime_role: room.runtime, facts_reader_role: room.factsReader },
    })
  }
  const folder = await mkdtemp(join(tmpdir(), 'ticun-notary-'))
  const keyFile = join(folder, 'key.pem')
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const office = await openOffice(keyFile, ORIGIN, new Date().toISOString())
  const db = connect<NotaryTables>({ url: notary.runtimeUrl, applicationName: 'test-notary' })
  // Superusers may disable triggers: they are the administrators that the drills are about.
  const asAdministrator = connect<NotaryTables>({
    url: urlWithDatabase(server.superuserUrl, notary.database),
    applicationName: 'test-administrator',
  })
  const speaker = openSpeaker(escrow.runtimeUrl)
  const bank = openSpeaker(settlement.runtimeUrl)
  const transports: Transport[] = []
  const told = {
    now: () => new Date().toISOString(),
    log: createLog({ name: 't', level: 'silent' }),
  }

  const listen = () => {
    const transport = createTransport({
      events: 'postgres',
      clientId: 'test-notary',
      factsUrls: {
        [TOPICS.escrow]: escrow.factsReaderUrl,
        [TOPICS.ledger]: escrow.factsReaderUrl,
        [TOPICS.settlement]: settlement.factsReaderUrl,
      },
    })
    transports.push(transport)
    return transport.listen({ db, topics: FOLLOWED, handle: createFollower(told), log: told.log })
  }
  return {
    databases,
    keyFile,
    office,
    verifierKey: office.verifierKeyAt(told.now()),
    /** What a notary on this stage is told; nobody can log in unless an issuer is put in. */
    config: (): Config => ({
      HOST: '127.0.0.1',
      PORT: 0,
      DATABASE_URL: notary.runtimeUrl,
      EVENTS: 'postgres',
      FACTS_ESCROW_URL: escrow.factsReaderUrl,
      FACTS_SETTLEMENT_URL: settlement.factsReaderUrl,
      ISSUER_URL: 'http://127.0.0.1:9',
      AUDIENCE: 'urn:ticun:api',
      NOTARY_KEY_FILE: keyFile,
      NOTARY_NAME: ORIGIN,
      WITNESSES: '',
      WITNESSES_MIN: 0,
      PUBLIC_ENTRIES: 'all',
      CLIENT_ID: 'auditor',
      AUDIT_ROUND_HOURS: 12,
      LOG_LEVEL: 'silent',
      CLOCK: 'system',
    }),
    db,
    told,
    asAdministrator,
    speak: speaker.speak,
    speakOfBank: bank.speak,
    signers: () => office.signersOf(ORIGIN, told.now()),
    /** Starts a listener, as a process does that starts; stop it or leave it to `close`. */
    listen,
    sign: () => signAll({ db, office, told, onSigned: () => {} }),
    facts: () => factsOf(db),
    replayed: async () => (await findBook(db))?.sequence ?? 0n,
    close: async () => {
      for (const transport of transports) await transport.close()
      for (const each of [speaker, bank]) await each.close()
      for (const each of [db, asAdministrator]) await each.destroy()
      await databases.drop()
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** What the notary has said, in order. */
async function factsOf(db: Database<NotaryTables>): Promise<NotaryFact[]> {
  const { rows } = await sql<{ payload: NotaryFact }>`
    SELECT payload::json AS payload FROM outbox ORDER BY position`.execute(db)
  return rows.map(({ payload }) => payload)
}

function urlWithDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
