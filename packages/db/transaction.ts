// One transaction, tried again a bounded number of times when Postgres asks for it.
import type { Kysely, Transaction } from 'kysely'
import { DatabaseError } from 'pg'

export type { Transaction }

const TRIES_MAX = 5
const BACKOFF_MS = 5

/** serialization_failure, deadlock_detected: the whole transaction may simply run again. */
const RETRYABLE = new Set(['40001', '40P01'])

/** The SQLSTATE of an error from Postgres, when it is one. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined
}

/** The constraint that an error from Postgres names, when it is one. */
export function constraintOf(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.constraint : undefined
}

/**
 * Runs `work` in one READ COMMITTED transaction. Repeats it on deadlock or serialization failure,
 * so `work` must have no effect outside of the transaction.
 */
export async function transact<DB, T>(
  db: Kysely<DB>,
  work: (trx: Transaction<DB>) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      const state = sqlState(error)
      if (!state || !RETRYABLE.has(state) || attempt >= TRIES_MAX) throw error
      await new Promise((resume) => setTimeout(resume, BACKOFF_MS * 2 ** attempt))
    }
  }
}
