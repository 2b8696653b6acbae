// Whose contract it is: nobody moves what is not theirs.
import type { Actor } from '@ticun/protocol'

/** Whether the actor is a party of it; officers oversee everything. */
export function isParty(actor: Actor, owned: { merchantId: string; consumerId: string }): boolean {
  if (actor.role === 'merchant') return actor.party === owned.merchantId
  if (actor.role === 'consumer') return actor.party === owned.consumerId
  return actor.role === 'officer'
}
