// Sessions: recorded by the merchant, confirmed by the member, taken back while unconfirmed.
import { refuse, type EscrowFact, type Refusal, type SessionView } from '@ticun/protocol'
import { lotSchedule, lowestFreeSlot, slotFen } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import type { Contract, Lot, Session, World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { isParty } from './ownership.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** A session as callers see it. */
export function viewSession(session: Session): SessionView {
  const { lotId: _, amountFen, coach, confirmedAt, confirmedBy, ...rest } = session
  return {
    ...rest,
    amountFen: amountFen.toString(),
    ...(coach ? { coach } : {}),
    ...(confirmedAt ? { confirmedAt } : {}),
    ...(confirmedBy ? { confirmedBy } : {}),
  }
}

function refForFact(session: Session) {
  const { sessionId, contractId, lotId, merchantId, slot } = session
  return { sessionId, contractId, lotId, merchantId, slot }
}

/** A code is right once: its window must be newer than the last one used on the contract. */
function codeProblem(lot: Lot, codeWindow: bigint | null | undefined): Refusal | undefined {
  if (codeWindow === undefined) return undefined
  if (codeWindow === null) return refuse('code_wrong')
  return codeWindow > lot.codeWindow ? undefined : refuse('code_used')
}

function recordable(world: World, command: Of<'record-session'>): Contract | Refusal {
  const contract = world.contracts.get(command.contractId)
  if (!contract) return refuse('unknown_contract', command.contractId)
  if (!isParty(command.actor, contract)) return refuse('not_yours')
  if (world.sessions.has(command.sessionId)) return refuse('id_taken', command.sessionId)
  const lot = world.lots.get(contract.contractId)!
  if (lot.status === 'UNFUNDED') return refuse('lot_not_funded', lot.lotId)
  if (lot.status === 'REFUNDING' || lot.status === 'CLOSED') return refuse('lot_closed', lot.lotId)
  if (lowestFreeSlot(lot.slotStates) < 0) return refuse('no_free_slot', lot.lotId)
  if (command.occurredAt < lot.paidAt!) return refuse('before_payment', lot.paidAt)
  return codeProblem(lot, command.codeWindow) ?? contract
}

/**
 * Records a session on the lowest free slot (F0); with the member's code it is confirmed in the
 * same breath, and one fact says both. Refused: unknown_contract, not_yours, id_taken,
 * lot_not_funded, lot_closed,
 * no_free_slot, before_payment, code_wrong, code_used.
 */
export function recordSession(world: World, command: Of<'record-session'>, speak: Speak): Decision {
  const contract = recordable(world, command)
  if ('refused' in contract) return contract
  const { contractId, merchantId } = contract
  const lot = world.lots.get(contractId)!
  const slot = lowestFreeSlot(lot.slotStates)
  const amountFen = slotFen(
    lotSchedule({ terms: contract.terms, priceFen: lot.priceFen }),
    slot,
  ).toString()
  const { sessionId, coach, codeWindow, occurredAt } = command
  const ref = { sessionId, contractId, lotId: lot.lotId, merchantId, slot, amountFen }
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
    const problem = codeProblem(world.lots.get(session.contractId)!, command.codeWindow ?? null)
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
