// How facts of policies change the world.
import type { Policy } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import { put, type ChangeTable } from './change.ts'

function decided(world: World, policyId: string, status: Policy['status'], by: string): void {
  const policy = world.policies.get(policyId)!
  put(world, 'policies', policyId, { ...policy, status, decidedBy: by })
}

export const policyChanges = {
  'policy.proposed': (world, { data: { policyId, policy }, actor, occurredAt }) =>
    put(world, 'policies', policyId, {
      policyId,
      policy,
      status: 'PROPOSED',
      setBy: actor.id,
      proposedAt: occurredAt,
      decidedBy: undefined,
    }),
  'policy.set': (world, { data, actor }) => decided(world, data.policyId, 'IN_FORCE', actor.id),
  'policy.rejected': (world, { data, actor }) =>
    decided(world, data.policyId, 'REJECTED', actor.id),
} satisfies Partial<ChangeTable>
