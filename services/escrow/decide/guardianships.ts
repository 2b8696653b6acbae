// Guardianships: asked by one side and accepted by the other, or decided by two officers.
import { refuse, type Actor, type EscrowFact, type Refusal } from '@ticun/protocol'
import { shanghaiDate } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import { guardianshipsOf, isInForce, type Guardianship } from '../world/guardianship.ts'
import type { World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>
type Told = EscrowFact | Refusal

/**
 * Asks to be somebody's guardian, or for somebody as guardian; an officer asks on evidence. Nobody
 * may do anything by it yet. Refused: not_yours, id_taken, evidence_missing, expiry_passed,
 * guardian_of_self, guardianship_exists.
 */
export function askGuardianship(
  world: World,
  command: Of<'ask-guardianship'>,
  speak: Speak,
): Decision {
  const { guardianshipId, wardId, guardianId, kind, until, evidenceSha256, actor } = command
  if (actor.role === 'consumer' && actor.party !== wardId && actor.party !== guardianId) {
    return refuse('not_yours')
  }
  if (world.guardianships.has(guardianshipId)) return refuse('id_taken', guardianshipId)
  if (actor.role === 'officer' && !evidenceSha256) return refuse('evidence_missing')
  if (until !== undefined && until <= shanghaiDate(command.now)) {
    return refuse('expiry_passed', until)
  }
  if (wardId === guardianId) return refuse('guardian_of_self')
  const twin = guardianshipsOf(world, wardId).find(
    (each) => each.guardianId === guardianId && each.wardId === wardId && isAlive(each),
  )
  if (twin && (twin.status === 'ASKED' || isInForce(twin, command.now))) {
    return refuse('guardianship_exists')
  }
  const ids = { guardianshipId, wardId, guardianId }
  // One that a majority ended makes room for the next.
  const over = twin ? [ended(twin, speak)] : []
  const asked = speak('guardianship.asked', guardianshipId, {
    ...ids,
    kind,
    ...(until === undefined ? {} : { until }),
    ...(evidenceSha256 && actor.role === 'officer' ? { evidenceSha256 } : {}),
  })
  return answered(world, command.guardianshipId, [...over, asked])
}

const isAlive = ({ status }: Guardianship) => status === 'ASKED' || status === 'IN_FORCE'

const idsOf = ({ guardianshipId, wardId, guardianId }: Guardianship) => ({
  guardianshipId,
  wardId,
  guardianId,
})

function ended(each: Guardianship, speak: Speak, evidenceSha256?: string): EscrowFact {
  const proof = evidenceSha256 === undefined ? {} : { evidenceSha256 }
  return speak('guardianship.ended', each.guardianshipId, { ...idsOf(each), ...proof })
}

/** Which side of it somebody is; undefined for anybody else. */
function sideOf(each: Guardianship, { role, party }: Actor): Guardianship['askedBy'] | undefined {
  if (role === 'officer') return 'OFFICER'
  if (role !== 'consumer') return undefined
  if (party === each.wardId) return 'WARD'
  return party === each.guardianId ? 'GUARDIAN' : undefined
}

/**
 * The other side accepts or declines what one side asked; officers decide with evidence, the second
 * one another than the first. Refused: unknown_guardianship, not_yours, same_person,
 * evidence_missing, guardianship_not_open.
 */
export function decideGuardianship(
  world: World,
  command: Of<'decide-guardianship'>,
  speak: Speak,
): Decision {
  const each = world.guardianships.get(command.guardianshipId)
  if (!each) return refuse('unknown_guardianship', command.guardianshipId)
  const side = sideOf(each, command.actor)
  const isOfficers = ['APPROVE', 'REJECT'].includes(command.body.decision)
  if (side === undefined || isOfficers !== (side === 'OFFICER')) return refuse('not_yours')
  const told = side === 'OFFICER' ? byOfficer(each, command, speak) : byParty(each, command, speak)
  return 'refused' in told ? told : answered(world, each.guardianshipId, [told])
}

function byParty(each: Guardianship, command: Of<'decide-guardianship'>, speak: Speak): Told {
  const { actor, body } = command
  // What officers ask is theirs to decide; nobody says yes to her own wish.
  if (each.askedBy === 'OFFICER' || each.askedBy === sideOf(each, actor)) return refuse('not_yours')
  if (each.status !== 'ASKED') return refuse('guardianship_not_open', each.status)
  const type = body.decision === 'ACCEPT' ? 'guardianship.accepted' : 'guardianship.declined'
  return speak(type, each.guardianshipId, idsOf(each))
}

function byOfficer(each: Guardianship, command: Of<'decide-guardianship'>, speak: Speak): Told {
  const { guardianshipId, pending } = each
  const { actor, body } = command
  if (!isAlive(each)) return refuse('guardianship_not_open', each.status)
  if (!pending) {
    if (each.status !== 'ASKED') return refuse('guardianship_not_open', each.status)
    if (body.decision === 'REJECT') {
      return speak('guardianship.declined', guardianshipId, idsOf(each))
    }
    return proposed(each, 'IN_FORCE', body.evidenceSha256, speak)
  }
  if (body.decision === 'REJECT') {
    const isOff = each.status === 'ASKED' && each.askedBy === 'OFFICER'
    const type = isOff ? 'guardianship.declined' : 'guardianship.kept'
    return speak(type, guardianshipId, idsOf(each))
  }
  if (pending.by === actor.id) return refuse('same_person')
  const { evidenceSha256 } = pending
  if (pending.to === 'ENDED') return ended(each, speak, evidenceSha256)
  return speak('guardianship.decided', guardianshipId, { ...idsOf(each), evidenceSha256 })
}

function proposed(
  each: Guardianship,
  to: 'IN_FORCE' | 'ENDED',
  evidenceSha256: string | undefined,
  speak: Speak,
): Told {
  if (!evidenceSha256) return refuse('evidence_missing')
  const data = { ...idsOf(each), to, evidenceSha256 }
  return speak('guardianship.proposed', each.guardianshipId, data)
}

/**
 * Ends it: either of the two, alone, where nobody decided it for them, or who asked takes it back.
 * An officer proposes it on evidence, and a second one approves. Refused: unknown_guardianship,
 * not_yours, evidence_missing, guardianship_not_open, guardianship_decided.
 */
export function endGuardianship(
  world: World,
  command: Of<'end-guardianship'>,
  speak: Speak,
): Decision {
  const each = world.guardianships.get(command.guardianshipId)
  if (!each) return refuse('unknown_guardianship', command.guardianshipId)
  const side = sideOf(each, command.actor)
  if (side === undefined) return refuse('not_yours')
  const told = end(each, side, command, speak)
  return 'refused' in told ? told : answered(world, each.guardianshipId, [told])
}

function end(
  each: Guardianship,
  side: Guardianship['askedBy'],
  { evidenceSha256 }: Of<'end-guardianship'>,
  speak: Speak,
): Told {
  const { status, pending, askedBy, decided, guardianshipId } = each
  if (!isAlive(each)) return refuse('guardianship_not_open', status)
  if (side === 'OFFICER') {
    if (pending) return refuse('guardianship_not_open', pending.to)
    if (status === 'ASKED') return refuse('guardianship_not_open', status)
    return proposed(each, 'ENDED', evidenceSha256, speak)
  }
  if (status === 'ASKED') {
    if (askedBy !== side) return refuse('not_yours')
    return speak('guardianship.declined', guardianshipId, idsOf(each))
  }
  return decided ? refuse('guardianship_decided') : ended(each, speak)
}

/** The answer is an id alone: what it is now is read when it is shown. */
function answered(_world: World, guardianshipId: string, facts: EscrowFact[]): Decision {
  return { facts, answer: () => () => ({ guardianshipId }) }
}
