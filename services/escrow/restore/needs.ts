// Which rows facts have to see before they can be applied: whatever they name; pure.
import type { EscrowFact } from '@ticun/protocol'
import { needsOf, type Needs } from '../world/needs.ts'

const ID = /\b([a-z]{3})_[0-9A-HJKMNP-TV-Z]{26}\b/g

/** Every noun that one of these facts names, with what belongs to it. */
export function needsOfFacts(facts: readonly EscrowFact[]): Needs {
  const needs = needsOf([], false)
  const sets: Record<string, readonly Set<string>[]> = {
    mer: [needs.merchants],
    prd: [needs.products],
    ctr: [needs.contracts, needs.unfunded, needs.offers],
    lot: [needs.offers],
    ses: [needs.sessions, needs.cases],
    ref: [needs.refunds],
    cbk: [needs.chargebacks],
    pay: [needs.payouts],
    frz: [needs.holds],
    con: [needs.consumers],
    grd: [needs.guardianships],
    mrf: [needs.massRefunds, needs.massPaying],
    sus: [needs.suspense],
    // Proposals are about suspense or about interest.
    int: [needs.suspense],
  }
  for (const [id, prefix = ''] of JSON.stringify(facts).matchAll(ID)) {
    for (const set of sets[prefix] ?? []) set.add(id)
  }
  return needs
}
