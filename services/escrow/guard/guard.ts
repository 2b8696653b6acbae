// Keeps a book that was restored from going on before it holds all that left it once.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Transport } from '@ticun/events'
import { EdgeError, NotReadyError } from '@ticun/http'
import type { LedgerTables } from '@ticun/ledger'
import type { Log } from '@ticun/events'
import { findGap, type HeardEntry } from './compare.ts'
import { askBroker, askNotary } from './heard.ts'
import { readOwn } from './own.ts'
import { isAheadOfServer } from './transaction-ids.ts'

const RETRY_MS = 500
/** A book that is behind is looked at again: somebody may have brought back what it lacked. */
const BEHIND_RETRY_MS = 2_000
/** All witnesses are waited for so long; then those that answered are enough. */
const PATIENCE_MS = 15_000

/** Rows of the outbox would wait for ever, and those after them too. */
const OTHER_SERVER = 'the outbox bears transaction ids of another server: its facts would not leave'

/** Thrown instead of taking a command; by its code facts of others wait, as for any fault. */
export class BookBehindError extends EdgeError {
  readonly code = 'EBEHIND'

  constructor(detail: string) {
    super('book_behind', detail)
    this.name = 'BookBehindError'
  }
}

/** Thrown until the book was compared; facts of others wait. */
class BookUnknownError extends NotReadyError {
  readonly code = 'EUNKNOWN'
}

export type Guard = {
  /** Throws when no command may be taken now. */
  expectWhole: () => void
  /** Compares anew before the next command: the database may be another one. */
  compareAgain: () => void
  stop: () => void
}

type Options = {
  db: Kysely<LedgerTables>
  transport: Transport
  /** Without it the notary is not asked. */
  notaryUrl: string | undefined
  log: Log
}

/**
 * Starts comparing at once. Every command is refused until what the notary has copied and what the
 * broker has of the ledger is found in this database. A house with neither has nobody to ask.
 */
export function startGuard(options: Options): Guard {
  const { transport, notaryUrl, log } = options
  const sources: (() => Promise<HeardEntry[]>)[] = []
  if (notaryUrl !== undefined) sources.push(() => askNotary(notaryUrl))
  if (transport.name === 'kafka') sources.push(() => askBroker(transport))
  const ending = new AbortController()
  const wait = (ms: number) =>
    sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined)
  let why: Error | undefined
  let isComparing = false

  const compare = async () => {
    isComparing = true
    const begun = performance.now()
    while (why !== undefined && !ending.signal.aborted) {
      const { gaps, failed } = await look(options.db, sources)
      if (gaps.length > 0) {
        const detail = gaps.join('; ')
        if (why.message !== detail)
          log.error({ gaps }, 'ALERT: the book is behind; no command is taken')
        why = new BookBehindError(detail)
        await wait(BEHIND_RETRY_MS)
        continue
      }
      const isLate = performance.now() - begun > PATIENCE_MS
      if (failed.length === 0 || (isLate && failed.length < sources.length)) {
        if (failed.length > 0) log.warn({ failed }, 'the book was compared without asking all')
        why = undefined
        break
      }
      if (isLate) log.warn({ failed }, 'nobody can be asked how far the book had come')
      await wait(RETRY_MS)
    }
    isComparing = false
  }

  const compareAgain = () => {
    if (sources.length === 0) return
    why ??= new BookUnknownError('the book is being compared with what was heard of it')
    if (!isComparing) void compare()
  }

  compareAgain()
  return {
    compareAgain,
    expectWhole: () => {
      if (why !== undefined) throw why
    },
    stop: () => ending.abort(),
  }
}

async function look(
  db: Kysely<LedgerTables>,
  sources: readonly (() => Promise<HeardEntry[]>)[],
): Promise<{ gaps: string[]; failed: string[] }> {
  const gaps: string[] = []
  const failed: string[] = []
  try {
    if (await isAheadOfServer(db)) gaps.push(OTHER_SERVER)
  } catch (error) {
    return { gaps, failed: [...sources.map(() => 'the database is away'), reasonOf(error)] }
  }
  for (const ask of sources) {
    try {
      for (const heard of await ask()) {
        const gap = findGap(heard, await readOwn(db, heard))
        if (gap !== undefined) gaps.push(gap)
      }
    } catch (error) {
      failed.push(reasonOf(error))
    }
  }
  return { gaps, failed }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
