// Says counted facts, 0, 1, 2 … in each book, in transactions that a test opens and closes.
import { sql, type ControlledTransaction } from 'kysely'
import { transact, type Database, type Transaction } from '@ticun/db'
import { newId, TOPICS, type Fact } from '@ticun/protocol'
import { appendFacts } from './index.ts'

export const SPOKEN_TOPIC = TOPICS.notary

export type Open = {
  say: (book: string, count: number) => Promise<void>
  commit: () => Promise<void>
  rollback: () => Promise<void>
}

export function createSpeaker(db: Database<unknown>, committed: () => void) {
  const counts = new Map<string, number>()
  const opened = new Set<ControlledTransaction<unknown>>()

  const append = async (trx: Transaction<unknown>, book: string, count: number) => {
    const from = counts.get(book) ?? 0
    counts.set(book, from + count)
    const facts = Array.from({ length: count }, (_, index) => ({
      topic: SPOKEN_TOPIC,
      fact: countedFact(book, from + index),
    }))
    await appendFacts(trx, facts)
  }

  return {
    numberOf,
    book: (): string => {
      const id = newId('bok')
      counts.set(id, 0)
      return id
    },
    isOwn: (book: string) => counts.has(book),
    /** How many facts a book has, those of open transactions included. */
    saidOf: (book: string) => counts.get(book) ?? 0,
    say: async (book: string, count: number) => {
      const before = counts.get(book) ?? 0
      try {
        await transact(db, (trx) => append(trx, book, count))
      } catch (error) {
        counts.set(book, before)
        throw error
      }
      committed()
    },
    /** A transaction that every reader sees as open from now on. */
    begin: async (): Promise<Open> => {
      const trx = await db.startTransaction().execute()
      opened.add(trx)
      await sql`SELECT pg_current_xact_id()`.execute(trx)
      const before = new Map<string, number>()
      return {
        say: async (book, count) => {
          if (!before.has(book)) before.set(book, counts.get(book) ?? 0)
          await append(trx, book, count)
        },
        commit: async () => {
          await trx.commit().execute()
          committed()
        },
        rollback: async () => {
          await trx.rollback().execute()
          for (const [book, count] of before) counts.set(book, count)
        },
      }
    },
    /** A test that failed half-way leaves transactions open, and their connections with them. */
    endOpen: async () => {
      const left = [...opened].filter((trx) => !trx.isCommitted && !trx.isRolledBack)
      await Promise.all(left.map((trx) => trx.rollback().execute()))
    },
    /** Appends what no schema knows, past the door; returns the id. */
    sayRaw: async (book: string, type: string, data: object): Promise<string> => {
      const fact = { ...countedFact(book, 0), type, data }
      await sql`INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, recorded_at)
        VALUES (${fact.id}, ${SPOKEN_TOPIC}, ${book}, ${type}, ${JSON.stringify(fact)}::json, now())
      `.execute(db)
      committed()
      return fact.id
    },
  }
}

/** The number that a counted fact carries. */
export function numberOf(fact: Fact): number {
  return fact.type === 'alert.raised' ? Number(fact.data.detail) : -1
}

export function countedFact(book: string, number: number): Fact {
  const at = new Date().toISOString()
  const id = newId('fct')
  return {
    id,
    source: 'notary',
    type: 'alert.raised',
    subject: book,
    recordedAt: at,
    occurredAt: at,
    bookId: book,
    correlationId: id,
    causationId: id,
    actor: { role: 'system', id: 'notary' },
    data: { code: 'counted', detail: String(number) },
  }
}
