// A transaction that is only written down: Postgres' grammar without a Postgres.
import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Transaction,
} from 'kysely'

/** Statements of a transaction that is only written down, by that transaction. */
const writtenDown = new WeakMap<object, CompiledQuery[]>()

/** Adds a statement to what is written down of this transaction, if it is such a one. */
export function addToPaper(trx: object, statement: CompiledQuery): boolean {
  return writtenDown.get(trx)?.push(statement) !== undefined
}

export type Paper<T> = { statements: readonly CompiledQuery[]; result: T }

/** Runs `work`, which only writes; each of its statements gives it an empty result. */
export async function writeDown<DB, T>(
  work: (trx: Transaction<DB>) => Promise<T>,
): Promise<Paper<T>> {
  const statements: CompiledQuery[] = []
  const paper = new Kysely<DB>({ dialect: paperDialect(statements) })
  const result = await paper.transaction().execute((trx) => {
    writtenDown.set(trx, statements)
    return work(trx)
  })
  return { statements, result }
}

function paperDialect(statements: CompiledQuery[]): Dialect {
  const connection: DatabaseConnection = {
    executeQuery: async (statement) => {
      statements.push(statement)
      return { rows: [] }
    },
    streamQuery: () => {
      throw new TypeError('a transaction that is written down has nothing to read')
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
