// The stage that runs what depends on the date on days that are still to come.
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { ROOT } from './command.ts'
import { sumOf, type Outcome, type Stage } from './stage.ts'
import { vitestStage } from './vitest-stage.ts'

/** Near the end of the last year that a notice tells of, after it, and on a leap day. */
export const DATES = ['2026-12-15', '2027-01-05', '2028-02-29'] as const
const NOON = 'T04:00:00.000Z'

/** Runs the project `dates` on each of these days; a failure tells its day. */
export function datesStage(): Stage {
  return {
    name: 'dates',
    static: false,
    cores: 1,
    run: async (onStart) => {
      const outcomes: Outcome[] = []
      for (const date of DATES) {
        const outcome = await vitestStage('dates', { env: environmentOn(date) }).run(onStart)
        outcomes.push(dated(date, outcome))
      }
      return sumOf(outcomes)
    },
  }
}

/**
 * Each Node process, of tests and of houses alike, takes the date from what it loads first. No
 * broker: it would not take records of a day that its own clock does not know.
 */
function environmentOn(date: string): Record<string, string> {
  const shift = pathToFileURL(join(ROOT, 'test', 'dates', 'shift.ts'))
  shift.searchParams.set('ahead', String(Date.parse(date + NOON) - Date.now()))
  const options = `${process.env['NODE_OPTIONS'] ?? ''} --import ${shift.href}`
  return { TICUN_DATE: date, NODE_OPTIONS: options.trim(), EVENTS: 'postgres' }
}

function dated(date: string, { passed, failures, skipped }: Outcome): Outcome {
  return {
    passed,
    failures: failures.map((each) => ({ ...each, name: `${date}: ${each.name}` })),
    skipped: skipped.map((each) => ({ ...each, name: `${date}: ${each.name}` })),
  }
}
