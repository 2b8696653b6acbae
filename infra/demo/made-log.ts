// Makes a door log of a gym that does not exist, shaped by the counted habits of one that does.
import { weekdayOf } from './local-time.ts'
import { seededRandom } from './random.ts'
import weights from './weights.json' with { type: 'json' }

export type MadeLogOptions = { seed: number; rows: number; year: number }

/** The size of the log that the figures were counted from. */
export const MADE_ROWS = weights.rows

/** A year that is over, so that no row lies in the future. */
export const MADE_YEAR = 2024

const DEVICE = 'Front door'
const HEADER = 'DeviceName,Direction,AlarmDateTime'
const HOUR_MS = 60 * 60 * 1000
/** Keeps whole weights exact after a month's share is spread over its hours. */
const SCALE = 1_000_000

type Hour = { wall: Date; weight: number }

/**
 * The CSV text of a log: a header, then `rows` rows sorted by local time, CRLF line ends.
 * The same options always give the same text.
 */
export function makeLog({ seed, rows, year }: MadeLogOptions): string {
  const random = seededRandom(seed, 'made log')
  const hours = hoursOf(year)
  const edges: number[] = []
  let total = 0
  for (const hour of hours) edges.push((total += hour.weight))

  const made = Array.from({ length: rows }, () => {
    const hour = hours[firstAbove(edges, random.below(total))]
    if (hour === undefined) throw new Error('the drawn hour lies outside the year')
    const atMs = hour.wall.getTime() + random.below(60) * 60_000
    return { atMs, direction: random.below(weights.rows) < weights.rowsIn ? 'In' : 'Out' }
  })
  const text = made
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, direction }) => `${DEVICE},${direction},${wallText(new Date(atMs))}`)
  return [HEADER, ...text, ''].join('\r\n')
}

/** Every hour of the year as a wall clock shows it (kept in a Date's UTC fields), weighed. */
function hoursOf(year: number): Hour[] {
  const hours: Hour[] = []
  const monthSums = Array.from({ length: 12 }, () => 0)
  for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year + 1, 0, 1); ms += HOUR_MS) {
    const wall = new Date(ms)
    const weight = weights.hourOfWeek[weekday(wall)]?.[wall.getUTCHours()] ?? 0
    hours.push({ wall, weight })
    monthSums[wall.getUTCMonth()] = (monthSums[wall.getUTCMonth()] ?? 0) + weight
  }
  return hours.map(({ wall, weight }) => {
    const month = weights.months[wall.getUTCMonth()] ?? 0
    const sum = monthSums[wall.getUTCMonth()] ?? 0
    return { wall, weight: sum === 0 ? 0 : Math.round((SCALE * month * weight) / sum) }
  })
}

function weekday(wall: Date): number {
  return weekdayOf({
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: 0,
    minute: 0,
    second: 0,
  })
}

/** The index of the first edge above `value`; edges never fall. */
function firstAbove(edges: readonly number[], value: number): number {
  let low = 0
  let high = edges.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((edges[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}

function wallText(wall: Date): string {
  const minute = String(wall.getUTCMinutes()).padStart(2, '0')
  const day = `${wall.getUTCMonth() + 1}/${wall.getUTCDate()}/${wall.getUTCFullYear()}`
  return `${day} ${wall.getUTCHours()}:${minute}`
}
