// The fact of a supplied calendar: the holiday notice of a year that the package does not know.
import { z } from 'zod'
import { day, label } from '../../parts.ts'
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

export const calendarFacts = [fact('calendar.supplied', calendarYear)] as const
