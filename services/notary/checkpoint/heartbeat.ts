// The heartbeat of a log: signs its newest checkpoint again, with the time, when nothing happens.
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from '@ticun/db'
import { cosign, formatSignature, parseNote, type NoteSignature } from '@ticun/proof'
import type { Told } from '../alert/raise.ts'
import { listBooks } from '../book/book.ts'
import { originOf, type Office } from '../key/office.ts'
import type { NotaryTables } from '../tables.ts'
import { cosignedSize } from '../witness/cosigned.ts'
import { submit } from '../witness/submit.ts'
import type { Witness } from '../witness/witnesses.ts'
import { latestCheckpoint, type SignedCheckpoint } from './latest.ts'

type Db = Database<NotaryTables>

/** Nobody has to wait an hour for a word of the log, also when one beat is late. */
export const HEARTBEAT_EVERY_MS = 50 * 60_000
/** A notary that starts gives its word at once, unless it has only just done so. */
const HEARTBEAT_AT_START_MS = 60_000
const LOOK_EVERY_MS = 15_000
const MS_PER_SECOND = 1000

export type HeartbeatOptions = {
  db: Db
  office: Office
  witnesses: readonly Witness[]
  told: Told
  /** Whether this notary may sign at all: not while it holds less than it has signed. */
  maySign: (bookId: string, size: number) => boolean
}

/** Beats until stopped. Faults are logged and tried again. */
export function keepBeating(options: HeartbeatOptions): { stop: () => Promise<void> } {
  const ending = new AbortController()
  const run = async () => {
    let olderThanMs = HEARTBEAT_AT_START_MS
    while (!ending.signal.aborted) {
      try {
        await beatAll(options, olderThanMs)
        olderThanMs = HEARTBEAT_EVERY_MS
      } catch (error) {
        options.told.log.warn({ err: error }, 'the heartbeat of the log failed for now')
      }
      await wait(LOOK_EVERY_MS, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  }
  const ended = run()
  return {
    stop: async () => {
      ending.abort()
      await ended
    },
  }
}

/** Beats for each book whose newest word is older than that; gives how many it did for. */
export async function beatAll(options: HeartbeatOptions, olderThanMs: number): Promise<number> {
  const { db, office, told } = options
  const books = await listBooks(db)
  let beats = 0
  for (const { bookId } of books) {
    const last = await latestCheckpoint(db, bookId)
    if (!last || !options.maySign(bookId, last.size)) continue
    const heardMs = await lastWord(db, bookId, last.size)
    if (Date.parse(told.now()) - heardMs < olderThanMs) continue
    const origin = originOf(office, bookId, books[0]?.bookId ?? bookId)
    await beat(options, { bookId, origin, last })
    beats += 1
  }
  return beats
}

type Place = { bookId: string; origin: string; last: SignedCheckpoint }

async function beat(options: HeartbeatOptions, { bookId, origin, last }: Place): Promise<void> {
  const { db, office, witnesses, told } = options
  const { text } = parseNote(last.note)
  const at = told.now()
  const time = Math.floor(Date.parse(at) / MS_PER_SECOND)
  const own = office.cosignersOf(origin, at).map((signer) => cosign(text, time, signer))
  await keep(db, { bookId, size: last.size, isWitness: false, at }, await Promise.all(own))
  for (const witness of witnesses) {
    try {
      // One that has not come so far gets the checkpoint with its proof as always.
      if ((await cosignedSize(db, witness, bookId)) !== last.size) continue
      const again = { oldSize: last.size, proof: [], checkpoint: last.note }
      const answer = await submit(witness, again)
      if (!('cosignatures' in answer)) continue
      const place = { bookId, size: last.size, isWitness: true, at: told.now() }
      await keep(db, place, answer.cosignatures)
    } catch (error) {
      told.log.warn({ err: error, witness: witness.key.name }, 'a witness missed a heartbeat')
    }
  }
}

/** When the log last gave its word for this checkpoint, in ms since 1970. */
async function lastWord(db: Db, bookId: string, size: number): Promise<number> {
  const { rows } = await sql<{ at_ms: string }>`
    SELECT (extract(epoch FROM greatest(signed_at, (
      SELECT max(added_at) FROM heartbeat h
      WHERE h.book_id = c.book_id AND h.size = c.size AND NOT h.is_witness
    ))) * 1000)::bigint::text AS at_ms
    FROM checkpoint c WHERE book_id = ${bookId} AND size = ${size}::bigint`.execute(db)
  const [row] = rows
  if (!row) throw new Error(`${bookId} has no checkpoint of size ${size}`)
  return Number(row.at_ms)
}

type Beat = { bookId: string; size: number; isWitness: boolean; at: string }

async function keep(db: Db, place: Beat, signatures: readonly NoteSignature[]): Promise<void> {
  const { bookId, size, isWitness, at } = place
  const rows = signatures.map((signature) => ({
    book_id: bookId,
    size: BigInt(size),
    name: signature.name,
    key_hash: Buffer.from(signature.keyHash),
    is_witness: isWitness,
    line: formatSignature(signature),
    added_at: at,
  }))
  if (rows.length > 0) await db.insertInto('heartbeat').values(rows).execute()
}
