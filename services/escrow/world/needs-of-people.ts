// Which rows commands about sessions and about guardianships have to see.
import type { Command } from '../command/command.ts'
import type { Needs } from './needs.ts'

type OfSession =
  'confirm-session' | 'reverse-session' | 'dispute-session' | 'answer-dispute' | 'settle-dispute'

/** A session; what is to be settled about it, unless it is only confirmed. */
export function noteSession(needs: Needs, command: Extract<Command, { verb: OfSession }>): void {
  needs.sessions.add(command.sessionId)
  if (command.verb !== 'confirm-session') needs.cases.add(command.sessionId)
}

type OfPeople =
  'ask-guardianship' | 'decide-guardianship' | 'end-guardianship' | 'accept-offer' | 'end-offer'

/** A guardianship, of who is asked for one all; or an offer. */
export function notePeople(needs: Needs, command: Extract<Command, { verb: OfPeople }>): void {
  if ('offerId' in command) needs.offers.add(command.offerId)
  else if (command.verb === 'ask-guardianship') needs.people.add(command.wardId)
  else needs.guardianships.add(command.guardianshipId)
}

/** Whom a consumer guards, and who guards her. */
export function noteActor(needs: Needs, { actor }: Command): void {
  if (actor.role === 'consumer' && actor.party !== undefined) needs.people.add(actor.party)
}
