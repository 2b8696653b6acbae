// Recording a session: on the slot or the face of a lot, or unfunded when it is told late.
import { refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import {
  addDays,
  lotSchedule,
  lowestFreeSlot,
  shanghaiDate,
  slotFen,
  spendFen,
  startOfShanghaiDay,
} from '@ticun/rules'
import type { Command } from '../command/command.ts'
import type { Contract, Lot } from '../world/nouns.ts'
import { lotsOf, type World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { waitsUntil } from './deemed.ts'
import { fillLot } from './fill.ts'
import { lotForEarlier, lotForSession } from './lot-choice.ts'
import { isParty } from './ownership.ts'
import { policyValue } from './policy-of.ts'
import { acceptSession, codeProblem } from './sessions.ts'
import { tooManyThatDay } from './told.ts'

type Wish = Extract<Command, { verb: 'record-session' }>

/** What stands in the way of anything being recorded at all. */
function recordable(world: World, command: Wish): Contract | Refusal {
  const contract = world.contracts.get(command.contractId)
  if (!contract) return refuse('unknown_contract', command.contractId)
  if (!isParty(world, command, contract)) return refuse('not_yours')
  if (command.isTaken || world.sessions.has(command.sessionId)) {
    return refuse('id_taken', command.sessionId)
  }
  return tooOld(world, contract, command) ?? contract
}

/** Told so late that nobody remembers, or before there was a contract at all. */
function tooOld(world: World, contract: Contract, { now, occurredAt }: Wish): Refusal | undefined {
  // Told at once, as nearly all are: there is nothing to reckon.
  if (occurredAt === now && occurredAt >= contract.signedAt) return undefined
  const signed = startOfShanghaiDay(shanghaiDate(contract.signedAt))
  if (occurredAt < signed) return refuse('session_too_old', signed)
  const days = policyValue(world, 'offline_days', contract.merchantId, now)
  const first = startOfShanghaiDay(addDays(shanghaiDate(now), -days))
  return occurredAt < first ? refuse('session_too_old', first) : undefined
}

/** What it takes of the lot, and its price in fen: the lowest free slot (F0), or face (F4). */
function takenOf(lot: Lot, faceFen: bigint | undefined) {
  if (faceFen !== undefined) {
    return { faceFen: faceFen.toString(), amountFen: spendFen(lot, faceFen).toString() }
  }
  const slot = lowestFreeSlot(lot.slotStates)
  return { slot, amountFen: slotFen(lotSchedule(lot), slot).toString() }
}

/** No money stands behind it: told late, it is kept as unfunded; told at once, it is refused. */
const UNFUNDED: readonly string[] = [
  'lot_not_funded',
  'lot_closed',
  'no_free_slot',
  'balance_too_small',
  'before_payment',
]

/**
 * Records a session on the lowest free slot (F0) of the lot that expires first (F7), or a spend of
 * stored value (F4); with the member's code it is confirmed in the same breath, and one fact says
 * both. One that was kept offline is recorded as unfunded where nothing is free (F11, F15).
 * Refused: unknown_contract, not_yours, id_taken, session_too_old, lot_not_funded, lot_closed,
 * no_free_slot, face_missing, balance_too_small, before_payment, code_wrong, code_locked,
 * code_used, too_many_that_day.
 */
export function recordSession(world: World, command: Wish, speak: Speak): Decision {
  const contract = recordable(world, command)
  if ('refused' in contract) return contract
  const lot = lotForSession(world, contract.contractId, command)
  const isUnfunded = 'refused' in lot && command.offline === true && UNFUNDED.includes(lot.refused)
  if ('refused' in lot && !isUnfunded) return lot
  const { codeWindow, offline } = command
  const problem =
    codeProblem(world, contract.contractId, codeWindow, offline) ??
    tooManyThatDay(world, contract, command)
  if (problem) return problem
  if ('refused' in lot) return recordUnfunded(world, command, speak)
  const fact = recordedFact(world, lot, command, speak)
  return acceptSession(world, [fact], command.sessionId)
}

function recordedFact(world: World, lot: Lot, command: Wish, speak: Speak): EscrowFact {
  const { lotId, contractId, merchantId } = lot
  const { sessionId, coach, codeWindow, occurredAt } = command
  const ref = { sessionId, contractId, lotId, merchantId, ...takenOf(lot, command.faceFen) }
  const data = coach ? { ...ref, coach } : ref
  if (codeWindow === undefined) {
    const waits = waitsUntil(world, lot, command.now)
    return speak('session.recorded', sessionId, { ...data, ...waits }, occurredAt)
  }
  // What is told late is disputable from when it is told, and her code was shown now.
  const isLate = command.offline === true || occurredAt < command.now
  const told = isLate ? { confirmedAt: command.now } : {}
  const confirmed = { ...data, confirmedBy: 'CODE' as const, ...told }
  return speak('session.confirmed', sessionId, confirmed, occurredAt)
}

/** Where a lot was paid since, it takes the session at once, at the time of the payment (F15). */
function recordUnfunded(world: World, command: Wish, speak: Speak): Decision {
  const { contractId, sessionId, coach, codeWindow, faceFen, occurredAt } = command
  const { merchantId } = world.contracts.get(contractId)!
  const lot = lotForEarlier(world, contractId, command)
  const { lotId } = lot ?? lotsOf(world, contractId).at(-1)!
  const ref = { sessionId, contractId, lotId, merchantId }
  const face = faceFen === undefined ? {} : { faceFen: faceFen.toString() }
  const byCode = codeWindow !== undefined
  const data = { ...ref, ...face, byCode, ...(coach ? { coach } : {}) }
  const facts: EscrowFact[] = [speak('session.unfunded', sessionId, data, occurredAt)]
  const own = { sessionId, contractId, merchantId, occurredAt, faceFen, byCode }
  if (lot) {
    const { now } = command
    const times = { paidAt: lot.paidAt!, now, waits: waitsUntil(world, lot, now) }
    facts.push(...fillLot(lot, [own], times, speak))
  }
  return acceptSession(world, facts, sessionId)
}
