// For tests of chargebacks: a funded lot of which some is used, and officers' words on it.
import type { Database } from '@ticun/db'
import { newId, type Actor, type ChargebackView, type LotTerms } from '@ticun/protocol'
import type { Command, Outcome, Verb } from './command/command.ts'
import type { EscrowTables } from './tables.ts'
import * as t from './test-book.ts'
import { EVIDENCE, LATER, openRefundStage, secondOfficer } from './test-refunds.ts'

export { EVIDENCE, LATER, secondOfficer }

type Report = Extract<Command, { verb: 'report-chargeback' }>['body']
type Decide = Extract<Command, { verb: 'decide-chargeback' }>['body']

/** The view of a chargeback in an answer; of a report or of a decision. */
export function chargebackIn(outcome: Outcome | undefined): ChargebackView {
  if (!outcome || 'refused' in outcome.answer) throw new Error(JSON.stringify(outcome?.answer))
  const body = outcome.answer.body as ChargebackView & { chargeback?: ChargebackView }
  return body.chargeback ?? body
}

/** A funded contract of these terms with `used` sessions confirmed. */
export async function openChargebacks(
  db: Database<EscrowTables>,
  options: { terms?: LotTerms; used?: number } = {},
) {
  const stage = await openRefundStage(db, options)
  const { bookId, run, contract } = stage
  const as = async (actor: Actor, verb: Verb, now = LATER) => {
    const [outcome] = await run(t.commandFor(bookId, actor, verb, { now }))
    return outcome!
  }
  const report = async (body: Partial<Report> = {}, now = LATER) => {
    const chargebackId = newId('cbk')
    const { contractId, lotId } = contract
    const whole = { lotId, amountFen: '299900', reason: '持卡人拒付', evidenceSha256: EVIDENCE }
    const wish = { ...whole, debtor: 'MERCHANT' as const, ...body }
    const verb = { verb: 'report-chargeback' as const, contractId, chargebackId, body: wish }
    return { chargebackId, outcome: await as(t.officer, verb, now) }
  }
  const decide = (actor: Actor, chargebackId: string, body: Decide, now = LATER) =>
    as(actor, { verb: 'decide-chargeback', chargebackId, body }, now)
  /** Reported and booked. */
  const reversed = async (body: Partial<Report> = {}) => {
    const { chargebackId } = await report(body)
    chargebackIn(await decide(secondOfficer, chargebackId, { decision: 'APPROVE' }))
    return chargebackId
  }
  /** Answered by one officer, approved by the other. */
  const end = async (chargebackId: string, result: 'WON' | 'LOST', now = LATER) => {
    const said = { decision: 'ANSWER', outcome: result, evidenceSha256: EVIDENCE } as const
    chargebackIn(await decide(t.officer, chargebackId, said, now))
    return decide(secondOfficer, chargebackId, { decision: 'APPROVE' }, now)
  }
  const payOut = (now: string) =>
    as(t.officer, { verb: 'run-payouts', runId: newId('run'), early: true }, now)
  return { ...stage, as, report, decide, reversed, end, payOut }
}
