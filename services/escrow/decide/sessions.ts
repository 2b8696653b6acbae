// Sessions: recorded by the merchant, confirmed by the member, taken back while unconfirmed.
import { refuse, type EscrowFact, type Refusal, type SessionView } from '@ticun/protocol'
import { lotSchedule, lowestFreeSlot, slotFen } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import type { Lot, Session } from '../world/nouns.ts'
import { lotsOf, type World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { lotForSession } from './lot-choice.ts'
import { isParty } from './ownership.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** A session as callers see it. */
export function viewSession(session: Session): SessionView {
  const { slot, faceFen, amountFen, coach, confirmedAt, confirmedBy, ...rest } = session
  return {
    ...rest,
    amountFen: amountFen.toString(),
    ...(slot === undefined ? {} : { slot }),
    ...(faceFen === undefined ? {} : { faceFen: faceFen.toString() }),
    ...(coach ? { coach } : {}),
    ...(confirmedAt ? { confirmedAt } : {}),
    ...(confirmedBy ? { confirmedBy } : {}),
  }
}

/** What every fact about a session says of it. */
export function refForFact(session: Session) {
  const { sessionId, contractId, lotId, merchantId, slot, faceFen } = session
  return {
    sessionId,
    contractId,
    lotId,
    merchantId,
    ...(slot === undefined ? {} : { slot }),
    ...(faceFen === undefined ? {} : { faceFen: faceFen.toString() }),
  }
}

/** A code is right once: its window must be newer than the last one used on the contract. */
function codeProblem(
  world: World,
  contractId: string,
  codeWindow: bigint | null | undefined,
): Refusal | undefined {
  if (codeWindow === undefined) return undefined
  if (codeWindow === null) return refuse('code_wrong')
  const used = lotsOf(world, contractId).some((lot) => lot.codeWindow >= codeWindow)
  return used ? refuse('code_used') : undefined
}

/** The lot that a session to be recorded is taken from. */
function recordable(world: World, command: Of<'record-session'>): Lot | Refusal {
  const contract = world.contracts.get(command.contractId)
  if (!contract) return refuse('unknown_contract', command.contractId)
  if (!isParty(command.actor, contract)) return refuse('not_yours')
  if (world.sessions.has(command.sessionId)) return refuse('id_taken', command.sessionId)
  const lot = lotForSession(world, contract.contractId)
  if ('refused' in lot) return lot
  if (command.occurredAt < lot.paidAt!) return refuse('before_payment', lot.paidAt)
  return codeProblem(world, contract.contractId, command.codeWindow) ?? lot
}

/**
 * Records a session on the lowest free slot (F0) of the lot that expires first; with the member's
 * code it is confirmed in the same breath, and one fact says both. Refused: unknown_contract,
 * not_yours, id_taken, lot_not_funded, lot_closed, no_free_slot, before_payment, code_wrong,
 * code_used.
 */
export function recordSession(world: World, command: Of<'record-session'>, speak: Speak): Decision {
  const lot = recordable(world, command)
  if ('refused' in lot) return lot
  const { lotId, contractId, merchantId } = lot
  const slot = lowestFreeSlot(lot.slotStates)
  const amountFen = slotFen(lotSchedule(lot), slot).toString()
  const { sessionId, coach, codeWindow, occurredAt } = command
  const ref = { sessionId, contractId, lotId, merchantId, slot, amountFen }
  const data = coach ? { ...ref, coach } : ref
  const fact =
    codeWindow === undefined
      ? speak('session.recorded', sessionId, data, occurredAt)
      : speak('session.confirmed', sessionId, { ...data, confirmedBy: 'CODE' }, occurredAt)
  return accepted(world, [fact], sessionId)
}

/**
 * Confirms a session: by the consumer herself, or by the merchant with her code. Its slot is
 * released from held to payable. Refused: unknown_session, not_yours, session_not_open,
 * code_wrong, code_used.
 */
export function confirmSession(
  world: World,
  command: Of<'confirm-session'>,
  speak: Speak,
): Decision {
  const session = world.sessions.get(command.sessionId)
  if (!session) return refuse('unknown_session', command.sessionId)
  const contract = world.contracts.get(session.contractId)!
  if (!isParty(command.actor, contract)) return refuse('not_yours')
  if (session.status !== 'SUBMITTED') return refuse('session_not_open', session.status)
  const byCode = command.actor.role === 'merchant'
  if (byCode) {
    const problem = codeProblem(world, session.contractId, command.codeWindow ?? null)
    if (problem) return problem
  }
  const data = { ...refForFact(session), amountFen: session.amountFen.toString() }
  const fact = speak('session.confirmed', session.sessionId, {
    ...data,
    confirmedBy: byCode ? 'CODE' : 'CONSUMER',
  })
  return accepted(world, [fact], session.sessionId)
}

/**
 * Takes back a session that nobody confirmed: the slot is free again.
 * Refused: unknown_session, not_yours, session_not_open.
 */
export function reverseSession(
  world: World,
  command: Of<'reverse-session'>,
  speak: Speak,
): Decision {
  const session = world.sessions.get(command.sessionId)
  if (!session) return refuse('unknown_session', command.sessionId)
  if (!isParty(command.actor, world.contracts.get(session.contractId)!)) return refuse('not_yours')
  if (session.status !== 'SUBMITTED') return refuse('session_not_open', session.status)
  const data = { ...refForFact(session), reason: command.reason }
  return accepted(world, [speak('session.reversed', session.sessionId, data)], session.sessionId)
}

/** The session as it is after its facts; the world it reads is evolved by then. */
function accepted(world: World, facts: EscrowFact[], sessionId: string): Decision {
  const money = facts.find((fact) => fact.type === 'session.confirmed')
  return {
    facts,
    answer: () => {
      const session = viewSession(world.sessions.get(sessionId)!)
      return (receipts) => {
        const receipt = money && receipts.get(money.id)
        return { session, ...(receipt ? { receipt } : {}) }
      }
    },
  }
}
