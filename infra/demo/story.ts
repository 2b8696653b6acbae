// Turns the command line into a story to play: the log's rows, what is refused, and the plan.
import type { Arguments } from './arguments.ts'
import { ArgumentsError } from './arguments.ts'
import { DoorLogError, readDoorLog, type ReadRow } from './door-log.ts'
import type { Figures } from './figures.ts'
import { naming, runSalt, type Naming } from './ids.ts'
import { readInputFile } from './input-file.ts'
import { zoneClock } from './local-time.ts'
import { makeLog, MADE_ROWS, MADE_YEAR } from './made-log.ts'
import { makePlan } from './members.ts'
import type { Plan } from './plan.ts'

export type Story = {
  /** Where the rows come from, for people. */
  source: string
  rowsRead: number
  refused: Figures['refused']
  plan: Plan
  naming: Naming
}

/**
 * Reads or makes the log and plans its year. `refuse` hears of each refused row.
 * Throws ArgumentsError when the log cannot be read.
 */
export async function readStory(
  { log, rows, seed, zone }: Pick<Arguments, 'log' | 'rows' | 'seed' | 'zone'>,
  nowMs: number,
  refuse: (line: number, reason: string) => void,
): Promise<Story> {
  const clock = zoneClock(zone)
  const made = { seed, rows: rows ?? MADE_ROWS, year: MADE_YEAR }
  const bytes =
    log === undefined ? new TextEncoder().encode(makeLog(made)) : await readInputFile('log', log)
  const good: ReadRow[] = []
  const refused: Figures['refused'] = {}
  let rowsRead = 0
  try {
    for (const read of readDoorLog(bytes, { clock, nowMs, rowsMax: rows })) {
      rowsRead += 1
      if ('row' in read) {
        good.push(read)
      } else {
        refused[read.refused] = (refused[read.refused] ?? 0) + 1
        refuse(read.line, read.refused)
      }
    }
  } catch (error) {
    if (error instanceof DoorLogError) throw new ArgumentsError(`--log ${log}: ${error.message}`)
    throw error
  }
  // The plan of a shorter run is another plan, so its ids are others too.
  const named = naming(runSalt(bytes, `${seed} ${rows ?? 'all'}`))
  const plan = makePlan(good, { seed, clock, naming: named })
  const source = log ?? `a log made by seed ${seed}`
  return { source, rowsRead, refused, plan, naming: named }
}
