// How instants, hashes and shares are written (pure). Amounts: @ticun/money, never floats.
import { formatYuan, parseFen } from '@ticun/money'

const ZONE = 'Asia/Shanghai'
const DAY_MS = 86_400_000
// Swedish writes dates the ISO way: 2026-02-28 19:05.
const MINUTE = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ZONE,
  dateStyle: 'short',
  timeStyle: 'short',
})
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short' })

/** An instant as the wall clock in Shanghai shows it, to the minute. */
export function shanghaiMinute(instant: string): string {
  return MINUTE.format(new Date(instant))
}

/** The calendar day of an instant in Shanghai. */
export function shanghaiDay(instant: string): string {
  return DAY.format(new Date(instant))
}

/** The last day of a period (YYYY-MM-DD) that ends before the day `to`. */
export function lastDayBefore(to: string): string {
  return new Date(Date.parse(to) - DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length)
}

/** The last instant (UTC) of a day in Shanghai, which keeps no summer time. */
export function endOfShanghaiDay(day: string): string {
  return `${day}T15:59:59.999Z`
}

/** Fen as text → 元 with two decimals and separators. */
export function yuan(fen: string): string {
  return formatYuan(parseFen(fen))
}

/** The two ends of a hash, enough to compare by eye. */
export function shortHash(hash: string): string {
  return hash.length > 20 ? `${hash.slice(0, 10)}…${hash.slice(-6)}` : hash
}

/** How people count a slot: the first one is number 1; stored value has none. */
export function slotNumber(slot: number | undefined): string {
  return slot === undefined ? '—' : String(slot + 1)
}

type Counted = { sessionsTotal: number; sessionsUsed: number; sessionsAwaiting: number }

/** Sessions still free: a recorded one is taken before it is confirmed. */
export function sessionsLeft(pack: Readonly<Counted>): number {
  return pack.sessionsTotal - pack.sessionsUsed - pack.sessionsAwaiting
}
