// Which rows a command has to see that looks at the whole book at an instant.
import type { Command } from '../command/command.ts'
import type { Needs } from './needs.ts'

type OfTime = 'tick' | 'run-payouts' | 'supply-calendar'

/** What is due, what is final, or what a year's notice may move. */
export function noteTime(needs: Needs, command: Extract<Command, { verb: OfTime }>): void {
  if (command.verb === 'tick') needs.dueAt = command.now
  else if (command.verb === 'run-payouts') needs.payoutsAt = command.now
  else needs.notices.push({ year: command.notice.year, now: command.now })
}
