// What happens when a timer is due: one fact, told by the clock, or nothing while it may not act.
import type { EscrowFact } from '@ticun/protocol'
import type { TimerCommand } from '../../command/command.ts'
import type { Timer, TimerKind } from '../../world/timer.ts'
import type { World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { thenCover } from '../chargebacks/cover.ts'
import { confirmBySilence, lapseSession } from '../deemed.ts'
import { endNotice } from '../merchants/change.ts'
import { payMassRefund } from '../mass/pay.ts'
import { agreeBySilence } from '../refunds/decide.ts'
import { lapseOffer } from '../offers.ts'
import { lapsePartPayment } from '../suspense.ts'
import { lapseUpgrade } from '../upgrade.ts'
import { accrueLot } from './accrue.ts'
import { expireLot, resumeByTerms } from './lot-ends.ts'

type Take = (world: World, due: Due, speak: Speak) => EscrowFact[]

/** A timer and the time that it is held against (UTC). */
export type Due = { timer: Timer; now: string; command: TimerCommand }

const takes: Record<TimerKind, Take> = {
  ACCRUE_LOT: accrueLot,
  EXPIRE_LOT: expireLot,
  RESUME_LOT: resumeByTerms,
  LAPSE_SESSION: (world, { timer }, speak) => {
    const facts = lapseSession(world, timer.subject, speak)
    const covered = thenCover(world, { facts, answer: () => () => ({}) }, speak)
    return 'refused' in covered ? facts : covered.facts
  },
  CONFIRM_SESSION: (world, { timer }, speak) => confirmBySilence(world, timer.subject, speak),
  AGREE_REFUND: (world, { timer }, speak) =>
    agreeBySilence(world, timer.subject, speak, timer.dueAt),
  LAPSE_PART_PAYMENT: (world, { timer }, speak) =>
    lapsePartPayment(world, timer.subject, speak, timer.dueAt),
  LAPSE_UPGRADE: (world, { timer }, speak) =>
    lapseUpgrade(world, timer.subject, speak, timer.dueAt),
  LAPSE_OFFER: (world, { timer }, speak) => lapseOffer(world, timer.subject, speak),
  END_NOTICE: (world, { timer }, speak) => endNotice(world, timer.subject, speak),
  PAY_MASS_REFUND: (world, { command }, speak) => payMassRefund(world, command, speak),
}

/**
 * Takes a timer that is due. Its facts are of the instant at which it fell due, however late the
 * clock is, and clear it or set it anew. Never refused: a timer that may not act stays set.
 */
export function takeTimer(world: World, command: TimerCommand, speak: Speak): Decision {
  const { timer, now } = command
  const speakDue: Speak = (type, subject, data, occurredAt) =>
    speak(type, subject, data, occurredAt ?? timer.dueAt)
  const due = { timer, now, command }
  return { facts: takes[timer.kind](world, due, speakDue), answer: () => () => ({}) }
}
