// The states of a merchant, what moves it between them, and what each of them allows; pure.
import { MERCHANT_STATES, type MerchantState } from '@ticun/protocol'
import type { Machine } from './machine.ts'

/** By which fact a merchant comes into each state. */
export const MERCHANT_FACTS = {
  ACTIVE: 'merchant.activated',
  WATCH: 'merchant.watched',
  SALES_STOPPED: 'merchant.sales_stopped',
  PAYOUT_FROZEN: 'merchant.payouts_frozen',
  WIND_DOWN: 'merchant.wind_down_started',
  ABSCONDED: 'merchant.absconded',
  CLOSED: 'merchant.closed',
} as const satisfies Partial<Record<MerchantState, string>>

/** States that an enrolled merchant can be moved into. */
export type MerchantAim = keyof typeof MERCHANT_FACTS

/** From where each state can be reached. A closed merchant stays closed. */
const REACHED_FROM: Record<MerchantAim, readonly MerchantState[]> = {
  ACTIVE: ['ONBOARDING', 'WATCH', 'SALES_STOPPED', 'PAYOUT_FROZEN', 'WIND_DOWN', 'ABSCONDED'],
  WATCH: ['ACTIVE', 'SALES_STOPPED', 'PAYOUT_FROZEN'],
  SALES_STOPPED: ['ACTIVE', 'WATCH', 'PAYOUT_FROZEN'],
  PAYOUT_FROZEN: ['ACTIVE', 'WATCH', 'SALES_STOPPED', 'WIND_DOWN'],
  WIND_DOWN: ['ACTIVE', 'WATCH', 'SALES_STOPPED', 'PAYOUT_FROZEN'],
  ABSCONDED: ['ACTIVE', 'WATCH', 'SALES_STOPPED', 'PAYOUT_FROZEN', 'WIND_DOWN'],
  CLOSED: ['ONBOARDING', 'WIND_DOWN', 'ABSCONDED'],
}

const AIMS = Object.keys(MERCHANT_FACTS) as MerchantAim[]

export const merchantMachine: Machine<MerchantState> = {
  subject: 'merchant',
  states: MERCHANT_STATES,
  births: [
    ['merchant.enrolled', 'ONBOARDING'],
    ['merchant.enrolled', 'ACTIVE'],
  ],
  moves: AIMS.flatMap((to) =>
    REACHED_FROM[to].map((from) => [from, MERCHANT_FACTS[to], to] as const),
  ),
}

/**
 * Which confirmations a merchant's state lets happen: any; only those of the consumer or her
 * guardian, of sessions before the day on which the merchant stopped (F13); none.
 */
export type Confirming = 'ANY' | 'BEFORE_STOP' | 'NONE'

export type Allowance = {
  /** Sign, renew, upgrade: take prepayments. */
  sell: boolean
  /** Record sessions. */
  record: boolean
  /** Be paid what it has earned. */
  payout: boolean
  /** Silence counts as confirmation. */
  deemed: boolean
  confirm: Confirming
}

const NOTHING: Allowance = {
  sell: false,
  record: false,
  payout: false,
  deemed: false,
  confirm: 'NONE',
}
const EVERYTHING: Allowance = {
  sell: true,
  record: true,
  payout: true,
  deemed: true,
  confirm: 'ANY',
}

/**
 * What each state allows. An operator in trouble takes no prepayments (consumer regulation art 22).
 * Frozen payouts: the service may go on, but only what consumers themselves confirm counts (F13).
 * Wind-down: it serves and is paid through the notice. Absconded: what consumers confirm of before
 * the stop, and nothing else. Refunds are never the merchant's to allow, so they are not here.
 */
export const MERCHANT_ALLOWS: Record<MerchantState, Allowance> = {
  ONBOARDING: NOTHING,
  ACTIVE: EVERYTHING,
  WATCH: EVERYTHING,
  SALES_STOPPED: { ...EVERYTHING, sell: false },
  PAYOUT_FROZEN: { ...NOTHING, record: true, confirm: 'BEFORE_STOP' },
  WIND_DOWN: { ...EVERYTHING, sell: false },
  ABSCONDED: { ...NOTHING, confirm: 'BEFORE_STOP' },
  CLOSED: NOTHING,
}

/**
 * Whether a consumer's own confirmation counts for a session of `day` (Shanghai date).
 * `stoppedOn`: the day on which the merchant stopped serving; unknown, no day lies after it.
 */
export function mayConfirm(state: MerchantState, day: string, stoppedOn?: string): boolean {
  const { confirm } = MERCHANT_ALLOWS[state]
  if (confirm === 'BEFORE_STOP') return stoppedOn === undefined || day < stoppedOn
  return confirm === 'ANY'
}

/**
 * Whether a second officer has to approve the move: what ends a merchant, and what gives it back
 * rights that were taken.
 */
export function needsSecondOfficer(from: MerchantState, to: MerchantAim): boolean {
  if (to === 'ABSCONDED' || to === 'CLOSED') return true
  return to === 'ACTIVE' && from !== 'ONBOARDING'
}
