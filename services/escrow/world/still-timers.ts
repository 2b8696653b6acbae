// Which timers wait although they are due: what they would release is held still.
import { sql } from 'kysely'
import { MERCHANT_STATES } from '@ticun/protocol'
import { MERCHANT_ALLOWS } from '@ticun/rules'
import { column } from '@ticun/db'

const STOPPED = column(MERCHANT_STATES.filter((state) => !MERCHANT_ALLOWS[state].deemed))

/**
 * Whether the row of `timer` may act. Those that may not are left out where timers are looked for,
 * or thousands of one merchant would stand before everybody else's.
 */
export const TIMER_MAY_ACT = sql<boolean>`
  NOT (timer.kind IN ('CONFIRM_SESSION', 'ACCRUE_LOT', 'EXPIRE_LOT') AND (
    EXISTS (SELECT FROM merchant m WHERE m.book_id = timer.book_id
      AND m.merchant_id = timer.merchant_id AND m.status = ANY(${STOPPED}::text[]))
    OR EXISTS (SELECT FROM hold h WHERE h.book_id = timer.book_id AND h.lifted_at IS NULL
      AND h.scope = 'MERCHANT' AND h.subject_id = timer.merchant_id)
    OR EXISTS (SELECT FROM contract c JOIN hold h ON h.book_id = c.book_id
      AND h.lifted_at IS NULL AND h.scope = 'CONSUMER' AND h.subject_id = c.consumer_id
      WHERE c.book_id = timer.book_id AND c.contract_id = timer.contract_id)
    OR EXISTS (SELECT FROM lot l JOIN hold h ON h.book_id = l.book_id
      AND h.lifted_at IS NULL AND h.scope = 'LOT' AND h.subject_id = l.lot_id
      WHERE l.book_id = timer.book_id AND l.contract_id = timer.contract_id
        AND (timer.kind = 'CONFIRM_SESSION' OR l.lot_id = timer.subject))))`
