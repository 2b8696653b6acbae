// Tells a fault (a part of the house is down) from a bug (our own mistake).

const CAUSES_MAX = 5

/** SQLSTATE classes: connection, resources, operator, system; and retries that ran out. */
const SQL_STATES = /^(08|53|57P|58)|^(57014|55P03|40001|40P01|25006)$/

const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
])

/** The driver gives these no code. */
const DRIVER_MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection',
  'Query read timeout',
]

/** True when a database, a broker or another process is away, so that a retry may succeed. */
export function isFault(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > CAUSES_MAX) return false
  const code: unknown = Reflect.get(error, 'code')
  if (Reflect.get(error, 'fault') === true) return true
  if (typeof code === 'string' && (SYSTEM_CODES.has(code) || isSqlFault(code))) return true
  if (
    error.name === 'TimeoutError' ||
    DRIVER_MESSAGES.some((known) => error.message.startsWith(known))
  )
    return true
  if (error.name.startsWith('KafkaJS') && Reflect.get(error, 'retriable') === true) return true
  if (error instanceof AggregateError) return error.errors.some((one) => isFault(one, depth + 1))
  return isFault(error.cause, depth + 1)
}

function isSqlFault(code: string): boolean {
  return code.length === 5 && SQL_STATES.test(code)
}
