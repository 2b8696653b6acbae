// Knows the entrances of a door log in order of time, and how many members they need.
import type { ReadRow } from './door-log.ts'
import { dayOf, weekdayOf, type ZoneClock } from './local-time.ts'

/** One IN row; `date` and `hour` are as the clock at the door shows them, Monday is weekday 0. */
export type Entrance = {
  line: number
  atMs: number
  date: string
  weekday: number
  hour: number
}

/** A member comes about so often in a year of the counted log. */
const SESSIONS_PER_MEMBER = 30
/** Enough members that nobody has to come twice on the busiest day: tenths of its entrances. */
const BUSIEST_DAY_TENTHS = 22
/** Members who are there when the log begins, the others join until most of it is over. */
const FIRST_MEMBERS_PER_MILLE = 450
const LAST_JOIN_PER_MILLE = 900

/** The good IN rows, in order of time, then of line. */
export function readEntrances(rows: Iterable<ReadRow>, clock: ZoneClock): Entrance[] {
  const entrances: Entrance[] = []
  for (const read of rows) {
    if (!('row' in read) || read.row.direction !== 'IN') continue
    const atMs = Date.parse(read.row.at)
    const wall = clock.toWall(atMs)
    const { line } = read
    entrances.push({ line, atMs, date: dayOf(wall), weekday: weekdayOf(wall), hour: wall.hour })
  }
  return entrances.toSorted((a, b) => a.atMs - b.atMs || a.line - b.line)
}

/** For each place in the gym, at most `placesMax`: the entrance at which its first member joins. */
export function joinTimes(entrances: readonly Entrance[], placesMax: number): number[] {
  const perDay = new Map<string, number>()
  for (const { date } of entrances) perDay.set(date, (perDay.get(date) ?? 0) + 1)
  const busiest = Math.max(0, ...perDay.values())
  const wanted = Math.max(
    Math.ceil(entrances.length / SESSIONS_PER_MEMBER),
    Math.ceil((busiest * BUSIEST_DAY_TENTHS) / 10),
  )
  const places = Math.min(wanted, placesMax)
  const first = Math.max(1, Math.ceil((places * FIRST_MEMBERS_PER_MILLE) / 1000))
  const span = Math.floor((entrances.length * LAST_JOIN_PER_MILLE) / 1000)
  return Array.from({ length: places }, (_, place) =>
    place < first ? 0 : Math.floor((span * (place - first + 1)) / (places - first)),
  )
}
