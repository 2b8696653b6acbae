// One transaction in one flight: its statements go out together, and one answer comes back.
import { DatabaseError, Query, type Connection, type PoolClient } from 'pg'
import {
  CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Transaction,
} from 'kysely'
import { column, type Cell } from './array.ts'

/** Bytes that may wait here for their neighbours: Postgres begins on the rest meanwhile. */
const HELD_BACK_BYTES_MAX = 65_536

/** What a pool gives to a flight. */
export type Runway = {
  connect: () => Promise<PoolClient>
  /** The name under which a statement is prepared; undefined when it gets none. */
  nameOf: (text: string) => string | undefined
}

const runways = new WeakMap<object, Runway>()

/** Lets flights start from this database. */
export function openRunway(db: object, runway: Runway): void {
  runways.set(db, runway)
}

/** Statements of a transaction that is only written down, by that transaction. */
const writtenDown = new WeakMap<object, CompiledQuery[]>()

/** Adds a statement to the flight that this transaction is written down for, if it is for one. */
export function addToFlight(trx: object, statement: CompiledQuery): boolean {
  return writtenDown.get(trx)?.push(statement) !== undefined
}

/**
 * Runs `work`, which only writes, and then sends all of its statements as one READ COMMITTED
 * transaction that takes one round trip. Every statement gives `work` an empty result. Throws the
 * error of the first statement that fails, or of the commit; then nothing was written.
 */
export async function fly<DB, T>(
  db: Kysely<DB>,
  work: (trx: Transaction<DB>) => Promise<T>,
): Promise<T> {
  const runway = runways.get(db)
  if (!runway) throw new TypeError('this database was not opened by connect')
  const statements: CompiledQuery[] = []
  const paper = new Kysely<DB>({ dialect: paperDialect(statements) })
  const result = await paper.transaction().execute((trx) => {
    writtenDown.set(trx, statements)
    return work(trx)
  })
  if (statements.length > 0) await sendAll(runway, statements)
  return result
}

async function sendAll(runway: Runway, statements: readonly CompiledQuery[]): Promise<void> {
  const client = await runway.connect()
  let isFit = false
  try {
    await new Promise<void>((resolve, reject) => {
      client.query(new Flight(statements, runway.nameOf, resolve, reject))
    })
    isFit = true
  } catch (error) {
    isFit = isOfStatement(error)
    throw error
  } finally {
    client.release(!isFit)
  }
}

/** Whether Postgres refused a statement, and the connection lives on. */
function isOfStatement(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity === 'ERROR'
}

/**
 * The driver's part in it. Without BEGIN, what lies before one Sync is one transaction to Postgres:
 * it commits there, or skips everything after an error. So nothing can take effect alone.
 */
class Flight extends Query {
  /** The driver notes by these what Postgres has parsed: always of the statement being answered. */
  name: string | undefined
  text = ''
  readonly #statements: readonly CompiledQuery[]
  readonly #nameOf: Runway['nameOf']
  readonly #resolve: () => void
  readonly #reject: (error: unknown) => void
  #answered = 0

  constructor(
    statements: readonly CompiledQuery[],
    nameOf: Runway['nameOf'],
    resolve: () => void,
    reject: (error: unknown) => void,
  ) {
    super({ text: '' })
    this.#statements = statements
    this.#nameOf = nameOf
    this.#resolve = resolve
    this.#reject = reject
    this.#face()
  }

  #face(): void {
    const statement = this.#statements[this.#answered]
    this.text = statement?.sql ?? ''
    this.name = statement && this.#nameOf(statement.sql)
  }

  override submit = (connection: Connection): void => {
    const { stream } = connection
    const parsedHere = new Set<string>()
    stream.cork()
    try {
      for (const { sql, parameters } of this.#statements) {
        const name = this.#nameOf(sql) ?? ''
        if (!parsedHere.has(name) && !isParsed(connection, name)) {
          connection.parse({ name, text: sql, types: [] }, true)
          if (name !== '') parsedHere.add(name)
        }
        connection.bind({ statement: name, values: parameters.map(wireValue) }, true)
        connection.execute(null, true)
        if (stream.writableLength > HELD_BACK_BYTES_MAX) {
          stream.uncork()
          stream.cork()
        }
      }
      connection.sync()
    } finally {
      stream.uncork()
    }
  }

  handleCommandComplete(): void {
    this.#answered += 1
    this.#face()
  }
  handleReadyForQuery(): void {
    this.#resolve()
  }
  handleError(error: unknown): void {
    this.#reject(error)
  }
  /** What a statement gives back interests nobody. */
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
}

function isParsed(connection: Connection, name: string): boolean {
  const parsed: unknown = Reflect.get(connection, 'parsedStatements')
  return typeof parsed === 'object' && parsed !== null && name in parsed
}

/** A parameter as Postgres reads it: bytes as they are, everything else as text. */
function wireValue(value: unknown): string | Buffer | null {
  if (typeof value === 'string' || Buffer.isBuffer(value)) return value
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value)
  }
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (Array.isArray(value)) return column(value as Cell[])
  return JSON.stringify(value)
}

/** Postgres' grammar without a Postgres: what is executed is written down. */
function paperDialect(statements: CompiledQuery[]): Dialect {
  const connection: DatabaseConnection = {
    executeQuery: async (statement) => {
      statements.push(statement)
      return { rows: [] }
    },
    streamQuery: () => {
      throw new TypeError('a flight is only written')
    },
  }
  const nothing = async () => {}
  const driver: Driver = {
    init: nothing,
    acquireConnection: async () => connection,
    beginTransaction: nothing,
    commitTransaction: nothing,
    rollbackTransaction: nothing,
    releaseConnection: nothing,
    destroy: nothing,
  }
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}
