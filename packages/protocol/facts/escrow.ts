// Facts that escrow speaks on `escrow.facts.v1`.
import { z } from 'zod'
import { calendarFacts } from './escrow/calendar.ts'
import { chargebackFacts } from './escrow/chargebacks.ts'
import { guardianshipFacts } from './escrow/guardianships.ts'
import { holdFacts } from './escrow/holds.ts'
import { lotMoveFacts } from './escrow/lot-moves.ts'
import { lotFacts } from './escrow/lots.ts'
import { massRefundFacts } from './escrow/mass-refunds.ts'
import { merchantStateFacts } from './escrow/merchant-states.ts'
import { moneyFacts } from './escrow/merchant-money.ts'
import { offerFacts } from './escrow/offers.ts'
import { partyFacts } from './escrow/parties.ts'
import { policyFacts } from './escrow/policies.ts'
import { refundFacts } from './escrow/refunds.ts'
import { reserveFacts } from './escrow/reserves.ts'
import { sessionFacts } from './escrow/sessions.ts'

export { calendarYear } from './escrow/calendar.ts'
export { CHARGEBACK_OUTCOMES, DEBTORS } from './escrow/chargebacks.ts'
export { LOT_ORIGINS } from './escrow/lots.ts'
export { MASS_PAGE_LOTS, MASS_SKIPS, type MassItemText } from './escrow/mass-refunds.ts'
export {
  deduction,
  FAULTS,
  FORMULAS,
  REFUND_BASES,
  REFUND_FORUMS,
  REMAINDERS,
  REFUND_TARGETS,
} from './escrow/refunds.ts'
export { CONFIRMATIONS } from './escrow/sessions.ts'

export const escrowFacts = [
  ...partyFacts,
  ...calendarFacts,
  ...lotFacts,
  ...offerFacts,
  ...lotMoveFacts,
  ...sessionFacts,
  ...refundFacts,
  ...chargebackFacts,
  ...moneyFacts,
  ...policyFacts,
  ...holdFacts,
  ...guardianshipFacts,
  ...merchantStateFacts,
  ...reserveFacts,
  ...massRefundFacts,
] as const

export const escrowFact = z.discriminatedUnion('type', escrowFacts)

export type EscrowFact = z.infer<typeof escrowFact>
