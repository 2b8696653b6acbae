// What one officer proposes about money that is nobody's, or a calendar, another one approves.
import { refuse, type Actor, type Refusal } from '@ticun/protocol'
import type { Proposal } from '../world/proposal.ts'
import type { World } from '../world/world.ts'

/** Who proposes says what; who approves says the same: nobody approves what was not seen. */
export type Step = 'PROPOSE' | 'APPROVE'

/**
 * The proposal that this officer may approve: it waits, it says the same, and it is somebody
 * else's. Refused: unknown_change, same_person.
 */
export function proposalFor(
  world: World,
  subjectId: string,
  said: Readonly<Record<string, string>>,
  actor: Actor,
): Proposal | Refusal {
  const proposal = world.proposals.get(subjectId)
  const what: Readonly<Record<string, string>> = proposal?.what ?? {}
  const isSame = Object.entries(said).every(([key, value]) => what[key] === value)
  if (!proposal?.isOpen || !isSame) return refuse('unknown_change', subjectId)
  if (proposal.by === actor.id) return refuse('same_person', 'somebody else has to approve')
  return proposal
}
