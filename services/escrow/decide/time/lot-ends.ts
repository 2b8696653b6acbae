// The ends that come by themselves: of a validity, and of a suspension.
import type { EscrowFact } from '@ticun/protocol'
import { lotMachine, mayMove } from '@ticun/rules'
import type { World } from '../../world/world.ts'
import type { Speak } from '../decision.ts'
import { lotRef } from './own-lot.ts'
import type { Due } from './take-timer.ts'

/** Ends a lot's validity: what is held stays the consumer's, until a case decides (F6). */
export function expireLot(world: World, { timer }: Due, speak: Speak): EscrowFact[] {
  const lot = world.lots.get(timer.subject)
  if (!lot || !mayMove(lotMachine, lot.status, 'lot.expired')) return []
  return [speak('lot.expired', lot.lotId, lotRef(lot))]
}

/** Ends a suspension that has used up the days that the terms allow. */
export function resumeByTerms(world: World, { timer }: Due, speak: Speak): EscrowFact[] {
  const lot = world.lots.get(timer.subject)
  if (
    !lot?.suspendedUntil ||
    lot.chargebackId !== undefined ||
    !mayMove(lotMachine, lot.status, 'lot.resumed')
  )
    return []
  const data = { ...lotRef(lot), on: lot.suspendedUntil }
  return [speak('lot.resumed', lot.lotId, data)]
}
