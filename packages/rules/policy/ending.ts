// Policies that end without a successor, and the row that would carry one on.
import type { PolicyDraft } from '@ticun/protocol'
import { addDays, addMonths } from '../calendar/days.ts'
import { policyBar } from './proposal.ts'
import type { PolicyRow } from './policy.ts'

/** So many days before its end, and after it, officers are asked for a successor. */
const ASKED_DAYS = 60
const MONTHS_CARRIED_ON = 12
const SOURCE_CHARS_MAX = 200

/**
 * The rows that end within 60 days of a day (Asia/Shanghai), or ended so lately, and that no other
 * row of `rows` for the same place carries on; each with the draft that would: the same words for
 * another twelve months, never from a day that is over.
 */
export function endingPolicies(
  rows: readonly PolicyRow[],
  today: string,
): { row: PolicyRow; next: PolicyDraft }[] {
  return rows.flatMap((row) => {
    const { until } = row
    if (until === undefined) return []
    if (until > addDays(today, ASKED_DAYS) || until < addDays(today, -ASKED_DAYS)) return []
    const isCarriedOn = rows.some((other) => other !== row && isSuccessor(other, row, until))
    return isCarriedOn ? [] : [{ row, next: carriedOn(row, until, today) }]
  })
}

function isSuccessor(other: PolicyRow, row: PolicyRow, until: string): boolean {
  const isSamePlace =
    other.key === row.key &&
    other.industry === row.industry &&
    other.district === row.district &&
    other.kind === row.kind
  return isSamePlace && (other.until === undefined || other.until > until)
}

function carriedOn(row: PolicyRow, until: string, today: string): PolicyDraft {
  const { policyId: _id, setBy: _by, ...draft } = row
  const after = addDays(until, 1)
  const early = after > today ? after : today
  const from = policyBar({ ...draft, from: early, until: early }, today) ? addDays(early, 1) : early
  const source = `${draft.source}（延续 carried on）`.slice(0, SOURCE_CHARS_MAX)
  return { ...draft, from, until: addDays(addMonths(from, MONTHS_CARRIED_ON), -1), source }
}
