// Statements of a transaction that go out without waiting for the answer to the one before.
import type { RawBuilder, Transaction } from 'kysely'
import { addToPaper } from './paper.ts'

/** Parameters of statements that nobody waits for: Kysely hands them to the driver as they are. */
const sent = new WeakSet<readonly unknown[]>()

/**
 * Sends a statement whose result nobody needs. Its error, if any, is thrown by the next statement
 * of the transaction that is waited for, at the latest by the commit, which Postgres then makes a
 * rollback: so many statements cost one round trip, and none of them takes effect alone.
 */
export async function send<DB>(
  trx: Transaction<DB>,
  statement: RawBuilder<unknown>,
): Promise<void> {
  const compiled = statement.compile(trx)
  if (addToPaper(trx, compiled)) return
  sent.add(compiled.parameters)
  await trx.executeQuery(compiled)
}

/** Whether a statement with these parameters was given away by `send`. */
export function isSent(parameters: readonly unknown[]): boolean {
  return sent.has(parameters)
}

const NOTHING = { command: 'SELECT' as const, rowCount: 0, rows: [] }

/** What a connection has sent and nobody waited for yet. */
export function createUnderWay() {
  let waiting: Promise<unknown>[] = []
  return {
    add: (answer: Promise<unknown>) => {
      // It is looked at later; until then its failure is nobody's.
      answer.catch(() => {})
      waiting.push(answer)
      return Promise.resolve(NOTHING)
    },
    /** The answer; what went before it counts no more. */
    insteadOf: <R>(answer: Promise<R>): Promise<R> => {
      waiting = []
      return answer
    },
    /** The answer, once all that went before it has come to an end; the first error counts. */
    before: async <R>(answer: Promise<R>): Promise<R> => {
      if (waiting.length === 0) return answer
      const earlier = waiting
      waiting = []
      answer.catch(() => {})
      await Promise.all(earlier)
      return answer
    },
  }
}
