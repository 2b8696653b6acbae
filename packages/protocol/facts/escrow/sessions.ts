// Facts of sessions: recorded, confirmed, taken back.
import { z } from 'zod'
import { amountFen, label } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { sessionRef } from './ids.ts'

/** Who or what confirmed a session. */
export const CONFIRMATIONS = ['CODE', 'CONSUMER', 'GUARDIAN', 'DEEMED'] as const

export const sessionFacts = [
  fact('session.recorded', sessionRef.extend({ amountFen, coach: label(40).optional() })),
  /** Confirmed at the desk by the member's code, it was recorded in the same breath: one fact. */
  fact(
    'session.confirmed',
    sessionRef.extend({
      amountFen,
      coach: label(40).optional(),
      confirmedBy: z.enum(CONFIRMATIONS),
    }),
  ),
  /** Taken back before it was confirmed: nothing was released yet. */
  fact('session.reversed', sessionRef.extend({ reason: label(200) })),
] as const
