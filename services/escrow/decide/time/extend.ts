// Extension: the merchant lets a lot be used longer, also one that has expired (F6).
import { refuse } from '@ticun/protocol'
import { endOfShanghaiDay, lotMachine, mayMove } from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { acceptLot, lotRef, ownLot } from './own-lot.ts'

/**
 * Moves the last day of a lot on; a term card's term is priced day by day, so it has no other end
 * than its suspensions give it. Refused: unknown_contract, not_yours, unknown_lot, lot_not_open,
 * lot_without_end, extension_too_short.
 */
export function extendLot(
  world: World,
  command: Extract<Command, { verb: 'extend-lot' }>,
  speak: Speak,
): Decision {
  const lot = ownLot(world, command)
  if ('refused' in lot) return lot
  if (!mayMove(lotMachine, lot.status, 'lot.extended')) return refuse('lot_not_open', lot.status)
  const { kind } = lot.terms
  if (kind === 'TERM_CARD' || lot.validUntil === undefined) return refuse('lot_without_end', kind)
  const validUntil = endOfShanghaiDay(command.until)
  const isLonger = validUntil > lot.validUntil && validUntil > command.now
  if (!isLonger) return refuse('extension_too_short', lot.validUntil)
  const data = { ...lotRef(lot), validUntil, reason: command.reason }
  return acceptLot(world, lot.lotId, speak('lot.extended', lot.lotId, data))
}
