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
    ['UNFUNDED', 'lot.paid_in', 'PART_FUNDED'],
    ['UNFUNDED', 'suspense.assigned', 'PART_FUNDED'],
    ['UNFUNDED', 'suspense.assigned', 'ACTIVE'],
    ['PART_FUNDED', 'lot.funded', 'ACTIVE'],
    ['PART_FUNDED', 'suspense.assigned', 'ACTIVE'],
    ['PART_FUNDED', 'lot.lapsed', 'UNFUNDED'],
    ['ACTIVE', 'session.recorded', 'ACTIVE'],
    ['ACTIVE', 'session.confirmed', 'ACTIVE'],
    ['ACTIVE', 'session.confirmed', 'EXHAUSTED'],
    ['ACTIVE', 'session.reversed', 'ACTIVE'],
    ['REFUNDING', 'session.confirmed', 'REFUNDING'],
    ['REFUNDING', 'session.reversed', 'REFUNDING'],
    ['CLOSED', 'session.confirmed', 'CLOSED'],
    ['ACTIVE', 'lot.accrued', 'ACTIVE'],
    ['ACTIVE', 'lot.accrued', 'EXHAUSTED'],
    ['ACTIVE', 'lot.suspended', 'SUSPENDED'],
    ['SUSPENDED', 'lot.resumed', 'ACTIVE'],
    ['ACTIVE', 'lot.expired', 'EXPIRED_HOLD'],
    ['ACTIVE', 'lot.extended', 'ACTIVE'],
    ['EXPIRED_HOLD', 'lot.extended', 'ACTIVE'],
    ['ACTIVE', 'session.backfilled', 'ACTIVE'],
    // A slot that a confirmed session gives back, or that is disputed, is alive again.
    ['EXHAUSTED', 'session.reversed', 'ACTIVE'],
    ['CLOSED', 'session.reversed', 'ACTIVE'],
    ['ACTIVE', 'session.disputed', 'ACTIVE'],
    ['EXHAUSTED', 'session.disputed', 'ACTIVE'],
    ['CLOSED', 'session.disputed', 'ACTIVE'],
    ['REFUNDING', 'session.disputed', 'REFUNDING'],
    ['ACTIVE', 'session.settled', 'ACTIVE'],
    ['ACTIVE', 'session.settled', 'EXHAUSTED'],
    ['ACTIVE', 'session.settled', 'CLOSED'],
    ['REFUNDING', 'session.settled', 'REFUNDING'],
    // A used-up or closed lot may still hold interest that is hers.
    ['ACTIVE', 'refund.requested', 'REFUNDING'],
    ['SUSPENDED', 'refund.requested', 'REFUNDING'],
    ['EXPIRED_HOLD', 'refund.requested', 'REFUNDING'],
    ['EXHAUSTED', 'refund.requested', 'REFUNDING'],
    ['CLOSED', 'refund.requested', 'REFUNDING'],
    // When nothing comes of it, the lot is what it was.
    ['REFUNDING', 'refund.withdrawn', 'ACTIVE'],
    ['REFUNDING', 'refund.withdrawn', 'SUSPENDED'],
    ['REFUNDING', 'refund.withdrawn', 'EXPIRED_HOLD'],
    ['REFUNDING', 'refund.withdrawn', 'EXHAUSTED'],
    ['REFUNDING', 'refund.withdrawn', 'CLOSED'],
    ['REFUNDING', 'refund.rejected', 'ACTIVE'],
    ['REFUNDING', 'refund.rejected', 'SUSPENDED'],
    ['REFUNDING', 'refund.rejected', 'EXPIRED_HOLD'],
    ['REFUNDING', 'refund.rejected', 'EXHAUSTED'],
    ['REFUNDING', 'refund.rejected', 'CLOSED'],
    // What waits for confirmation or is disputed keeps it open.
    ['REFUNDING', 'refund.approved', 'ACTIVE'],
    ['REFUNDING', 'refund.approved', 'EXHAUSTED'],
    ['REFUNDING', 'refund.approved', 'CLOSED'],
    ['ACTIVE', 'refund.returned', 'ACTIVE'],
    ['ACTIVE', 'refund.returned', 'SUSPENDED'],
    ['ACTIVE', 'refund.returned', 'EXPIRED_HOLD'],
    ['CLOSED', 'refund.returned', 'ACTIVE'],
    ['CLOSED', 'refund.returned', 'SUSPENDED'],
    ['CLOSED', 'refund.returned', 'EXPIRED_HOLD'],
    ['CLOSED', 'refund.returned', 'EXHAUSTED'],
    ['EXHAUSTED', 'refund.returned', 'CLOSED'],
  ],
} as const satisfies Machine<LotStatus>
