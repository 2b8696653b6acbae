// The life of a session, as one table.
import { SESSION_STATUSES, type SessionStatus } from '@ticun/protocol'
import type { Machine } from './machine.ts'

/**
 * From, fact, to. The outcome of a dispute decides where a settled session goes: it stands
 * (CONFIRMED), never took place (REJECTED), the sides shared its price (SETTLED), or the consumer
 * withdrew before it was ever confirmed (SUBMITTED).
 */
export const sessionMachine = {
  subject: 'session',
  states: SESSION_STATUSES,
  births: [
    ['session.recorded', 'SUBMITTED'],
    ['session.confirmed', 'CONFIRMED'],
    ['session.unfunded', 'UNFUNDED'],
  ],
  moves: [
    ['UNFUNDED', 'session.backfilled', 'SUBMITTED'],
    ['UNFUNDED', 'session.reversed', 'REVERSED'],
    ['SUBMITTED', 'session.confirmed', 'CONFIRMED'],
    ['SUBMITTED', 'session.reversed', 'REVERSED'],
    ['SUBMITTED', 'session.disputed', 'DISPUTED'],
    ['CONFIRMED', 'session.reversed', 'REVERSED'],
    ['CONFIRMED', 'session.disputed', 'DISPUTED'],
    ['DISPUTED', 'session.settled', 'CONFIRMED'],
    ['DISPUTED', 'session.settled', 'REJECTED'],
    ['DISPUTED', 'session.settled', 'SETTLED'],
    ['DISPUTED', 'session.settled', 'SUBMITTED'],
  ],
} as const satisfies Machine<SessionStatus>
