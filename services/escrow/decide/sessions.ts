// Sessions: confirmed by the member, taken back by the merchant; and how they are shown.
import {
  refuse,
  type Actor,
  type EscrowFact,
  type Refusal,
  type SessionView,
} from '@ticun/protocol'
import {
  clawback,
  codeWindowSpan,
  mayMove,
  sessionMachine,
  spendFen,
  type Clawback,
} from '@ticun/rules'
import type { CodeWindow, Command } from '../command/command.ts'
import type { Contract, Session } from '../world/nouns.ts'
import { lotsOf, moneyOf, sessionsOf, type World } from '../world/world.ts'
import type { Accepted, Decision, Speak } from './decision.ts'
import { isParty } from './ownership.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** A session as callers see it. */
export function viewSession(session: Session): SessionView {
  const { slot, faceFen, amountFen, coach, deemedUntil, confirmedAt, confirmedBy, ...rest } =
    session
  return {
    ...rest,
    amountFen: amountFen.toString(),
    ...(slot === undefined ? {} : { slot }),
    ...(faceFen === undefined ? {} : { faceFen: faceFen.toString() }),
    ...(coach ? { coach } : {}),
    ...(deemedUntil && session.status === 'SUBMITTED' ? { deemedUntil } : {}),
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

/**
 * A code is right once: its window must be newer than the last one used on the contract. An older
 * one that was kept offline is right too, unless a session of the contract was told or confirmed
 * while that code was shown. Refused: code_wrong, code_locked, code_used.
 */
export function codeProblem(
  world: World,
  contractId: string,
  codeWindow: CodeWindow | undefined,
  offline = false,
): Refusal | undefined {
  if (codeWindow === undefined) return undefined
  if (codeWindow === 'LOCKED') return refuse('code_locked')
  if (codeWindow === null) return refuse('code_wrong')
  const windows = lotsOf(world, contractId).map((lot) => lot.codeWindow)
  if (windows.every((used) => used < codeWindow)) return undefined
  const isUsed = !offline || windows.includes(codeWindow) || isMet(world, contractId, codeWindow)
  return isUsed ? refuse('code_used') : undefined
}

/** Whether somebody was there while a window's code was shown. */
function isMet(world: World, contractId: string, window: bigint): boolean {
  const { from, to } = codeWindowSpan(window)
  const isIn = (at: string | undefined) => at !== undefined && at >= from && at < to
  return sessionsOf(world, contractId).some(
    ({ occurredAt, confirmedAt }) => isIn(occurredAt) || isIn(confirmedAt),
  )
}

/** Who confirms: the desk by her code, she herself, or her guardian. */
function confirmerOf(actor: Actor, contract: Contract): 'CODE' | 'CONSUMER' | 'GUARDIAN' {
  if (actor.role === 'merchant') return 'CODE'
  return actor.party === contract.consumerId ? 'CONSUMER' : 'GUARDIAN'
}

/**
 * Confirms a session: by the consumer herself or her guardian, or by the merchant with her code.
 * Its price is released from held to payable; of stored value it is what the card's pool gives now
 * (F4). Refused: unknown_session, not_yours, session_not_open, code_wrong, code_locked,
 * code_used.
 */
export function confirmSession(
  world: World,
  command: Of<'confirm-session'>,
  speak: Speak,
): Decision {
  const session = world.sessions.get(command.sessionId)
  if (!session) return refuse('unknown_session', command.sessionId)
  const contract = world.contracts.get(session.contractId)!
  if (!isParty(world, command, contract)) return refuse('not_yours')
  if (session.status !== 'SUBMITTED') return refuse('session_not_open', session.status)
  const confirmedBy = confirmerOf(command.actor, contract)
  if (confirmedBy === 'CODE') {
    const problem = codeProblem(world, session.contractId, command.codeWindow ?? null)
    if (problem) return problem
  }
  const amountFen = priceNow(world, session).toString()
  const data = { ...refForFact(session), amountFen, confirmedBy }
  return acceptSession(
    world,
    [speak('session.confirmed', session.sessionId, data)],
    session.sessionId,
  )
}

/** What an unconfirmed session would release now: its slot's price, or by F4 its face's. */
export function priceNow(world: World, session: Session): bigint {
  if (session.faceFen === undefined) return session.amountFen
  return spendFen(world.lots.get(session.lotId)!, session.faceFen)
}

/**
 * The merchant takes a session back, because it was recorded by mistake: exactly what it took is
 * free again. The price of a confirmed one comes out of the merchant's unpaid earnings, then its
 * reserve, and else is owed (F12). An unfunded one is written off. Refused: unknown_session,
 * not_yours, session_not_open.
 */
export function reverseSession(
  world: World,
  command: Of<'reverse-session'>,
  speak: Speak,
): Decision {
  const session = world.sessions.get(command.sessionId)
  if (!session) return refuse('unknown_session', command.sessionId)
  if (!isParty(world, command, world.contracts.get(session.contractId)!)) return refuse('not_yours')
  if (!mayMove(sessionMachine, session.status, 'session.reversed')) {
    return refuse('session_not_open', session.status)
  }
  const data = { ...refForFact(session), reason: command.reason }
  const back = session.status === 'CONFIRMED' ? releasedBack(world, session) : {}
  const fact = speak('session.reversed', session.sessionId, { ...data, ...back })
  return acceptSession(world, [fact], session.sessionId)
}

/** What a confirmed session released, and from where it is taken back. */
function releasedBack(world: World, { merchantId, amountFen }: Session) {
  const taken = clawback(amountFen, moneyOf(world, merchantId))
  return { amountFen: amountFen.toString(), taken: partsText(taken) }
}

/** Parts of an amount as facts carry them. */
export function partsText({ payableFen, reserveFen, receivableFen }: Clawback) {
  return {
    payableFen: payableFen.toString(),
    reserveFen: reserveFen.toString(),
    receivableFen: receivableFen.toString(),
  }
}

/** Facts of sessions that may move money. */
const MOVING: readonly EscrowFact['type'][] = [
  'session.confirmed',
  'session.reversed',
  'session.disputed',
  'session.settled',
]

/** The session as it is after its facts; the world it reads is evolved by then. */
export function acceptSession(world: World, facts: EscrowFact[], sessionId: string): Accepted {
  const money = facts.find((fact) => MOVING.includes(fact.type))
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
