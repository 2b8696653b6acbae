// What the commands of this room share: where they speak, their exit codes, how they fail.
import { UnreadableError } from './flaw.ts'
import type { Sink } from './progress.ts'

/** What a command touches of its process. */
export type Io = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly progress: Sink
  readonly env: NodeJS.ProcessEnv
}

/** Takes the words after the command's name; resolves to its exit code and never throws. */
export type Command = (words: readonly string[], io: Io) => Promise<number>

export const EXIT = { HOLDS: 0, DOES_NOT_HOLD: 1, UNREADABLE: 2, HELP: -1 } as const

/** The command line cannot be understood; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const ofProcess: Io = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  progress: process.stderr,
  env: process.env,
}

/** Runs a command's work. Whatever goes wrong is told, and is never taken for an answer. */
export async function runCommand(io: Io, help: string, work: () => Promise<number>) {
  try {
    const code = await work()
    if (code !== EXIT.HELP) return code
    io.out(help)
    return EXIT.HOLDS
  } catch (error) {
    if (isUsage(error)) io.err(`${error.message}\n\n${help}`)
    else io.err(`${messageOf(error)}\n`)
    return EXIT.UNREADABLE
  }
}

function isUsage(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  // What `parseArgs` finds wrong.
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE')
}

/** The system's own errors say what is wrong; of a bug, where it happened is needed too. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof UnreadableError) return error.message
  // Of several tries to connect, only the code says anything.
  if ('code' in error) return error.message === '' ? String(error.code) : error.message
  return error.stack ?? error.message
}
