// The life of a lot, as one table.
import { LOT_STATUSES, type LotStatus } from '@ticun/protocol'
import type { Machine } from './machine.ts'

/**
 * From, fact, to. Where one fact leads to several states, what is left in the lot decides: a
 * session on the last slot exhausts it, a refund of the last held fen closes it.
 */
export const lotMachine = {
  subject: 'lot',
  states: LOT_STATUSES,
  births: [
    ['contract.signed', 'UNFUNDED'],
    ['lot.added', 'UNFUNDED'],
  ],
  moves: [
    ['UNFUNDED', 'lot.funded', 'ACTIVE'],
    ['ACTIVE', 'session.recorded', 'ACTIVE'],
    ['ACTIVE', 'session.confirmed', 'ACTIVE'],
    ['ACTIVE', 'session.confirmed', 'EXHAUSTED'],
    ['ACTIVE', 'session.reversed', 'ACTIVE'],
    ['REFUNDING', 'session.confirmed', 'REFUNDING'],
    ['REFUNDING', 'session.reversed', 'REFUNDING'],
    ['CLOSED', 'session.confirmed', 'CLOSED'],
    ['ACTIVE', 'refund.requested', 'REFUNDING'],
    ['REFUNDING', 'refund.rejected', 'ACTIVE'],
    ['REFUNDING', 'refund.due', 'ACTIVE'],
    ['REFUNDING', 'refund.due', 'CLOSED'],
    ['ACTIVE', 'refund.returned', 'ACTIVE'],
    ['CLOSED', 'refund.returned', 'ACTIVE'],
  ],
} as const satisfies Machine<LotStatus>
