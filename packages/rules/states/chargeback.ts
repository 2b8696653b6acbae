// The life of a chargeback, as one table.
import { CHARGEBACK_STATUSES, type ChargebackStatus } from '@ticun/protocol'
import type { Machine } from './machine.ts'

/** From, fact, to. One officer says it, another makes it so: when it begins and when it ends. */
export const chargebackMachine = {
  subject: 'chargeback',
  states: CHARGEBACK_STATUSES,
  births: [['chargeback.reported', 'REPORTED']],
  moves: [
    ['REPORTED', 'chargeback.booked', 'OPEN'],
    ['REPORTED', 'chargeback.rejected', 'REJECTED'],
    ['OPEN', 'chargeback.answered', 'ANSWERED'],
    ['ANSWERED', 'chargeback.rejected', 'OPEN'],
    ['ANSWERED', 'chargeback.won', 'WON'],
    ['ANSWERED', 'chargeback.lost', 'LOST'],
  ],
} as const satisfies Machine<ChargebackStatus>
