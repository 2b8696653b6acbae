// The hand of the notary: at a steady pace, catches up and signs what has grown.
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '@ticun/db'
import { createPulse } from '@ticun/events'
import type { Told } from '../alert/raise.ts'
import { listBooks } from '../book/book.ts'
import { originOf, type Office } from '../key/office.ts'
import { catchUp } from '../replay/follow.ts'
import { tellUntaken } from '../reconciliation/bank-words.ts'
import { createGapWatch } from '../replay/gap.ts'
import type { NotaryTables } from '../tables.ts'
import { NO_FLOOR, type Floor } from './floor.ts'
import type { Highest } from './highest.ts'
import { latestCheckpoint } from './latest.ts'
import { signBook } from './sign.ts'

/** An entry is under a checkpoint at most this long after it was replayed. */
export const SIGN_EVERY_MS = 500
const FAULT_PAUSE_MAX_MS = 5_000
/** So long without one whole look at all books, and the notary stands still. */
const SILENCE_MAX_MS = 30_000

export type SigningOptions = {
  db: Database<NotaryTables>
  office: Office
  told: Told
  /** What was signed before; none of it is signed again. */
  floor?: Floor
  /** Where the highest checkpoint is remembered beside the database. */
  highest?: Highest
  /** Called after a checkpoint with its fact was committed. */
  onSigned: () => void
  /** Called after each look, to keep figures. */
  onLook?: () => Promise<void>
}

/** Looks once at every book: catches up, watches for gaps, signs. */
export async function signAll(
  { db, office, told, highest, onSigned, floor = NO_FLOOR }: SigningOptions,
  watch?: (books: Awaited<ReturnType<typeof listBooks>>) => Promise<void>,
): Promise<void> {
  await catchUp(db, told)
  const books = await listBooks(db)
  await watch?.(books)
  if (!floor.isKnown()) return
  for (const book of books) {
    const origin = originOf(office, book.bookId, books[0]?.bookId ?? book.bookId)
    const { bookId } = book
    if (!(await signBook(db, office, { book, origin, floor: floor.of(bookId) }, told))) continue
    onSigned()
    const last = await latestCheckpoint(db, bookId)
    if (last) await highest?.raise(bookId, last.note)
  }
}

export type Signing = {
  stop: () => Promise<void>
  /** What the notary waits for, or that it signs no more; undefined while all goes on. */
  standstill: () => string | undefined
}

/** Signs until stopped. Faults are logged and tried again. */
export function keepSigning(options: SigningOptions): Signing {
  const ending = new AbortController()
  const { told } = options
  const watch = createGapWatch(options.db, told)
  const pulse = createPulse(SILENCE_MAX_MS)
  let fault: string | undefined
  const run = async () => {
    let failures = 0
    while (!ending.signal.aborted) {
      try {
        await signAll(options, watch.look)
        await tellUntaken(options.db, told)
        await options.onLook?.()
        failures = 0
        fault = undefined
        pulse.beat()
      } catch (error) {
        failures += 1
        fault = error instanceof Error ? error.name : 'it failed'
        told.log.warn({ err: error, failures }, 'nothing can be signed for now')
      }
      const pauseMs = Math.min(SIGN_EVERY_MS * (failures + 1), FAULT_PAUSE_MAX_MS)
      await wait(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  }
  const ended = run()
  return {
    stop: async () => {
      ending.abort()
      await ended
    },
    standstill: () => pulse.silence('nothing was signed', fault) ?? watch.late()[0],
  }
}
