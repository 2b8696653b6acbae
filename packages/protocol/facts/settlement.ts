// Facts that settlement speaks on `settlement.facts.v1`.
import { z } from 'zod'
import { idSchema, refundPaymentId } from '../ids.ts'
import { amountFen, day, instant, label, positiveFen } from '../parts.ts'
import { fact } from './envelope.ts'

const money = { amountFen: positiveFen, bankSerial: label(64), bookedAt: instant }

export const UNMATCHED_REASONS = [
  'UNKNOWN_REFERENCE',
  'AMOUNT_DIFFERS',
  'ALREADY_PAID',
  'UNKNOWN_PAYMENT',
] as const

export const settlementFacts = [
  /** A bank credit that pays exactly one contract's lot. */
  fact(
    'deposit.received',
    z.object({
      depositId: idSchema('dep'),
      contractId: idSchema('ctr'),
      lotId: idSchema('lot'),
      ...money,
    }),
  ),
  /** A bank credit that nobody could be found for; it waits in suspense. */
  fact(
    'deposit.unmatched',
    z.object({ depositId: idSchema('dep'), reason: z.enum(UNMATCHED_REASONS), ...money }),
  ),
  /**
   * The reference of money in suspense has become known: it is this lot's, unless an officer has
   * given it away or sent it back before.
   */
  fact(
    'deposit.matched',
    z.object({
      depositId: idSchema('dep'),
      contractId: idSchema('ctr'),
      lotId: idSchema('lot'),
      ...money,
    }),
  ),
  fact('payout.settled', z.object({ payoutId: idSchema('pay'), ...money })),
  fact(
    'payout.returned',
    z.object({ payoutId: idSchema('pay'), reason: label(200), amountFen: positiveFen }),
  ),
  fact('refund.settled', z.object({ refundId: refundPaymentId, ...money })),
  fact(
    'refund.returned',
    z.object({ refundId: refundPaymentId, reason: label(200), amountFen: positiveFen }),
  ),
  /** Interest that the bank posted to the account; nobody's until it is allocated. */
  fact('interest.received', z.object({ interestId: idSchema('int'), ...money })),
  /** What the bank says it holds at the end of a statement: one side of the reconciliation. */
  fact(
    'statement.closed',
    z.object({
      statementId: idSchema('stm'),
      account: label(34),
      from: day,
      to: day,
      openingBalanceFen: amountFen,
      closingBalanceFen: amountFen,
      lines: z.int().min(0),
    }),
  ),
] as const

export const settlementFact = z.discriminatedUnion('type', settlementFacts)

export type SettlementFact = z.infer<typeof settlementFact>
