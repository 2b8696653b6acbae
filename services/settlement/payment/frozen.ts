// Which payments may not move: payouts of a frozen merchant, refunds of a frozen lot or consumer.
import { sql } from 'kysely'

/**
 * The ids of the freezes in force that hold the payment `p` of a statement, as an array. A refund
 * is the consumer's own money, so a freeze of the merchant does not hold it; an amount is kept
 * back by escrow, before a payout becomes due.
 */
export const FREEZES_OF_P = sql<string[]>`
  ARRAY(SELECT f.freeze_id FROM known_freeze f
    WHERE f.book_id = p.book_id AND f.state = 'PLACED'
      AND CASE f.scope
        WHEN 'MERCHANT' THEN p.kind = 'PAYOUT' AND f.subject_id = p.merchant_id
        WHEN 'LOT' THEN p.kind = 'REFUND' AND f.subject_id = p.lot_id
        WHEN 'CONSUMER' THEN p.kind = 'REFUND' AND f.subject_id = p.consumer_id
        ELSE false END
      AND f.subject_id IN (p.merchant_id, p.lot_id, p.consumer_id)
    ORDER BY f.freeze_id)`

/** Whether any freeze in force holds the payment `p` of a statement. */
export const P_IS_FROZEN = sql<boolean>`cardinality(${FREEZES_OF_P}) > 0`
