// Until when the confirmed sessions of a contract may still be disputed, as callers see it.
import type { Kysely } from 'kysely'
import type { SessionView } from '@ticun/protocol'
import { disputableUntil, provisionalNote } from '@ticun/rules'
import { policyValue } from '../decide/policy-of.ts'
import type { EscrowTables } from '../tables.ts'
import { loadMissing } from '../world/load.ts'
import { needsOf } from '../world/needs.ts'
import { emptyWorld } from '../world/world.ts'

type Db = Kysely<EscrowTables>

/**
 * The same sessions of one contract, with the last instant (UTC) of a window that is open now, and
 * whether such an instant may move yet, because the notice of its year is not supplied. A
 * session whose dispute was settled has no second one.
 */
export async function withWindows(
  db: Db,
  bookId: string,
  sessions: readonly SessionView[],
  now: string,
): Promise<SessionView[]> {
  const [first] = sessions.filter(({ status }) => status === 'CONFIRMED' || status === 'SUBMITTED')
  if (!first) return [...sessions]
  const world = emptyWorld(bookId)
  const needs = needsOf([], false)
  needs.merchants.add(first.merchantId)
  await loadMissing(db, world, needs)
  const settled = await settledOf(db, first.contractId)
  const lapses = await lapsesOf(db, sessions)
  return sessions.map((session) => {
    const { status, confirmedAt, merchantId, sessionId, deemedUntil } = session
    const lapsesAt = lapses.get(sessionId)
    if (lapsesAt) return { ...session, lapsesAt }
    if (deemedUntil) return { ...session, ...provisionalNote(world.calendar, deemedUntil) }
    if (status !== 'CONFIRMED' || !confirmedAt || settled.has(sessionId)) return session
    const days = policyValue(world, 'dispute_window_days', merchantId, confirmedAt)
    const until = disputableUntil(world.calendar, confirmedAt, days)
    if (until === undefined || until < now) return session
    return { ...session, disputableUntil: until, ...provisionalNote(world.calendar, until) }
  })
}

async function settledOf(db: Db, contractId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('session_case')
    .select('session_id')
    .where('contract_id', '=', contractId)
    .where('kind', '=', 'DISPUTE')
    .where('closed_at', 'is not', null)
    .execute()
  return new Set(rows.map((row) => row.session_id))
}

/** When each that waits for her word is taken back without one. */
async function lapsesOf(db: Db, sessions: readonly SessionView[]): Promise<Map<string, string>> {
  const waiting = sessions.filter(({ status }) => status === 'SUBMITTED')
  if (waiting.length === 0) return new Map()
  const rows = await db
    .selectFrom('timer')
    .select(['subject', 'due_at'])
    .where('kind', '=', 'LAPSE_SESSION')
    .where(
      'subject',
      'in',
      waiting.map(({ sessionId }) => sessionId),
    )
    .execute()
  return new Map(rows.map((row) => [row.subject, row.due_at]))
}
