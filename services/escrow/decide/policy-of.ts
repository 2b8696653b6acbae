// Which policy holds for a merchant now: the book's own rows and the built-in ones.
import type { LotKind, PolicyKey, PolicyValue } from '@ticun/protocol'
import {
  BUILT_IN_POLICIES,
  resolvePolicy,
  saysCaps,
  shanghaiDate,
  type KeyByKind,
  type PolicyOf,
  type PolicyPlace,
  type PolicyRow,
} from '@ticun/rules'
import type { Merchant, Policy } from '../world/nouns.ts'
import type { World } from '../world/world.ts'

/** Keys that a built-in row for every industry always answers. */
export type DefaultedKey = Exclude<PolicyKey, `cap_${string}`>

/** Rows that can hold: of the book, those that two officers have set. */
export function policyRows(policies: Iterable<Policy>): PolicyRow[] {
  const own = Array.from(policies).filter(({ status }) => status === 'IN_FORCE')
  return [
    ...own.map(({ policy, policyId, setBy }) => ({ ...policy, policyId, setBy })),
    ...BUILT_IN_POLICIES,
  ]
}

/** Where a merchant stands at an instant (UTC). */
export function placeOf(
  { industry, district }: Pick<Merchant, 'industry' | 'district'>,
  now: string,
  kind?: LotKind,
): PolicyPlace {
  return { industry, district, day: shanghaiDate(now), ...(kind ? { kind } : {}) }
}

/** The kind of lot, where a key is asked for by it: then it must be given, and else it may not. */
type KindFor<K extends PolicyKey> = K extends KeyByKind ? [kind: LotKind] : []

/**
 * The policy of a key for a merchant of the world at an instant (UTC); undefined when nothing is
 * said, which only a cap can be.
 */
export function policyOf<K extends PolicyKey>(
  world: World,
  key: K,
  merchantId: string,
  now: string,
  ...[kind]: KindFor<K>
): PolicyOf<K> | undefined {
  const merchant = world.merchants.get(merchantId)
  if (!merchant) throw new Error(`the world does not know ${merchantId}`)
  return resolvePolicy(policyRows(world.policies.values()), key, placeOf(merchant, now, kind))
}

/** What a view of a merchant says where no policy caps anything for it at an instant (UTC). */
export function capsNote(
  rows: readonly PolicyRow[],
  merchant: Pick<Merchant, 'industry' | 'district'>,
  now: string,
): { uncapped?: true } {
  return saysCaps(rows, placeOf(merchant, now)) ? {} : { uncapped: true }
}

/** The value of a policy that is always said. */
export function policyValue<K extends DefaultedKey>(
  world: World,
  key: K,
  merchantId: string,
  now: string,
  ...kind: KindFor<K>
): PolicyValue<K> {
  return said(policyOf(world, key, merchantId, now, ...kind), key)
}

function said<K extends DefaultedKey>(found: PolicyOf<K> | undefined, key: K): PolicyValue<K> {
  if (!found) throw new Error(`no policy says ${key}`)
  return found.value
}
