// Formula F21: what one consumer may have prepaid at one merchant, at a sale and at a renewal.
import type { Fen } from '@ticun/money'
import { LOT_KINDS, type LotKind, type LotTerms, type RefusalCode } from '@ticun/protocol'
import { lotBalance, type LotState } from '../lot.ts'
import { slotsOf } from '../slots.ts'
import { resolvePolicy, type PolicyOf, type PolicyPlace, type PolicyRow } from './policy.ts'

/** Measures that count together: memberships, sessions, and stored value with all the rest. */
export type CapClass = 'MEMBERSHIP' | 'SESSIONS' | 'STORED_VALUE'

export function capClassOf(kind: LotKind): CapClass {
  if (kind === 'TERM_CARD') return 'MEMBERSHIP'
  return kind === 'STORED_VALUE' ? 'STORED_VALUE' : 'SESSIONS'
}

/** The caps in force for a kind of lot; undefined or a value of null: there is none. */
export type Caps = {
  amount: PolicyOf<'cap_amount'> | undefined
  sessions: PolicyOf<'cap_sessions'> | undefined
  months: PolicyOf<'cap_months'> | undefined
  total: PolicyOf<'cap_consumer_total'> | undefined
}

export function capsOf(rows: readonly PolicyRow[], place: PolicyPlace & { kind: LotKind }): Caps {
  return {
    amount: resolvePolicy(rows, 'cap_amount', place),
    sessions: resolvePolicy(rows, 'cap_sessions', place),
    months: resolvePolicy(rows, 'cap_months', place),
    total: resolvePolicy(rows, 'cap_consumer_total', place),
  }
}

const CAP_KEYS = ['cap_amount', 'cap_sessions', 'cap_months', 'cap_consumer_total'] as const

/**
 * Whether any policy says anything of caps at a place, for whatever kind of lot; a value of null
 * says it too. Where none does, nothing limits a sale, and somebody should be told.
 */
export function saysCaps(rows: readonly PolicyRow[], place: Omit<PolicyPlace, 'kind'>): boolean {
  return CAP_KEYS.some((key) =>
    LOT_KINDS.some((kind) => resolvePolicy(rows, key, { ...place, kind }) !== undefined),
  )
}

/** What is prepaid and not served yet: fen, sessions (gifts included), months and days of term. */
export type Prepaid = { fen: Fen; sessions: number; months: number; days: number }

export const NOTHING_PREPAID: Prepaid = { fen: 0n, sessions: 0, months: 0, days: 0 }

/** All of a lot that is about to be sold at its price. */
export function prepaidBy(terms: LotTerms, priceFen: Fen): Prepaid {
  return { fen: priceFen, ...amountsOf(terms, slotsOf(terms)) }
}

/** What is left of a funded lot: held and disputed fen, and the slots that they stand for. */
export function prepaidLeft(lot: LotState): Prepaid {
  const { heldFen, disputedFen } = lotBalance(lot)
  const open = Array.from(lot.slotStates).filter((state) => 'FSRD'.includes(state)).length
  const fen = heldFen + disputedFen
  // A term of a lot without slots lasts as long as money lies on it.
  const isOpen = open > 0 || (lot.terms.kind === 'STORED_VALUE' && fen > 0n)
  return { fen, ...(isOpen ? amountsOf(lot.terms, open) : { sessions: 0, months: 0, days: 0 }) }
}

function amountsOf(terms: LotTerms, slots: number): Omit<Prepaid, 'fen'> {
  switch (terms.kind) {
    case 'SESSION_PACK':
      return { sessions: slots, months: 0, days: 0 }
    case 'HYBRID':
      return { sessions: slots, months: 0, days: terms.validityDays }
    case 'TERM_CARD':
      return terms.unit === 'MONTH'
        ? { sessions: 0, months: slots, days: 0 }
        : { sessions: 0, months: 0, days: slots }
    case 'STORED_VALUE':
      return { sessions: 0, months: 0, days: terms.validityDays ?? 0 }
  }
}

/** Several lots together. */
export function addPrepaid(all: readonly Prepaid[]): Prepaid {
  return all.reduce(
    (sum, { fen, sessions, months, days }) => ({
      fen: sum.fen + fen,
      sessions: sum.sessions + sessions,
      months: sum.months + months,
      days: sum.days + days,
    }),
    NOTHING_PREPAID,
  )
}

export type CapBreach = {
  code: Extract<RefusalCode, `cap_${string}`>
  policyId: string
  /** Fen, sessions or months. */
  limit: string
  /** What it would be, in the same unit; a term in days says so. */
  value: string
  source: string
}

/** What a consumer already has at the merchant: of the new lot's class, and of all classes. */
export type Outstanding = { ofClass: Prepaid; totalFen: Fen }

export const NOTHING_OUTSTANDING: Outstanding = { ofClass: NOTHING_PREPAID, totalFen: 0n }

/**
 * The caps that selling `offer` would break, in the order of their codes (F21; 沪体规文〔2025〕1号
 * art 8). What is not served yet counts with the new lot, so a renewal is held to the same caps as
 * a sale. Reaching a cap is allowed (不得超过). Gifted sessions count: the notice does not say, and
 * that is the safe reading.
 */
export function capBreaches(caps: Caps, offer: Prepaid, had: Outstanding): CapBreach[] {
  const all = addPrepaid([had.ofClass, offer])
  return [
    fenBreach('cap_amount_exceeded', caps.amount, all.fen),
    sessionsBreach(caps.sessions, all.sessions),
    termBreach(caps.months, all),
    fenBreach('cap_total_exceeded', caps.total, had.totalFen + offer.fen),
  ].filter((breach) => breach !== undefined)
}

function fenBreach(
  code: CapBreach['code'],
  cap: { value: string | null; policyId: string; source: string } | undefined,
  fen: Fen,
): CapBreach | undefined {
  if (!cap || cap.value === null || fen <= BigInt(cap.value)) return undefined
  const { policyId, source, value: limit } = cap
  return { code, policyId, source, limit, value: fen.toString() }
}

function sessionsBreach(cap: Caps['sessions'], sessions: number): CapBreach | undefined {
  if (!cap || cap.value === null || sessions <= cap.value) return undefined
  const { policyId, source, value } = cap
  const code = 'cap_sessions_exceeded'
  return { code, policyId, source, limit: String(value), value: String(sessions) }
}

function termBreach(cap: Caps['months'], { months, days }: Prepaid): CapBreach | undefined {
  if (!cap || cap.value === null) return undefined
  const monthsLeft = cap.value - months
  if (monthsLeft >= 0 && days <= daysInMonths(monthsLeft)) return undefined
  const { policyId, source, value } = cap
  const parts = [months > 0 ? `${months} months` : '', days > 0 ? `${days} days` : '']
  const term = parts.filter((part) => part !== '').join(' + ')
  return { code: 'cap_term_exceeded', policyId, source, limit: `${value} months`, value: term }
}

const MONTH_DAYS_LEAP = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const MONTH_DAYS = [31, 28, ...MONTH_DAYS_LEAP.slice(2)] as const
const FOUR_YEARS = [...MONTH_DAYS_LEAP, ...MONTH_DAYS, ...MONTH_DAYS, ...MONTH_DAYS]
const DAYS_IN_FOUR_YEARS = 1461

/**
 * The most days that this many calendar months in a row can have: 92 in three, 731 in 24. A term of
 * days is not longer than a term of months as long as some months are as long as it.
 */
export function daysInMonths(months: number): number {
  const cycles = Math.floor(months / FOUR_YEARS.length)
  const rest = months % FOUR_YEARS.length
  const longest = FOUR_YEARS.map((_, start) => {
    let sum = 0
    for (let index = start; index < start + rest; index += 1) {
      sum += FOUR_YEARS[index % FOUR_YEARS.length]!
    }
    return sum
  })
  return cycles * DAYS_IN_FOUR_YEARS + Math.max(...longest)
}
