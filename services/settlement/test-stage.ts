// Settlement on a real database with a real bank, a real issuer, and an escrow that speaks to it.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBank } from '@ticun/bank-sandbox'
import { sql } from 'kysely'
import { connect, migrate, transact } from '@ticun/db'
import { appendFacts, eventsMigrations, type EventsTables } from '@ticun/events'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import type { Running } from '@ticun/http'
import { DEMO_PASSWORD, logIn, startIssuer } from '@ticun/issuer'
import {
  settlementFact,
  TOPICS,
  type EscrowFact,
  type NotaryFact,
  type SettlementFact,
  type StatementUpload,
} from '@ticun/protocol'
import { readConfig } from './config.ts'
import { startSettlement, type StartOptions } from './main.ts'
import { migrateSettlement } from './migrate.ts'
import type { SettlementTables } from './tables.ts'
import { openTestBank } from './test-bank.ts'
import { ACCOUNT } from './test-facts.ts'

const EVENTUALLY_MAX_MS = 120_000
const LOOK_MS = 20
const TOKEN = 'a-token-for-tests'
/** References that no fact will ever name are waited for this long. */
const FACTS_PATIENCE_MS = 300

export type Stage = Awaited<ReturnType<typeof openStage>>
export type Ask = {
  method?: 'GET' | 'POST'
  path: string
  /** A person of the issuer; none sends no token. */
  as?: string
  /** Idempotency-Key; POST has a fresh one unless this says otherwise. `''` sends none. */
  key?: string
  json?: unknown
  file?: { type: string; bytes: string | Uint8Array<ArrayBuffer> }
}

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

const topicOf = ({ source }: EscrowFact | NotaryFact) =>
  source === 'notary' ? TOPICS.notary : TOPICS.escrow

/** Opens everything but settlement itself; `close` ends and removes it all. */
export async function openStage() {
  const server = await openTestDatabase()
  const databases = await createTestDatabases('settlement', server.superuserUrl)
  const { escrow, settlement, notary } = databases
  await migrateSettlement(settlement.ownerUrl, settlement.runtime, settlement.factsReader)
  for (const room of [escrow, notary]) {
    await migrate({
      ownerUrl: room.ownerUrl,
      folders: [eventsMigrations],
      identifiers: { runtime_role: room.runtime, facts_reader_role: room.factsReader },
    })
  }
  const folder = await mkdtemp(join(tmpdir(), 'ticun-settlement-'))
  const sandbox = await startBank({
    host: '127.0.0.1',
    port: 0,
    dataDirectory: join(folder, 'bank'),
    token: TOKEN,
  })
  const issuer = await startIssuer(
    {
      host: '127.0.0.1',
      port: 0,
      dataDir: join(folder, 'issuer'),
      portalUrl: 'http://127.0.0.1:8080',
      clientSecret: 'a-secret-of-tests',
    },
    () => {},
  )
  const bank = await openTestBank(sandbox.url, TOKEN)
  const speakerAt = (url: string) => connect<EventsTables>({ url, applicationName: 'speaker' })
  const speaker = speakerAt(escrow.runtimeUrl)
  const office = speakerAt(notary.runtimeUrl)
  const db = connect<SettlementTables>({
    url: settlement.runtimeUrl,
    applicationName: 'test',
    onFault: () => {},
  })
  const running: Running[] = []
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: settlement.runtimeUrl,
    FACTS_ESCROW_URL: escrow.factsReaderUrl,
    FACTS_NOTARY_URL: notary.factsReaderUrl,
    ISSUER_URL: issuer.url,
    LOG_LEVEL: 'silent',
    CLOCK: 'caller',
    BANK_URL: sandbox.url,
    BANK_TOKEN: TOKEN,
    SEAL_KEY: 'a-key-of-tests-with-enough-characters',
    ESCROW_ACCOUNT: ACCOUNT,
  })

  const start = async (options: StartOptions = {}) => {
    const parts = { signals: false, factsPatienceMs: FACTS_PATIENCE_MS, ...options }
    const started = await startSettlement(config, parts)
    running.push(started)
    return started
  }
  /** What escrow or the notary says; ends when settlement has taken it in. */
  const say = async (facts: readonly (EscrowFact | NotaryFact)[]) => {
    const outgoing = facts.map((fact: EscrowFact | NotaryFact) => ({ topic: topicOf(fact), fact }))
    for (const [topic, mouth] of [
      [TOPICS.escrow, speaker],
      [TOPICS.notary, office],
    ] as const) {
      const own = outgoing.filter((each) => each.topic === topic)
      if (own.length > 0) await transact(mouth, (trx) => appendFacts(trx, own))
    }
    const ids = facts.map((fact) => fact.id)
    await eventually(async () => {
      const found = db.selectFrom('inbox').select('fact_id').where('fact_id', 'in', ids)
      if ((await found.execute()).length < ids.length) throw new Error('facts are on their way')
    })
  }
  const tokens = new Map<string, Promise<string>>()
  const tokenOf = (login: string) => {
    const known = tokens.get(login)
    if (known) return known
    const made = logIn({ issuerUrl: issuer.url, login, password: DEMO_PASSWORD })
    const token = made.then(({ accessToken }) => accessToken)
    tokens.set(login, token)
    return token
  }
  const ask = async ({ method = 'GET', path, as, key, json, file }: Ask) => {
    const headers = new Headers()
    if (as !== undefined) headers.set('authorization', `Bearer ${await tokenOf(as)}`)
    const idempotencyKey = key ?? (method === 'POST' ? randomUUID() : '')
    if (idempotencyKey !== '') headers.set('idempotency-key', idempotencyKey)
    if (json !== undefined) headers.set('content-type', 'application/json')
    if (file !== undefined) headers.set('content-type', file.type)
    const body = file?.bytes ?? (json === undefined ? undefined : JSON.stringify(json))
    const url = new URL(path, running.at(-1)?.url)
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
    const text = await answer.text()
    const parsed: unknown = JSON.parse(text)
    const replayed = answer.headers.get('idempotent-replayed') === 'true'
    return { status: answer.status, body: parsed, replayed }
  }

  const upload = (file: NonNullable<Ask['file']>, key?: string) =>
    ask({
      method: 'POST',
      path: '/v1/bank-statements',
      as: 'wang',
      file,
      ...(key === undefined ? {} : { key }),
    })

  return {
    databases,
    superuserUrl: server.superuserUrl,
    db,
    bank,
    config,
    start,
    url: () => running.at(-1)?.url ?? '',
    say,
    ask,
    upload,
    /** Uploads camt.053 text as the officer wang; li confirms it, where that is to be done. */
    importXml: async (bytes: string, key?: string) => {
      const uploaded = await upload({ type: 'application/xml', bytes }, key)
      const { status, ...said } = uploaded.body as StatementUpload
      if (status !== 'WAITING') return uploaded
      const { statementId, openingBalanceFen, closingBalanceFen } = said
      return ask({
        method: 'POST',
        path: `/v1/bank-statements/${statementId}/confirmations`,
        as: 'li',
        json: { openingBalanceFen, closingBalanceFen },
      })
    },
    /** Every fact that settlement has said, in order. */
    facts: async (): Promise<SettlementFact[]> => {
      const { rows } = await sql<{ fact: unknown }>`
        SELECT payload::json AS fact FROM outbox ORDER BY position`.execute(db)
      return rows.map((row) => settlementFact.parse(row.fact))
    },
    close: async () => {
      for (const each of running) await each.stop()
      await db.destroy()
      await speaker.destroy()
      await office.destroy()
      await issuer.close()
      await sandbox.close()
      await databases.drop()
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}
