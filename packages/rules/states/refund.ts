// The life of a refund, as one table.
import { REFUND_STATUSES, type RefundStatus } from '@ticun/protocol'
import type { Machine } from './machine.ts'

/**
 * From, fact, to. A refund of several payments is INSTRUCTED until the bank has spoken of each. One
 * that gives the consumer nothing ends when the merchant's part is booked; one of a lot that waited
 * for her word alone has parted all of it into dispute, and is over.
 */
export const refundMachine = {
  subject: 'refund',
  states: REFUND_STATUSES,
  births: [
    ['refund.requested', 'REQUESTED'],
    ['refund.parted', 'PARTED'],
  ],
  moves: [
    ['REQUESTED', 'refund.agreed', 'AGREED'],
    ['REQUESTED', 'refund.contested', 'CONTESTED'],
    // Negotiation: the merchant may agree as long as nobody has decided.
    ['CONTESTED', 'refund.agreed', 'AGREED'],
    ['MEDIATION', 'refund.agreed', 'AGREED'],
    ['ARBITRATION', 'refund.agreed', 'AGREED'],
    // Or she takes what the merchant's counter-claim leaves her.
    ['CONTESTED', 'refund.accepted', 'AGREED'],
    ['MEDIATION', 'refund.accepted', 'AGREED'],
    ['ARBITRATION', 'refund.accepted', 'AGREED'],
    ['CONTESTED', 'refund.escalated', 'MEDIATION'],
    ['CONTESTED', 'refund.escalated', 'ARBITRATION'],
    ['MEDIATION', 'refund.escalated', 'ARBITRATION'],
    ['REQUESTED', 'refund.awarded', 'AWARDED'],
    ['AGREED', 'refund.awarded', 'AWARDED'],
    ['CONTESTED', 'refund.awarded', 'AWARDED'],
    ['MEDIATION', 'refund.awarded', 'AWARDED'],
    ['ARBITRATION', 'refund.awarded', 'AWARDED'],
    ['REQUESTED', 'refund.withdrawn', 'WITHDRAWN'],
    ['AGREED', 'refund.withdrawn', 'WITHDRAWN'],
    ['CONTESTED', 'refund.withdrawn', 'WITHDRAWN'],
    ['MEDIATION', 'refund.withdrawn', 'WITHDRAWN'],
    ['ARBITRATION', 'refund.withdrawn', 'WITHDRAWN'],
    ['REQUESTED', 'refund.rejected', 'REJECTED'],
    ['AGREED', 'refund.rejected', 'REJECTED'],
    ['CONTESTED', 'refund.rejected', 'REJECTED'],
    ['MEDIATION', 'refund.rejected', 'REJECTED'],
    ['ARBITRATION', 'refund.rejected', 'REJECTED'],
    ['REQUESTED', 'refund.approved', 'APPROVED'],
    ['AGREED', 'refund.approved', 'APPROVED'],
    ['CONTESTED', 'refund.approved', 'APPROVED'],
    ['MEDIATION', 'refund.approved', 'APPROVED'],
    ['ARBITRATION', 'refund.approved', 'APPROVED'],
    ['AWARDED', 'refund.approved', 'APPROVED'],
    ['APPROVED', 'refund.due', 'INSTRUCTED'],
    ['APPROVED', 'lot.adjusted', 'BANK_CONFIRMED'],
    ['INSTRUCTED', 'refund.paid', 'BANK_CONFIRMED'],
    ['INSTRUCTED', 'refund.paid', 'BANK_FAILED'],
    ['INSTRUCTED', 'refund.returned', 'BANK_FAILED'],
    // What did not arrive is made due anew, as another payment.
    ['BANK_FAILED', 'refund.due', 'INSTRUCTED'],
  ],
} as const satisfies Machine<RefundStatus>
