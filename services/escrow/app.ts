// Escrow's HTTP server, from its parts.
import type { FastifyInstance } from 'fastify'
import { serveDeadFacts } from '@ticun/dead-facts'
import { buildServer, type ServerOptions } from '@ticun/http'
import type { Context } from './http/context.ts'
import { serveChargebacks } from './http/chargebacks.ts'
import { serveGuardianships } from './http/guardianships.ts'
import { serveLots } from './http/lots.ts'
import { serveMoney } from './http/money.ts'
import { serveMassRefunds } from './http/mass-refunds.ts'
import { serveMerchants } from './http/merchants.ts'
import { serveOffers } from './http/offers.ts'
import { servePeople } from './http/people.ts'
import { servePolicies } from './http/policies.ts'
import { serveProducts } from './http/products.ts'
import { serveSessions } from './http/sessions.ts'
import { serveSuspense } from './http/suspense.ts'
import { serveTicks } from './http/ticks.ts'
import { serveCalendars } from './http/calendars.ts'
import { openWords } from './person/words.ts'

/** Builds the server; nothing is connected before the first request. */
export function buildEscrow(
  options: Omit<ServerOptions, 'service' | 'title'>,
  context: Context,
): FastifyInstance {
  const app = buildServer({ ...options, service: 'escrow', title: 'Ticun escrow 提存' })
  app.addHook('onSend', async (_request, _reply, sent: unknown) =>
    typeof sent === 'string' ? openWords(context.db, sent) : sent,
  )
  servePeople(app, context)
  serveMerchants(app, context)
  serveChargebacks(app, context)
  serveMassRefunds(app, context)
  serveProducts(app, context)
  serveLots(app, context)
  serveOffers(app, context)
  serveGuardianships(app, context)
  serveSessions(app, context)
  serveMoney(app, context)
  serveSuspense(app, context)
  serveTicks(app, context)
  serveCalendars(app, context)
  servePolicies(app, context)
  serveDeadFacts(app, { db: context.db, handle: context.takeFacts })
  return app
}
