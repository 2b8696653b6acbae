// Knows how banks in China write days and times, and which instants they mean.

import { YEAR_MAX } from '@ticun/protocol'

/** Shanghai has kept UTC+8 without summer time since 1992, before any statement read here. */
const SHANGHAI_OFFSET_MINUTES = 8 * 60
/** Before it Shanghai had summer time, and the house knows no bank line of then. */
const YEAR_FIRST = 1992
const MINUTE_MS = 60 * 1000
const DAY_MS = 24 * 60 * MINUTE_MS

/** 2015-02-01, 2015/02/01, 20150201; then a time with T, a space or nothing; then an offset. */
const DAY = /(\d{4})([-/]?)(\d{2})\2(\d{2})/.source
const TIME = /[T ]?(\d{2}):?(\d{2}):?(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?/.source
const PATTERN = new RegExp(`^${DAY}(?:${TIME})?$`)

/** An instant as the bank wrote it; `day` is its day in Shanghai. */
export type BankTime = {
  /** ISO, UTC, ms. */
  instant: string
  /** YYYY-MM-DD. */
  day: string
  /** True when only the day was written, or the very first instant of it. */
  startsDay: boolean
}

/** Reads a day or a time, without an offset Shanghai's; undefined if there is no such time. */
export function readBankTime(text: string): BankTime | undefined {
  const match = PATTERN.exec(text.trim())
  if (match === null) return undefined
  const part = (index: number) => Number(match[index] ?? '0')
  const [year, month, date] = [part(1), part(3), part(4)]
  const [hour, minute, second] = [part(5), part(6), part(7)]
  const dayMs = Date.UTC(year, month - 1, date)
  const real = new Date(dayMs)
  if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== date) return undefined
  if (year < YEAR_FIRST || year > YEAR_MAX) return undefined
  const endOfDay = hour === 24 && minute === 0 && second === 0
  if ((hour > 23 && !endOfDay) || minute > 59 || second > 59) return undefined
  const millisecond = Number((match[8] ?? '').padEnd(3, '0').slice(0, 3))
  const offsetMinutes = offsetOf(match[9])
  if (offsetMinutes === undefined) return undefined
  const clockMs = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
  const instantMs = dayMs + clockMs - offsetMinutes * MINUTE_MS
  const localMs = instantMs + SHANGHAI_OFFSET_MINUTES * MINUTE_MS
  return {
    instant: new Date(instantMs).toISOString(),
    day: new Date(localMs).toISOString().slice(0, 10),
    startsDay: localMs % DAY_MS === 0,
  }
}

function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined) return SHANGHAI_OFFSET_MINUTES
  if (text === 'Z') return 0
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))]
  if (hours > 14 || minutes > 59) return undefined
  return (hours * 60 + minutes) * (text.startsWith('-') ? -1 : 1)
}

/** The day after a day (YYYY-MM-DD). */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
}
