// What every log line of the house looks like: JSON, ISO time, no secrets and no personal data.
import { pino, type Logger } from 'pino'
import { CENSORED, CHILD_KEYS, withoutSecrets } from './redact.ts'

export type Log = Logger

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

export type LogOptions = {
  /** The process that speaks, for example `escrow`. */
  name: string
  level: LogLevel
  /** Appended to when given, else standard output. Folders are made. */
  file?: string
}

/** Opens a log. Lines are written at once, so that `kill -9` loses none. */
export function createLog(options: LogOptions): Log {
  const settings = {
    level: options.level,
    base: { service: options.name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError, error: describeError },
    formatters: { level: (label: string) => ({ level: label }), log: withoutSecrets },
    // The formatter above does not see what a child log carries; this does, one level deep.
    redact: { paths: [...CHILD_KEYS], censor: CENSORED },
  }
  const destination = options.file
    ? pino.destination({ dest: options.file, append: true, mkdir: true, sync: true })
    : pino.destination({ dest: 1, sync: true })
  return pino(settings, destination)
}

const CAUSES_MAX = 5

/** An error without the columns' values that a database driver attaches to it. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...textField(error, 'code'),
    ...textField(error, 'constraint'),
    ...textField(error, 'table'),
    ...(error.cause !== undefined && depth < CAUSES_MAX
      ? { cause: describeError(error.cause, depth + 1) }
      : {}),
  }
}

function textField(error: object, key: string): Record<string, string> {
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' ? { [key]: value } : {}
}
