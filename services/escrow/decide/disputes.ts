// Disputes: the consumer freezes a session's price; a settlement says whose it is (F10, F12).
import { refuse, type DisputeOutcome, type EscrowFact, type Refusal } from '@ticun/protocol'
import { clawback, giveBack, isDisputable } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import type { Session, SessionCase } from '../world/nouns.ts'
import { moneyOf, type World } from '../world/world.ts'
import { viewCase } from './case-view.ts'
import type { Decision, Speak } from './decision.ts'
import { waitsUntil } from './deemed.ts'
import { isParty } from './ownership.ts'
import { policyValue } from './policy-of.ts'
import { acceptSession, partsText, priceNow, refForFact } from './sessions.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** What stands in the way of a dispute, if anything does. */
function disputeProblem(world: World, session: Session, now: string): Refusal | undefined {
  const { status, confirmedAt, merchantId, sessionId } = session
  const before = world.cases.get(sessionId)
  if (before?.kind === 'DISPUTE' && before.closedAt !== undefined && status !== 'SUBMITTED') {
    return refuse('dispute_settled', before.outcome)
  }
  if (status === 'SUBMITTED') return undefined
  if (status !== 'CONFIRMED') return refuse('session_not_open', status)
  // The policy of the day on which the window opened.
  const days = policyValue(world, 'dispute_window_days', merchantId, confirmedAt!)
  const isOpen = isDisputable(world.calendar, confirmedAt!, days, now)
  return isOpen ? undefined : refuse('dispute_window_over', confirmedAt)
}

/**
 * The consumer (or her guardian) says that a session never took place: the price of this session
 * and of no other is frozen until it is settled (F10). A recorded one can be disputed any time, a
 * confirmed one within the window from its confirmation; what was paid out since is filled up as
 * F12 says. Refused: unknown_session, not_yours, dispute_settled, session_not_open,
 * dispute_window_over.
 */
export function disputeSession(
  world: World,
  command: Of<'dispute-session'>,
  speak: Speak,
): Decision {
  const session = world.sessions.get(command.sessionId)
  if (!session) return refuse('unknown_session', command.sessionId)
  if (!isParty(world, command, world.contracts.get(session.contractId)!)) return refuse('not_yours')
  const problem = disputeProblem(world, session, command.now)
  if (problem) return problem
  const amount = session.status === 'CONFIRMED' ? session.amountFen : priceNow(world, session)
  const taken =
    session.status === 'CONFIRMED'
      ? { taken: partsText(clawback(amount, moneyOf(world, session.merchantId))) }
      : {}
  const data = { ...refForFact(session), amountFen: amount.toString(), reason: command.reason }
  const fact = speak('session.disputed', session.sessionId, { ...data, ...taken })
  return acceptCase(world, fact)
}

/**
 * The merchant says what it knows of a disputed session, with the hash of its evidence; nothing
 * moves by it, and it may say so again until somebody decides. Refused: unknown_session, not_yours,
 * dispute_not_open.
 */
export function answerDispute(world: World, command: Of<'answer-dispute'>, speak: Speak): Decision {
  const { sessionId, reason, evidenceSha256 } = command
  const session = world.sessions.get(sessionId)
  if (!session) return refuse('unknown_session', sessionId)
  if (!isParty(world, command, world.contracts.get(session.contractId)!)) return refuse('not_yours')
  if (session.status !== 'DISPUTED') return refuse('dispute_not_open', session.status)
  const proof = evidenceSha256 ? { evidenceSha256 } : {}
  const fact = speak('session.answered', sessionId, { ...refForFact(session), reason, ...proof })
  return acceptCase(world, fact)
}

/**
 * The merchant wants a session decided that nobody confirms, on its evidence, before it lapses: its
 * price is frozen as by an objection, and the merchant has answered. Refused: unknown_session,
 * not_yours, session_not_open.
 */
export function askDecision(world: World, command: Of<'ask-decision'>, speak: Speak): Decision {
  const { sessionId, reason, evidenceSha256 } = command
  const session = world.sessions.get(sessionId)
  if (!session) return refuse('unknown_session', sessionId)
  if (!isParty(world, command, world.contracts.get(session.contractId)!)) return refuse('not_yours')
  if (session.status !== 'SUBMITTED') return refuse('session_not_open', session.status)
  const ref = refForFact(session)
  const frozen = { amountFen: priceNow(world, session).toString(), reason: ASKED }
  return acceptCase(
    world,
    speak('session.disputed', sessionId, { ...ref, ...frozen }),
    speak('session.answered', sessionId, { ...ref, reason, evidenceSha256 }),
  )
}

/** What stands for her objection, where she has said nothing. */
const ASKED = '会员未确认，商户申请裁定 / not confirmed; the merchant asks for a decision'

const OUTCOMES = {
  UPHOLD: 'UPHELD',
  OVERTURN: 'OVERTURNED',
  SPLIT: 'SPLIT',
  CONCEDE: 'CONCEDED',
  WITHDRAW: 'WITHDRAWN',
} as const satisfies Record<Of<'settle-dispute'>['body']['decision'], DisputeOutcome>

/** Each side may give way; the officer decides, on evidence. */
function mayDecide({ actor, body }: Of<'settle-dispute'>): Refusal | undefined {
  const { decision, evidenceSha256 } = body
  const own = { merchant: 'CONCEDE', consumer: 'WITHDRAW' } as const
  if (actor.role === 'merchant' || actor.role === 'consumer') {
    return decision === own[actor.role] ? undefined : refuse('not_yours', decision)
  }
  if (decision === 'CONCEDE' || decision === 'WITHDRAW') return refuse('not_yours', decision)
  return evidenceSha256 ? undefined : refuse('evidence_missing', decision)
}

/** The merchant's part of what is frozen; the rest is the consumer's again. */
function partOf(dispute: SessionCase, { decision, merchantFen }: Of<'settle-dispute'>['body']) {
  if (decision === 'SPLIT') return BigInt(merchantFen ?? '0')
  if (decision === 'UPHOLD') return dispute.amountFen
  return decision === 'WITHDRAW' && dispute.taken ? dispute.amountFen : 0n
}

/**
 * Settles a dispute. The merchant concedes, the consumer withdraws, or the officer decides with the
 * hash of the evidence: upheld (the merchant is paid), overturned (what the session took is free
 * again), or split in fen (the remainder is the consumer's). Refused: unknown_session, not_yours,
 * dispute_not_open, evidence_missing, part_too_large.
 */
export function settleDispute(world: World, command: Of<'settle-dispute'>, speak: Speak): Decision {
  const { sessionId, body } = command
  const session = world.sessions.get(sessionId)
  if (!session) return refuse('unknown_session', sessionId)
  if (!isParty(world, command, world.contracts.get(session.contractId)!)) return refuse('not_yours')
  const dispute = world.cases.get(sessionId)
  if (session.status !== 'DISPUTED' || !dispute) return refuse('dispute_not_open', session.status)
  const problem = mayDecide(command)
  if (problem) return problem
  const merchantFen = partOf(dispute, body)
  if (merchantFen > dispute.amountFen) return refuse('part_too_large', body.merchantFen)
  const again = waitsAgain(world, session, dispute, command)
  const taken = dispute.taken ?? { payableFen: 0n, reserveFen: 0n, receivableFen: 0n }
  const { owedFen } = world.lots.get(session.lotId)!.figures
  const fact = speak('session.settled', sessionId, {
    ...refForFact(session),
    amountFen: dispute.amountFen.toString(),
    outcome: OUTCOMES[body.decision],
    given: partsText(giveBack(merchantFen, taken, owedFen)),
    consumerFen: (dispute.amountFen - merchantFen).toString(),
    ...(body.reason ? { reason: body.reason } : {}),
    ...(body.evidenceSha256 ? { evidenceSha256: body.evidenceSha256 } : {}),
    ...again,
  })
  return acceptCase(world, fact)
}

/** One that was never confirmed waits for her again when she withdraws, for a new period. */
function waitsAgain(
  world: World,
  { lotId }: Session,
  dispute: SessionCase,
  { body, now }: Of<'settle-dispute'>,
): ReturnType<typeof waitsUntil> {
  if (body.decision !== 'WITHDRAW' || dispute.taken) return {}
  return waitsUntil(world, world.lots.get(lotId)!, now)
}

/** The session and its case as they are after the facts. */
function acceptCase(world: World, fact: EscrowFact, ...more: EscrowFact[]): Decision {
  const { facts, answer } = acceptSession(world, [fact, ...more], fact.subject)
  return {
    facts,
    answer: () => {
      const answering = answer()
      const view = viewCase(world.cases.get(fact.subject)!)
      return (receipts) => ({ ...(answering(receipts) as object), case: view })
    },
  }
}
