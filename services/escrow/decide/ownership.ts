// Whose contract it is: nobody moves what is not theirs.
import type { Actor } from '@ticun/protocol'

/** Whether the actor is a party of it, or her guardian; officers oversee everything. */
export function isParty(
  actor: Actor,
  owned: { merchantId: string; consumerId: string; guardianId?: string | undefined },
): boolean {
  const { party } = actor
  if (actor.role === 'merchant') return party === owned.merchantId
  if (actor.role === 'consumer') {
    return party !== undefined && (party === owned.consumerId || party === owned.guardianId)
  }
  return actor.role === 'officer'
}
