// HTTP contract of escrow: what merchants, consumers and officers ask of it.
import { bookRoutes } from './escrow/book.ts'
import { calendarRoutes } from './escrow/calendars.ts'
import { chargebackRoutes } from './escrow/chargebacks.ts'
import { guardianshipRoutes } from './escrow/guardianships.ts'
import { massRefundRoutes } from './escrow/mass-refunds.ts'
import { merchantRoutes } from './escrow/merchants.ts'
import { deadFactRoutes } from './dead-facts.ts'
import { lotRoutes } from './escrow/lots.ts'
import { offerRoutes } from './escrow/offers.ts'
import { peopleRoutes } from './escrow/people.ts'
import { policyRoutes } from './escrow/policies.ts'
import { productRoutes } from './escrow/products.ts'
import { refundRoutes } from './escrow/refunds.ts'
import { sessionRoutes } from './escrow/sessions.ts'
import { suspenseRoutes } from './escrow/suspense.ts'
import { tickRoutes } from './escrow/ticks.ts'

export const escrowRoutes = {
  ...peopleRoutes,
  ...guardianshipRoutes,
  ...merchantRoutes,
  ...chargebackRoutes,
  ...massRefundRoutes,
  ...productRoutes,
  ...lotRoutes,
  ...offerRoutes,
  ...sessionRoutes,
  ...refundRoutes,
  ...suspenseRoutes,
  ...bookRoutes,
  ...tickRoutes,
  ...calendarRoutes,
  ...policyRoutes,
  ...deadFactRoutes,
} as const
