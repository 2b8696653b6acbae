// A notice of holidays as people paste it, read into days.

export type NoticeDays = { readonly holidays: string[]; readonly workdays: string[] }

const DAY_MS = 86_400_000
const DAYS_MAX = 40
const LINE = /^(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|~|至|到)\s*(\d{4}-\d{2}-\d{2}))?[,，;；\s]+(\S+)$/
const OFF = ['off', 'holiday', '放假', '休']
const WORKED = ['work', 'worked', 'workday', '上班', '班']

/** Midnight UTC of a day that there is; NaN for others. */
function dayMs(day: string): number {
  const ms = Date.parse(`${day}T00:00:00.000Z`)
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(day) ? Number.NaN : ms
}

function span(first: string, last: string): string[] {
  const [from, to] = [dayMs(first), dayMs(last)]
  if (!(from <= to) || to - from > DAYS_MAX * DAY_MS) return []
  const count = (to - from) / DAY_MS + 1
  return Array.from({ length: count }, (_, index) =>
    new Date(from + index * DAY_MS).toISOString().slice(0, first.length),
  )
}

/**
 * The days of lines like `2027-01-01,off` or `2027-02-05..2027-02-11,放假`; empty lines do not
 * matter. The first line that says something else is given back instead.
 */
export function readNotice(text: string): NoticeDays | { readonly wrong: string } {
  const holidays: string[] = []
  const workdays: string[] = []
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '') continue
    const [, first = '', last = first, word = ''] = LINE.exec(line) ?? []
    const days = span(first, last)
    const list = OFF.includes(word.toLowerCase())
      ? holidays
      : WORKED.includes(word.toLowerCase())
        ? workdays
        : undefined
    if (!list || days.length === 0) return { wrong: line }
    list.push(...days)
  }
  return { holidays: holidays.toSorted(), workdays: workdays.toSorted() }
}
