// Facts of working days: a year's notice that officers supply, and the last instants that it moves.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { day, instant, label } from '../../parts.ts'
import { fact } from '../envelope.ts'

/** A notice names some thirty days a year. */
const DAYS_MAX = 120

/** A year's holidays and make-up days as the State Council published them. */
export const calendarYear = z.object({
  year: z.int().min(2000).max(2200),
  /** All days off that the notice names, weekends among them or not. */
  holidays: z.array(day).min(1).max(DAYS_MAX),
  /** Saturdays and Sundays that are worked instead. */
  workdays: z.array(day).max(DAYS_MAX),
  /** The notice, with its number. */
  source: label(200),
})

/** What ends at an instant: silence, a payment that is due, a price or a notice. */
export const DEADLINES = [
  'CONFIRM_SESSION', // silence confirms the session
  'AGREE_REFUND', // silence agrees to the refund
  'PAY_REFUND', // the refund has to be paid
  'LAPSE_PART_PAYMENT', // the rest of a price
  'LAPSE_UPGRADE', // the difference of an upgrade
  'END_NOTICE', // the notice of a wind-down
] as const

export const calendarFacts = [
  fact('calendar.proposed', calendarYear),
  /** Of two officers; facts of before the second one was asked for name none. */
  fact('calendar.supplied', calendarYear.extend({ proposedBy: z.string().optional() })),
  /** A last instant that rested on a year without notice, reckoned anew. */
  fact(
    'deadline.moved',
    z.object({
      deadline: z.enum(DEADLINES),
      /** A session, a refund, a lot or a merchant. */
      subject: z.string(),
      merchantId: idSchema('mer'),
      from: instant,
      until: instant,
    }),
  ),
] as const
