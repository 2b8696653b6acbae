// A house with several real books in it, and everything that a drill needs to break and look.
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { connect, type Database } from '@ticun/db'
import { freeHousePorts } from '@ticun/house'
import { newId } from '@ticun/protocol'
import type { EscrowTables } from '../../services/escrow/tables.ts'
import * as escrow from '../../services/escrow/test-book.ts'
import { openTestHouse } from '../support/house.ts'
import { openAdministrator } from './administrator.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PROCESSES = ['issuer', 'witness', 'escrow', 'notary'] as const
/** The notary compares a page of each book in turn, five times a second. */
const FAST = { AUDIT_ROUND_HOURS: '0.00001' }
const EVENTUALLY_MAX_MS = 120_000
const LOOK_MS = 50

/** Entries of a book when the first checkpoint was kept, and when the second. */
export const [EARLY, LATE] = [8, 16]

export type DrillBook = {
  bookId: string
  /** Files of checkpoints at the sizes EARLY and LATE. */
  checkpoints: string[]
}
export type DrillStage = Awaited<ReturnType<typeof openDrill>>

/** Starts a house on `dataDir` with `count` books, all copied and signed by its notary. */
export async function openDrill(dataDir: string, count: number) {
  const ports = await freeHousePorts()
  const env = { EVENTS: 'postgres', CLOCK: 'system' }
  const house = await openTestHouse({
    dataDir,
    ports,
    env,
    only: PROCESSES,
    more: { notary: FAST },
  })
  const db = connect<EscrowTables>({
    url: house.databases.escrow.runtimeUrl,
    applicationName: 'test-drill',
  })
  const notary = connect<unknown>({
    url: superuserUrl(dataDir, ports.postgres, house.databases.notary.database),
    applicationName: 'test-drill',
  })
  const administrator = openAdministrator(
    superuserUrl(dataDir, ports.postgres, house.databases.escrow.database),
  )
  const close = async () => {
    for (const each of [db, notary]) await each.destroy()
    await administrator.close()
    await house.stop()
  }
  try {
    const books: DrillBook[] = []
    for (let at = 0; at < count; at += 1) books.push(await makeBook(db, notary, dataDir))
    const audit = (...words: string[]) => runAudit(dataDir, words)
    const alerts = (bookId: string) => readAlerts(notary, bookId)
    return { books, administrator, audit, alerts, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A funded contract and sessions that release its money, one entry each. */
async function makeBook(
  db: Database<EscrowTables>,
  notary: Database<unknown>,
  dataDir: string,
): Promise<DrillBook> {
  const { bookId, desk, run, sign, fund } = await escrow.openTestBook(db)
  const { contractId } = await fund(await sign())
  let window = 0n
  const release = async (sessions: number) => {
    for (let at = 0; at < sessions; at += 1) {
      // With her code, because the desk alone may tell few of one day.
      const wish = { contractId, sessionId: newId('ses'), codeWindow: (window += 1n) }
      await run(escrow.commandFor(bookId, desk, { verb: 'record-session', ...wish }))
    }
  }
  const checkpoints: string[] = []
  for (const size of [EARLY, LATE]) {
    await release(size - (size === EARLY ? 1 : EARLY))
    const note = await checkpointOf(notary, bookId, size)
    const file = join(dataDir, `${bookId}-${size}.checkpoint`)
    writeFileSync(file, note)
    checkpoints.push(file)
  }
  return { bookId, checkpoints }
}

async function checkpointOf(
  notary: Database<unknown>,
  bookId: string,
  size: number,
): Promise<string> {
  const end = performance.now() + EVENTUALLY_MAX_MS
  for (;;) {
    const { rows } = await sql<{ note: string }>`
      SELECT note FROM checkpoint WHERE book_id = ${bookId} AND size = ${size}::bigint
      `.execute(notary)
    if (rows[0]) return rows[0].note
    if (performance.now() > end) throw new Error(`no checkpoint of ${size} entries was signed`)
    await wait(LOOK_MS)
  }
}

/** Alerts about entries; that facts stand still on a busy machine is another matter. */
async function readAlerts(notary: Database<unknown>, bookId: string): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    SELECT code || ' ' || sequence AS text FROM alert
    WHERE book_id = ${bookId} AND sequence IS NOT NULL ORDER BY number`.execute(notary)
  return rows.map(({ text }) => text)
}

/** `pnpm audit-book` on this house: its exit code and what it printed. */
function runAudit(
  dataDir: string,
  words: readonly string[],
): Promise<{ code: number | null; said: string }> {
  const program = ['infra/issuer/run-as.ts', 'wang', 'services/notary/audit/main.ts']
  const child = spawn(process.execPath, [...program, ...words], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', TICUN_DATA: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      said += part
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, said }))
  })
}

function superuserUrl(dataDir: string, port: number, database: string): string {
  const secrets: Record<string, string> = JSON.parse(
    readFileSync(join(dataDir, 'secrets.json'), 'utf8'),
  )
  const password = encodeURIComponent(secrets['postgres.superuser'] ?? '')
  return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
}
