// Counts the figures of weights.json from a door log: node infra/demo/count-weights.ts LOG > FILE
import { readFileSync } from 'node:fs'
import { readDoorLog } from './door-log.ts'
import { weekdayOf, zoneClock, type ZoneClock } from './local-time.ts'

/** What the made log is shaped by. Hours run from Monday 0:00 to Sunday 23:00, a row per day. */
export type Weights = {
  source: string
  rows: number
  /** Rows that are entrances; the others are exits. */
  rowsIn: number
  hourOfWeek: number[][]
  months: number[]
}

/** Counts rows by weekday and hour, and by month (January first), on the door's own clock. */
export function countWeights(bytes: Uint8Array, clock: ZoneClock, source: string): Weights {
  const weights: Weights = {
    source,
    rows: 0,
    rowsIn: 0,
    hourOfWeek: Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0)),
    months: Array.from({ length: 12 }, () => 0),
  }
  for (const read of readDoorLog(bytes, { clock, nowMs: Number.POSITIVE_INFINITY })) {
    if (!('row' in read)) continue
    const wall = clock.toWall(Date.parse(read.row.at))
    const hours = weights.hourOfWeek[weekdayOf(wall)]
    weights.rows += 1
    if (read.row.direction === 'IN') weights.rowsIn += 1
    if (hours !== undefined) hours[wall.hour] = (hours[wall.hour] ?? 0) + 1
    weights.months[wall.month - 1] = (weights.months[wall.month - 1] ?? 0) + 1
  }
  return weights
}

const SOURCE =
  'counted from the door log of a wellness centre, Feb 2015–Feb 2016, published by ' +
  'mgerlach-klick/gym-heatmap (7,759 rows); the log is silent from July to September'

if (import.meta.main) {
  const file = process.argv[2]
  if (file === undefined) throw new Error('name the door log to count')
  const weights = countWeights(readFileSync(file), zoneClock('Asia/Shanghai'), SOURCE)
  process.stdout.write(`${JSON.stringify(weights)}\n`)
}
