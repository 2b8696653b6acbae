// How proposals change the world: what one officer wants, until another one agrees.
import type { Proposal } from '../../world/proposal.ts'
import type { World } from '../../world/world.ts'
import { put } from './change.ts'

/** A newer proposal takes the place of one that waits. */
export function propose(world: World, proposal: Omit<Proposal, 'isOpen'>): void {
  put(world, 'proposals', proposal.subjectId, { ...proposal, isOpen: true })
}

/** It is done; no effect when none waits. */
export function closeProposal(world: World, subjectId: string): void {
  const proposal = world.proposals.get(subjectId)
  if (proposal?.isOpen) put(world, 'proposals', subjectId, { ...proposal, isOpen: false })
}
