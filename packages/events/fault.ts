// Tells a fact that can never be handled from a world that is out of order for a while.
import { sqlState } from '@ticun/db'

/** Thrown by a handler: this fact can never be handled, whatever is tried. */
export class FactRejected extends Error {
  override name = 'FactRejected'
}

/** Thrown by a handler: this fact cannot be handled yet, but may be; it is tried for a while. */
export class FactNotYet extends FactRejected {
  override name = 'FactNotYet'
}

/**
 * SQLSTATE classes that say nothing about the fact: connection, lost race, resources, an operator,
 * the system, and 42 (a missing table or right: somebody has to mend the house first).
 */
const FAULT_CLASSES = new Set(['08', '25', '40', '42', '53', '55', '57', '58'])

const SYSTEM_ERROR = /^(E[A-Z_]+|[A-Z]+_ERR)$/
const LOST_CONNECTION = /connection (terminated|timeout)|timeout exceeded|not queryable|has ended/i

/** Whether the same work may succeed later without anybody changing the fact or the program. */
export function isFault(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return FAULT_CLASSES.has(state.slice(0, 2))
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  // Node's own mistakes (ERR_INVALID_…) are bugs; ECONNREFUSED and its kin are the world.
  if (SYSTEM_ERROR.test(code) && !code.startsWith('ERR_')) return true
  return LOST_CONNECTION.test(error.message)
}

/** One line that names an error, for a reason column or a log. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
