// Looks for people where there must be none: in facts, entries, stored replies, escrow's rows,
// logs.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OFFICER, readAll, type Stage } from '@ticun/demo'
import { connect } from '@ticun/db'
import type { House } from '@ticun/house'
import { findPerson, memberLogin } from '@ticun/issuer'
import { escrowRoutes } from '@ticun/protocol'

/** Text of one place, as it lies there. */
export type Place = { name: string; text: string }

type Catalogue = { 'information_schema.tables': { table_name: string; table_schema: string } }

/** What would give the members of this house away: names, and the accounts that they paid from. */
export async function tracesOf({ client, house }: Stage): Promise<string[]> {
  const call = { as: OFFICER }
  const contracts = await readAll(client, house.urls.escrow, escrowRoutes.listContracts, call)
  const members = new Set(contracts.map(({ consumerId }) => Number(consumerId.slice(4))))
  return [...members].flatMap((member) => {
    const name = findPerson(memberLogin(member))?.name ?? ''
    const account = `6217${String(member).padStart(12, '0')}`
    // Postgres shows bytes in hexadecimal.
    return [name, account].flatMap((text) => [text, Buffer.from(text).toString('hex')])
  })
}

/** Every row of every table of a room's database, one place for each table. */
export async function tablesOf(name: string, url: string): Promise<Place[]> {
  const db = connect<Catalogue & Record<string, object>>({
    url,
    applicationName: 'laws',
    connectionsMax: 1,
  })
  try {
    const tables = await db
      .selectFrom('information_schema.tables')
      .select('table_name')
      .where('table_schema', '=', 'public')
      .execute()
    const places: Place[] = []
    for (const { table_name: table } of tables) {
      const rows = await db.selectFrom(table).selectAll().execute()
      places.push({ name: `${name}.${table}`, text: JSON.stringify(rows, plain) })
    }
    return places
  } finally {
    await db.destroy()
  }
}

/** What the processes of a house have logged. */
export function logsOf(dataDir: string): Place[] {
  const folder = join(dataDir, 'logs')
  return readdirSync(folder).map((file) => ({
    name: `logs/${file}`,
    text: readFileSync(join(folder, file), 'utf8'),
  }))
}

/** The databases whose rows must name nobody. */
export async function namelessPlaces({ databases }: Pick<House, 'databases'>): Promise<Place[]> {
  const [escrow, notary, settlement] = await Promise.all([
    tablesOf('escrow', databases.escrow.runtimeUrl),
    tablesOf('notary', databases.notary.runtimeUrl),
    tablesOf('settlement', databases.settlement.runtimeUrl),
  ])
  return [...escrow, ...notary, ...settlement.filter(({ name }) => name === 'settlement.outbox')]
}

/** The places where one of the traces is. */
export function foundIn(places: readonly Place[], traces: readonly string[]): string[] {
  return places.flatMap(({ name, text }) =>
    traces.filter((trace) => text.includes(trace)).map((trace) => `${name}: ${trace}`),
  )
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}
