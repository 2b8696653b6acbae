// Writes an alert and tells it to the house, once for each code and subject.
import { sql } from 'kysely'
import { orSame, type Transaction } from '@ticun/db'
import { appendFacts } from '@ticun/events'
import type { Log } from '@ticun/observability'
import { newId, TOPICS, type NotaryFact } from '@ticun/protocol'
import type { NotaryTables } from '../tables.ts'
import { plainDetail, type Problem } from './problem.ts'

export type Told = { now: () => string; log: Log }

/** Raises what is new among these problems of a book: rows, facts and log lines. */
export async function raise(
  trx: Transaction<NotaryTables>,
  bookId: string,
  problems: readonly Problem[],
  { now, log }: Told,
): Promise<void> {
  const raisedAt = now()
  for (const problem of problems) {
    const detail = plainDetail(problem.detail)
    const { rows } = await sql`
      INSERT INTO alert (book_id, code, subject, sequence, detail, raised_at)
      VALUES (${bookId}, ${problem.code}, ${problem.subject},
        ${problem.sequence ?? null}::bigint, ${detail}, ${raisedAt}::timestamptz)
      ${orSame('WANTED_ONCE')} RETURNING number`.execute(trx)
    if (rows.length === 0) continue
    await appendFacts(trx, [{ topic: TOPICS.notary, fact: alertFact(bookId, problem, raisedAt) }])
    const { code, subject, correlationId, causationId } = problem
    log.error(
      { bookId, code, subject, correlationId, causationId, detail },
      'ALERT: it does not hold',
    )
  }
}

function alertFact(bookId: string, problem: Problem, at: string): NotaryFact {
  return {
    id: newId('fct'),
    source: 'notary',
    subject: bookId,
    recordedAt: at,
    occurredAt: at,
    bookId,
    correlationId: problem.correlationId,
    causationId: problem.causationId,
    actor: { role: 'system', id: 'notary' },
    type: 'alert.raised',
    data: {
      code: problem.code,
      ...(problem.sequence === undefined ? {} : { sequence: problem.sequence.toString() }),
      detail: plainDetail(problem.detail),
    },
  }
}
