// Whose contract it is: nobody moves what is not theirs.
import type { Actor } from '@ticun/protocol'
import { guardianshipsOf, isInForce, type Guardianship } from '../world/guardianship.ts'
import type { World } from '../world/world.ts'

type Owned = { merchantId: string; consumerId: string }
/** Who asks, and when (UTC). */
type Asking = { actor: Actor; now: string }

/** Whether the actor is the merchant or the consumer of it; officers oversee everything. */
export function isOwn({ role, party }: Actor, owned: Owned): boolean {
  if (role === 'merchant') return party === owned.merchantId
  if (role === 'consumer') return party === owned.consumerId
  return role === 'officer'
}

/** The guardianships in force by which the actor acts for this consumer. */
function powersOf(world: World, { actor, now }: Asking, consumerId: string): Guardianship[] {
  const { role, party } = actor
  if (role !== 'consumer' || party === undefined) return []
  return guardianshipsOf(world, party).filter(
    (each) => each.guardianId === party && each.wardId === consumerId && isInForce(each, now),
  )
}

/**
 * Whether the actor is a party of it, or the guardian of its consumer: who may read, confirm and
 * dispute.
 */
export function isParty(world: World, asking: Asking, owned: Owned): boolean {
  return isOwn(asking.actor, owned) || powersOf(world, asking, owned.consumerId).length > 0
}

/**
 * Whether the actor may ask for what is due, a refund or a suspension: a party, or a guardian by
 * decision. One who was merely accepted asks for nothing in her name.
 */
export function mayClaim(world: World, asking: Asking, owned: Owned): boolean {
  const isGuardian = ({ decided }: Guardianship) => decided
  return isOwn(asking.actor, owned) || powersOf(world, asking, owned.consumerId).some(isGuardian)
}

/**
 * Whether the actor may bind the consumer, or give away what is hers: she herself, or a guardian by
 * decision of two officers; of a minor that guardian alone.
 */
export function isHolder(world: World, asking: Asking, { consumerId }: Owned): boolean {
  const { role, party } = asking.actor
  if (role !== 'consumer' || party === undefined) return false
  if (party !== consumerId) {
    return powersOf(world, asking, consumerId).some(({ decided }) => decided)
  }
  return !guardianshipsOf(world, party).some(
    (each) =>
      each.wardId === party && each.kind === 'MINOR' && each.decided && isInForce(each, asking.now),
  )
}

/** Whether the actor may sign for its side: a merchant for itself, or who may bind the consumer. */
export function mayBind(world: World, asking: Asking, owned: Owned): boolean {
  return asking.actor.role === 'consumer'
    ? isHolder(world, asking, owned)
    : isOwn(asking.actor, owned)
}
