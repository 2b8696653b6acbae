// A year's notice is proposed by one officer and supplied when another one says the same.
import { refuse } from '@ticun/protocol'
import { calendarFault, calendarOf } from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import { calendarId, noticeText } from '../../world/proposal.ts'
import type { World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { proposalFor } from '../proposals.ts'
import { movesBy, tellMoves } from './deadlines.ts'

/**
 * Proposes the notice of a year, or, by another officer who says the same, supplies it: it replaces
 * one that was supplied before, and what waits and rested on the law alone is reckoned anew.
 * Refused: calendar_not_plausible, unknown_change, same_person.
 */
export function supplyCalendar(
  world: World,
  command: Extract<Command, { verb: 'supply-calendar' }>,
  speak: Speak,
): Decision {
  const { step, notice, bookId, actor, now } = command
  const { year, source } = notice
  const fault = calendarFault(notice)
  if (fault !== undefined) return refuse('calendar_not_plausible', fault)
  const data = { year, holidays: [...notice.holidays], workdays: [...notice.workdays], source }
  const body = { bookId, ...data, isSupplied: step === 'APPROVE' }
  if (step === 'PROPOSE') {
    const moves = 0
    const fact = speak('calendar.proposed', bookId, data)
    return { facts: [fact], answer: () => () => ({ ...body, moves }) }
  }
  const proposal = proposalFor(world, calendarId(year), noticeText(notice), actor)
  if ('refused' in proposal) return proposal
  const years = [...world.calendarYears.values(), { ...data, suppliedAt: command.occurredAt }]
  const moves = movesBy(world, calendarOf(years), now)
  const fact = speak('calendar.supplied', bookId, { ...data, proposedBy: proposal.by })
  return {
    facts: [fact, ...tellMoves(moves, speak)],
    answer: () => () => ({ ...body, moves: moves.length }),
  }
}
