// Which rows commands about sessions and about guardianships have to see.
import { codeWindowSpan } from '@ticun/rules'
import type { Command, SessionWish } from '../command/command.ts'
import { dayOf } from '../decide/told.ts'
import type { Needs } from './needs.ts'

type OfSession =
  | 'confirm-session'
  | 'reverse-session'
  | 'dispute-session'
  | 'answer-dispute'
  | 'ask-decision'
  | 'settle-dispute'

/** A session; what is to be settled about it, unless it is only confirmed. */
export function noteSession(needs: Needs, command: Extract<Command, { verb: OfSession }>): void {
  needs.sessions.add(command.sessionId)
  if (command.verb !== 'confirm-session') needs.cases.add(command.sessionId)
}

type Visits = Extract<Command, { verb: 'record-session' | 'record-sessions' }>

/** Sessions to record, each at its own time or that of the command. */
export function noteVisits(needs: Needs, command: Visits): void {
  const items = command.verb === 'record-session' ? [command] : command.items
  for (const item of items) noteVisit(needs, item, item.at ?? command.occurredAt)
}

/**
 * Of a code that was kept offline, who was there while it was shown; without a code, what else is
 * told of that day.
 */
function noteVisit(
  needs: Needs,
  { contractId, codeWindow, offline }: SessionWish,
  occurredAt: string,
): void {
  needs.contracts.add(contractId)
  if (codeWindow === undefined) needs.told.push({ contractId, ...dayOf(occurredAt) })
  if (offline && typeof codeWindow === 'bigint') {
    needs.codes.push({ contractId, ...codeWindowSpan(codeWindow) })
  }
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
