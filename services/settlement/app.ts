// Settlement's HTTP server, from its parts.
import type { FastifyInstance } from 'fastify'
import { serveDeadFacts } from '@ticun/dead-facts'
import { buildServer, type ServerOptions } from '@ticun/http'
import type { Context } from './http/context.ts'
import { serveAccounts } from './http/accounts.ts'
import { servePayments } from './http/payments.ts'
import { serveStatements } from './http/statements.ts'
import { takeFacts } from './inbox/facts.ts'

/** Builds the server; nothing is connected before the first request. */
export function buildSettlement(
  options: Omit<ServerOptions, 'service' | 'title' | 'clockMode'>,
  context: Context,
): FastifyInstance {
  const app = buildServer({
    ...options,
    clockMode: context.clockMode,
    service: 'settlement',
    title: 'Ticun settlement 资金结算',
  })
  serveStatements(app, context)
  servePayments(app, context)
  serveAccounts(app, context)
  const { db, onFacts } = context
  serveDeadFacts(app, { db, handle: takeFacts, onTaken: onFacts })
  return app
}
