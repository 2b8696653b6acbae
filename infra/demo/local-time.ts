// Knows when a wall clock in some time zone showed a given day and time.

/** What a wall clock shows; `month` counts from 1. */
export type WallTime = {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

/** A clock of one zone: both directions between its wall time and UTC. */
export type ZoneClock = {
  zone: string
  /** The UTC instant in ms, or undefined when the wall clock never showed it. */
  toUtcMs: (wall: WallTime) => number | undefined
  toWall: (utcMs: number) => WallTime
}

const WALL_FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const

/** No zone was ever further from UTC than this. */
const OFFSET_MAX_MS = 24 * 60 * 60 * 1000

/**
 * Makes the clock of an IANA zone such as `Asia/Shanghai`.
 * Throws a RangeError when the platform does not know the zone.
 */
export function zoneClock(zone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const toWall = (utcMs: number): WallTime => {
    const wall: WallTime = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
    for (const { type, value } of format.formatToParts(utcMs)) {
      if (isWallField(type)) wall[type] = Number(value)
    }
    return wall
  }
  const offsetMs = (utcMs: number): number => asUtcMs(toWall(utcMs)) - utcMs

  const toUtcMs = (wall: WallTime): number | undefined => {
    const asIfUtc = asUtcMs(wall)
    if (!sameWall(wallOfUtc(asIfUtc), wall)) return undefined
    // The zone's offset can change near the wanted time, so both sides are tried. The earlier
    // reading wins when clocks were set back; none fits in the gap when they were set forward.
    const offsets = [offsetMs(asIfUtc - OFFSET_MAX_MS), offsetMs(asIfUtc + OFFSET_MAX_MS)]
    const candidates = offsets.map((offset) => asIfUtc - offset).toSorted((a, b) => a - b)
    return candidates.find((candidate) => sameWall(toWall(candidate), wall))
  }
  return { zone, toUtcMs, toWall }
}

/** The calendar day of a wall time, YYYY-MM-DD. */
export function dayOf(wall: WallTime): string {
  return `${pad(wall.year, 4)}-${pad(wall.month, 2)}-${pad(wall.day, 2)}`
}

/** Day of the week of a wall time: Monday is 0, Sunday is 6. */
export function weekdayOf(wall: WallTime): number {
  return (new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay() + 6) % 7
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

function isWallField(type: string): type is keyof WallTime {
  return WALL_FIELDS.some((field) => field === type)
}

function asUtcMs(wall: WallTime): number {
  const { year, month, day, hour, minute, second } = wall
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

function wallOfUtc(ms: number): WallTime {
  const date = new Date(ms)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  }
}

function sameWall(a: WallTime, b: WallTime): boolean {
  return WALL_FIELDS.every((field) => a[field] === b[field])
}
