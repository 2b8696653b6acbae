// The life of a refund, as one table.
import { REFUND_STATUSES, type RefundStatus } from '@ticun/protocol'
import type { Machine } from './machine.ts'

/** From, fact, to. */
export const refundMachine = {
  subject: 'refund',
  states: REFUND_STATUSES,
  births: [['refund.requested', 'REQUESTED']],
  moves: [
    ['REQUESTED', 'refund.agreed', 'AGREED'],
    ['REQUESTED', 'refund.rejected', 'REJECTED'],
    ['AGREED', 'refund.rejected', 'REJECTED'],
    ['REQUESTED', 'refund.approved', 'REQUESTED'],
    ['AGREED', 'refund.approved', 'AGREED'],
    ['REQUESTED', 'refund.due', 'INSTRUCTED'],
    ['AGREED', 'refund.due', 'INSTRUCTED'],
    ['INSTRUCTED', 'refund.paid', 'BANK_CONFIRMED'],
    ['INSTRUCTED', 'refund.returned', 'BANK_FAILED'],
  ],
} as const satisfies Machine<RefundStatus>
