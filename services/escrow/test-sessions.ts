// For tests: sessions of one funded contract, what is done to them, and where the money stands.
import type { Database } from '@ticun/db'
import { totals } from '@ticun/ledger'
import { newId, type LotTerms, type SessionCaseView, type SessionView } from '@ticun/protocol'
import type { Command, Outcome, Verb } from './command/command.ts'
import { findContract } from './read/contracts.ts'
import type { EscrowTables } from './tables.ts'
import * as t from './test-book.ts'

export const HASH = 'ab'.repeat(32)
/** Eight days after everything in these tests: no dispute window is open any more. */
export const LATER = '2025-06-20T04:00:00.000Z'

export const refusalOf = (outcome: Outcome | undefined) =>
  outcome && 'refused' in outcome.answer ? outcome.answer.refused : undefined

type Body = { session: SessionView; case: SessionCaseView; receipt?: { sequence: string } }

/** The body of an accepted command. */
export function bodyOf(outcome: Outcome | undefined): Body {
  if (!outcome || !('body' in outcome.answer)) throw new Error(JSON.stringify(outcome?.answer))
  return outcome.answer.body as Body
}

/** A funded contract, with short words for what people do about its sessions. */
export async function openSessions(db: Database<EscrowTables>, terms?: LotTerms) {
  const opened = await t.openFundedContract(db, terms)
  const { bookId, run, contract } = opened
  const does = async (actor: typeof t.officer, verb: Verb, now = t.NOW): Promise<Outcome> => {
    const [outcome] = await run(t.commandFor(bookId, actor, verb, { now }))
    return outcome!
  }
  /** Records a session, by her code unless told otherwise. */
  const attend = async (by: 'CODE' | 'NOBODY' = 'CODE', faceFen?: bigint) => {
    const code = by === 'CODE' ? { codeWindow: (window += 1n) } : {}
    const [outcome] = await run(
      opened.record({}, { ...code, ...(faceFen === undefined ? {} : { faceFen }) }),
    )
    return bodyOf(outcome).session.sessionId
  }
  let window = 0n
  const dispute = (sessionId: string, now?: string, actor = t.consumer) =>
    does(actor, { verb: 'dispute-session', sessionId, reason: '没有上课' }, now)
  const answer = (sessionId: string, actor = opened.desk) =>
    does(actor, { verb: 'answer-dispute', sessionId, reason: '签到表上有她', evidenceSha256: HASH })
  const decide = (
    actor: typeof t.officer,
    sessionId: string,
    body: Extract<Command, { verb: 'settle-dispute' }>['body'],
  ) => does(actor, { verb: 'settle-dispute', sessionId, body })
  const reverse = (sessionId: string, now?: string) =>
    does(opened.desk, { verb: 'reverse-session', sessionId, reason: '误点' }, now)
  /** Pays out what is final, whatever the merchant's cycle. */
  const payOut = (now = LATER) =>
    does(t.officer, { verb: 'run-payouts', runId: newId('run'), early: true }, now)
  /** Balances by account code, those at 0 left out. */
  const balances = async () => {
    const found = await totals(db, bookId, {})
    return Object.fromEntries(
      found.filter((each) => each.balanceFen !== 0n).map((each) => [each.account, each.balanceFen]),
    )
  }
  const lot = async () => (await findContract(db, contract.contractId))!.lots[0]!
  return { ...opened, does, attend, dispute, answer, decide, reverse, payOut, balances, lot }
}
