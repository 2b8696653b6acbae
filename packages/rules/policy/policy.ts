// Which policy holds for an industry, a district, a kind of lot and a day.
import {
  ANYWHERE,
  type LotKind,
  type PolicyDraft,
  type PolicyKey,
  type PolicyValue,
} from '@ticun/protocol'

/** `setBy` of the rows that come with the program. */
export const BUILT_IN = 'built-in'

/** A policy that stands in a table: `setBy` is the officer's id, or `built-in`. */
export type PolicyRow = PolicyDraft & { policyId: string; setBy: string }

/** Where and when a policy is asked for; `day` is a date in Asia/Shanghai. */
export type PolicyPlace = {
  industry: string
  district: string
  /** Absent: only rows for every kind of lot answer. */
  kind?: LotKind
  day: string
}

/** A row of one key, with that key's type of value. */
export type PolicyOf<K extends PolicyKey> = Omit<PolicyRow, 'key' | 'value'> & {
  key: K
  value: PolicyValue<K>
}

/**
 * The row that holds, or undefined when no row says anything: the caller has to mean that.
 *
 * A row for the district beats one for the industry, that one beats `*`, and one for the kind of
 * lot beats one for all kinds. Among equals a book's own row beats a built-in one, then the newest
 * `from` wins, then the later id. The order of the rows does not matter.
 */
export function resolvePolicy<K extends PolicyKey>(
  rows: readonly PolicyRow[],
  key: K,
  place: PolicyPlace,
): PolicyOf<K> | undefined {
  let best: PolicyRow | undefined
  for (const row of rows) {
    if (row.key !== key || !holds(row, place)) continue
    if (!best || rank(row) > rank(best)) best = row
  }
  return best as unknown as PolicyOf<K> | undefined
}

function holds(row: PolicyRow, { industry, district, kind, day }: PolicyPlace): boolean {
  return (
    (row.industry === ANYWHERE || row.industry === industry) &&
    (row.district === ANYWHERE || row.district === district) &&
    (row.kind === undefined || row.kind === kind) &&
    row.from <= day &&
    (row.until === undefined || day <= row.until)
  )
}

/** Text that sorts by precedence; dates and ids sort as text already. */
function rank(row: PolicyRow): string {
  const narrow = [
    row.district !== ANYWHERE,
    row.industry !== ANYWHERE,
    row.kind !== undefined,
    row.setBy !== BUILT_IN,
  ]
  return `${narrow.map(Number).join('')} ${row.from} ${row.policyId}`
}
