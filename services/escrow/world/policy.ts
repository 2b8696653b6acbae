// A policy of the book's own, as decisions see it.
import type { PolicyDraft, PolicyStatus } from '@ticun/protocol'

/** A policy of the book's own. */
export type Policy = {
  policyId: string
  status: Exclude<PolicyStatus, 'BUILT_IN'>
  policy: PolicyDraft
  /** The officer who proposed it. */
  setBy: string
  proposedAt: string
  /** The officer who approved or rejected it. */
  decidedBy: string | undefined
}
