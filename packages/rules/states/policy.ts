// The life of a policy of a book, as one table.
import { POLICY_STATUSES, type PolicyStatus } from '@ticun/protocol'
import type { Machine } from './machine.ts'

/** From, fact, to. One in force ends by its own last day, or gives way to a newer one. */
export const policyMachine = {
  subject: 'policy',
  states: POLICY_STATUSES,
  births: [['policy.proposed', 'PROPOSED']],
  moves: [
    ['PROPOSED', 'policy.set', 'IN_FORCE'],
    ['PROPOSED', 'policy.rejected', 'REJECTED'],
  ],
} as const satisfies Machine<PolicyStatus>
