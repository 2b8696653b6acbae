// For tests: what Postgres really does for a question: its plan, with the rows that it read.
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { LedgerTables } from './tables.ts'

type Statement = { sql: string; parameters: readonly unknown[] }
type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Heap Fetches'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: PlanNode[]
}

export type Plan = {
  /** Tables that were read from end to end; a month that is still empty does not count. */
  scanned: string[]
  /** Tables and partitions that were read at all. */
  touched: string[]
  /** Rows that any scan looked at. */
  rows: number
  /** Of these the rows that were fetched from the table, not read from a key alone. */
  fetched: number
}

/** A reader that keeps the statements it runs, and a way to see how Postgres ran them. */
export function openPlans(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 1, options: '-c timezone=UTC' })
  const statements: Statement[] = []
  const db = new Kysely<LedgerTables>({
    dialect: new PostgresDialect({ pool }),
    log: (event) => void statements.push(event.query),
  })

  /**
   * Asks, and explains what was asked; with the plan for these very values, or with the one for any
   * values, which a prepared statement gets after a few runs.
   */
  async function planOf(
    mode: 'custom' | 'generic',
    ask: (db: Kysely<LedgerTables>) => Promise<unknown>,
  ): Promise<Plan> {
    statements.length = 0
    await ask(db)
    const asked = statements.splice(0)
    const plans: Plan[] = []
    for (const statement of asked) plans.push(await explain(mode, statement))
    return {
      scanned: plans.flatMap((plan) => plan.scanned),
      touched: plans.flatMap((plan) => plan.touched),
      rows: plans.reduce((sum, plan) => sum + plan.rows, 0),
      fetched: plans.reduce((sum, plan) => sum + plan.fetched, 0),
    }
  }

  async function explain(mode: string, { sql, parameters }: Statement): Promise<Plan> {
    const client = await pool.connect()
    try {
      const values = parameters.map((value) => pg.escapeLiteral(String(value)))
      const given = values.length > 0 ? `(${values.join(', ')})` : ''
      await client.query(`SET plan_cache_mode = force_${mode}_plan`)
      await client.query(`PREPARE asked AS ${sql}`)
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE asked${given}`,
      )
      return planIn(nodesOf(rows[0]!['QUERY PLAN'][0].Plan))
    } finally {
      await client.query('DEALLOCATE ALL')
      client.release()
    }
  }

  return { planOf, close: () => db.destroy() }
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)]
}

function planIn(nodes: readonly PlanNode[]): Plan {
  const ran = nodes.filter((node) => node['Relation Name'] && node['Actual Loops'] > 0)
  const named = (some: readonly PlanNode[]) => some.map((node) => node['Relation Name']!)
  return {
    scanned: named(ran.filter((node) => node['Node Type'] === 'Seq Scan' && rowsOf(node) > 0)),
    touched: [...new Set(named(ran))].toSorted(),
    rows: ran.reduce((sum, node) => sum + rowsOf(node), 0),
    fetched: ran.reduce((sum, node) => sum + fetchedOf(node), 0),
  }
}

function fetchedOf(node: PlanNode): number {
  return node['Node Type'] === 'Index Only Scan' ? (node['Heap Fetches'] ?? 0) : rowsOf(node)
}

function rowsOf(node: PlanNode): number {
  const removed =
    (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return (node['Actual Rows'] + removed) * node['Actual Loops']
}
