// Suspension of a term card by the consumer, within its terms: days that do not count (F5).
import { refuse } from '@ticun/protocol'
import { addDays, lotMachine, mayMove, shanghaiDate } from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { acceptLot, lotRef, ownLot } from './own-lot.ts'

type Wish = Extract<Command, { verb: 'suspend-lot' | 'resume-lot' }>

/**
 * Suspends a term card from today on; today does not count. It ends by itself when the days are
 * used up that the terms allow. Refused: unknown_contract, not_yours, unknown_lot, lot_not_open,
 * suspension_not_allowed.
 */
export function suspendLot(world: World, command: Wish, speak: Speak): Decision {
  const lot = ownLot(world, command)
  if ('refused' in lot) return lot
  if (!mayMove(lotMachine, lot.status, 'lot.suspended')) return refuse('lot_not_open', lot.status)
  const allowed = lot.terms.kind === 'TERM_CARD' ? (lot.terms.suspensionDaysMax ?? 0) : 0
  const left = allowed - lot.suspendedDays
  if (left <= 0) return refuse('suspension_not_allowed', `${lot.suspendedDays} of ${allowed} days`)
  const from = shanghaiDate(command.now)
  const data = { ...lotRef(lot), from, until: addDays(from, left) }
  return acceptLot(world, lot.lotId, speak('lot.suspended', lot.lotId, data))
}

/**
 * Ends a suspension; today counts again, and the last day has moved on by the days between.
 * Refused: unknown_contract, not_yours, unknown_lot, lot_not_open, chargeback_open.
 */
export function resumeLot(world: World, command: Wish, speak: Speak): Decision {
  const lot = ownLot(world, command)
  if ('refused' in lot) return lot
  if (!mayMove(lotMachine, lot.status, 'lot.resumed')) return refuse('lot_not_open', lot.status)
  if (lot.chargebackId !== undefined) return refuse('chargeback_open', lot.chargebackId)
  const today = shanghaiDate(command.now)
  // The clock may be late: a suspension never lasts longer than the terms allow.
  const on = lot.suspendedUntil! < today ? lot.suspendedUntil! : today
  return acceptLot(world, lot.lotId, speak('lot.resumed', lot.lotId, { ...lotRef(lot), on }))
}
