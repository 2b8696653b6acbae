// The life of a session, as one table.
import { SESSION_STATUSES, type SessionStatus } from '@ticun/protocol'
import type { Machine } from './machine.ts'

/** From, fact, to. */
export const sessionMachine = {
  subject: 'session',
  states: SESSION_STATUSES,
  births: [
    ['session.recorded', 'SUBMITTED'],
    ['session.confirmed', 'CONFIRMED'],
  ],
  moves: [
    ['SUBMITTED', 'session.confirmed', 'CONFIRMED'],
    ['SUBMITTED', 'session.reversed', 'REVERSED'],
  ],
} as const satisfies Machine<SessionStatus>
