// One pool to one Postgres, spoken to through Kysely; every statement is prepared once per
// connection.
import {
  CompiledQuery,
  Kysely,
  PostgresDialect,
  type PostgresCursor,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from 'kysely'
import { types, Pool, type PoolClient } from 'pg'
import { instantFrom } from './instant.ts'
import { layAirfield } from './runway.ts'
import { createUnderWay, isSent } from './send.ts'

const CONNECTIONS_MAX = 10
const CONNECT_TIMEOUT_MS = 5_000
const IDLE_TIMEOUT_MS = 30_000
/** Statements longer than this, or beyond this many, are sent without a name. */
const PREPARED_LENGTH_MAX = 8_000
const PREPARED_COUNT_MAX = 500
/** As Kysely says it: what was sent in a transaction that is given up is nobody's loss. */
const ROLLBACK = 'rollback'

// bigint columns are money and positions: a JavaScript number would round them.
types.setTypeParser(types.builtins.INT8, (text) => BigInt(text))
types.setTypeParser(types.builtins.NUMERIC, (text) => text)
types.setTypeParser(types.builtins.DATE, (text) => text)
// timestamptz arrives as ISO text with milliseconds: the one form that facts and entries use.
types.setTypeParser(types.builtins.TIMESTAMPTZ, instantFrom)

export type Database<DB> = Kysely<DB>

export type ConnectOptions = {
  url: string
  applicationName: string
  connectionsMax?: number
  /**
   * Each statement is planned once a connection, for any values: for statements that go by indexes
   * in tables of any size. Else Postgres plans anew whenever it hopes to leave out a partition,
   * which in a large book takes longer than the answer.
   */
  plansOnce?: boolean
  /** Called with faults of connections that no statement was waiting on, for the log. */
  onFault?: (error: Error) => void
}

/** Opens a lazy pool: no connection is made before the first statement. */
export function connect<DB>(options: ConnectOptions): Database<DB> {
  const pool = new Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.connectionsMax ?? CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    options: `-c timezone=UTC${options.plansOnce ? ' -c plan_cache_mode=force_generic_plan' : ''}`,
    // What `send` gives away does not wait for the answer to what went before.
    pipeline: true,
  })
  // Without listeners a connection that breaks, idle or between two statements of a transaction,
  // would end the process. The pool repeats what an idle client says.
  pool.on('connect', (client) => client.on('error', (error) => options.onFault?.(error)))
  pool.on('error', () => {})
  const nameOf = createNames()
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: preparing(pool, nameOf) }) })
  layAirfield(db, { connect: () => pool.connect(), nameOf })
  return db
}

/** Names each distinct statement, so that Postgres parses it once. */
function createNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known) return known
    if (text.length > PREPARED_LENGTH_MAX || names.size >= PREPARED_COUNT_MAX) return undefined
    const name = `s${names.size}`
    names.set(text, name)
    return name
  }
}

/** A pool whose clients prepare what has a name. */
function preparing(pool: Pool, nameOf: (text: string) => string | undefined): PostgresPool {
  const wrap = (client: PoolClient): PostgresPoolClient => {
    const underWay = createUnderWay()
    function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
    function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
    function query(text: unknown, values: readonly unknown[] = []): unknown {
      if (typeof text !== 'string') throw new TypeError('cursors are not used here')
      const name = values.length > 0 ? nameOf(text) : undefined
      const answer = client.query({ text, values: [...values], ...(name ? { name } : {}) })
      if (isSent(values)) return underWay.add(answer)
      return text === ROLLBACK ? underWay.insteadOf(answer) : underWay.before(answer)
    }
    return { query, release: (destroy) => client.release(destroy) }
  }
  return { connect: async () => wrap(await pool.connect()), end: () => pool.end(), options: {} }
}

/** Fails when the database does not answer; for readiness. */
export async function ping<DB>(db: Database<DB>): Promise<void> {
  await db.executeQuery(CompiledQuery.raw('SELECT 1'))
}
