// A timer: something that comes due at an instant, unless it is cleared before.

/** What comes due; the subject is the noun that it is about. */
export const TIMER_KINDS = [
  'CONFIRM_SESSION', // deemed confirmation; subject: session
  'LAPSE_SESSION', // nobody confirmed it; subject: session
  'AGREE_REFUND', // deemed agreement; subject: refund
  'ACCRUE_LOT', // the next unit of a term card; subject: lot
  'EXPIRE_LOT', // the end of validity; subject: lot
  'RESUME_LOT', // the end of what a suspension may last; subject: lot
  'LAPSE_PART_PAYMENT', // a price that was not completed; subject: lot
  'LAPSE_UPGRADE', // a difference that was not paid; subject: lot
  'LAPSE_OFFER', // an offer that she did not accept; subject: offer
  'END_NOTICE', // the notice of a wind-down; subject: merchant
  'PAY_MASS_REFUND', // the next lines of a schedule; subject: mass refund
] as const

export type TimerKind = (typeof TIMER_KINDS)[number]

export type Timer = {
  kind: TimerKind
  /** Id of the noun that it is about. */
  subject: string
  /** UTC. */
  dueAt: string
  /** Whose lot it is, and of which contract: what a lot is found by. */
  contractId?: string | undefined
  merchantId?: string | undefined
}

/** One timer of a kind for each subject. */
export function timerKey({ kind, subject }: Pick<Timer, 'kind' | 'subject'>): string {
  return `${kind}/${subject}`
}

/** What a key names. */
export function timerOf(key: string): Pick<Timer, 'kind' | 'subject'> {
  const slash = key.indexOf('/')
  return { kind: key.slice(0, slash) as TimerKind, subject: key.slice(slash + 1) }
}
