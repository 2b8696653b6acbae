// A year's holidays are supplied where the program does not know them.
import { refuse } from '@ticun/protocol'
import { calendarFault } from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { Decision, Speak } from '../decision.ts'

/**
 * Supplies the holiday notice of a year; one that was supplied before is replaced. Periods that
 * were counted already stay as they are. Refused: calendar_not_plausible.
 */
export function supplyCalendar(
  command: Extract<Command, { verb: 'supply-calendar' }>,
  speak: Speak,
): Decision {
  const { year, holidays, workdays, source } = command.body
  const fault = calendarFault({ year, holidays, workdays })
  if (fault !== undefined) return refuse('calendar_not_plausible', fault)
  const data = { year, holidays, workdays, source }
  const fact = speak('calendar.supplied', command.bookId, data)
  const body = { bookId: command.bookId, ...data }
  return { facts: [fact], answer: () => () => body }
}
