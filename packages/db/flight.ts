// The statements of one transaction as the driver sends them: together, with one answer.
import { Query, type Connection } from 'pg'
import type { CompiledQuery } from 'kysely'
import { column, type Cell } from './array.ts'

/** Bytes that may wait here for their neighbours: Postgres begins on the rest meanwhile. */
const HELD_BACK_BYTES_MAX = 65_536
/** What a statement is called that is parsed for this once. */
const UNNAMED = ''

/** The name under which a statement is prepared; undefined when it gets none. */
export type NameOf = (text: string) => string | undefined

/**
 * The driver's part in it. Without BEGIN, what lies before one Sync is one transaction to Postgres:
 * it commits there, or skips everything after an error. So nothing can take effect alone.
 */
export class Flight extends Query {
  /** The driver notes by these what Postgres has parsed: always of the statement being answered. */
  name: string | undefined
  text = ''
  readonly #statements: readonly CompiledQuery[]
  readonly #names: string[] = []
  /** What this one has parsed under a name. */
  readonly #parsed = new Set<string>()
  readonly #parsing: Set<string>
  readonly #nameOf: NameOf
  readonly #resolve: () => void
  readonly #reject: (error: unknown) => void
  #answered = 0

  /**
   * `parsing`: names that flights of this connection, not answered yet, try to give. Whether they
   * come so far is not known, so this one neither uses nor gives those.
   */
  constructor(
    statements: readonly CompiledQuery[],
    nameOf: NameOf,
    parsing: Set<string>,
    answer: { resolve: () => void; reject: (error: unknown) => void },
  ) {
    super({ text: '' })
    this.#statements = statements
    this.#nameOf = nameOf
    this.#parsing = parsing
    this.#resolve = answer.resolve
    this.#reject = answer.reject
  }

  #face(): void {
    const statement = this.#statements[this.#answered]
    this.text = statement?.sql ?? ''
    this.name = this.#names[this.#answered] || undefined
  }

  override submit = (connection: Connection): void => {
    const { stream } = connection
    stream.cork()
    try {
      for (const { sql, parameters } of this.#statements) {
        const wanted = this.#nameOf(sql) ?? UNNAMED
        const isKnown = this.#parsed.has(wanted) || isParsed(connection, wanted)
        const name = isKnown || !this.#parsing.has(wanted) ? wanted : UNNAMED
        this.#names.push(name)
        if (!isKnown) this.#parse(connection, name, sql)
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
    for (const name of this.#parsed) this.#parsing.add(name)
    this.#face()
  }

  #parse(connection: Connection, name: string, text: string): void {
    connection.parse({ name, text, types: [] }, true)
    if (name !== UNNAMED) this.#parsed.add(name)
  }

  #end(): void {
    for (const name of this.#parsed) this.#parsing.delete(name)
  }

  handleCommandComplete(): void {
    this.#answered += 1
    this.#face()
  }
  handleReadyForQuery(): void {
    this.#end()
    this.#resolve()
  }
  handleError(error: unknown): void {
    this.#end()
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
