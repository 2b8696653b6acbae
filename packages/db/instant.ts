// Reads Postgres' text of a timestamptz: the one place where an instant comes out of a database.

/** 2015-02-02 08:11:00.123456+08, 0001-01-01 00:00:00+00, 4000-01-01 00:00:00+00 BC. */
const TIME = /(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?/.source
const OFFSET = /([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?/.source
const TEXT = new RegExp(`^(\\d{4,6})-(\\d\\d)-(\\d\\d) ${TIME}${OFFSET}( BC)?$`)
const MS_DIGITS = 3
const MINUTE_MS = 60_000

/**
 * ISO 8601, UTC, cut to milliseconds: the one form that facts and entries use. `Date` would take
 * the year 0001 for 2001 and not know a year before it. Throws on `infinity`, which no column has.
 */
export function instantFrom(text: string): string {
  const found = TEXT.exec(text)
  if (found === null) throw new RangeError(`no instant of Postgres: ${text}`)
  const part = (index: number) => Number(found[index] ?? '0')
  const [year, month, day] = [found[12] ? 1 - part(1) : part(1), part(2), part(3)]
  const ms = Number((found[7] ?? '').padEnd(MS_DIGITS, '0').slice(0, MS_DIGITS))
  const offsetMs = (part(9) * 60 + part(10)) * MINUTE_MS + part(11) * 1_000
  const at = new Date(0)
  // `Date.UTC` would take the years 0 to 99 for 1900 to 1999.
  at.setUTCFullYear(year, month - 1, day)
  at.setUTCHours(part(4), part(5), part(6), ms)
  return new Date(at.getTime() + (found[8] === '-' ? offsetMs : -offsetMs)).toISOString()
}
