// Routes of the accounts that consumers want their refunds on.
import type { FastifyInstance } from 'fastify'
import { serve } from '@ticun/http'
import { refuse, settlementRoutes as routes } from '@ticun/protocol'
import { listAccounts, registerAccount } from '../account/accounts.ts'
import type { Context } from './context.ts'

/** Serves them. */
export function serveAccounts(app: FastifyInstance, { db }: Context): void {
  serve(app, routes.registerRefundAccount, async ({ body, caller, idempotency, now }) => {
    if (caller.party === undefined) return refuse('not_yours')
    const said = { account: body.account, recordedBy: caller.id, idempotency, now }
    return registerAccount(db, { consumerId: caller.party, ...said })
  })
  serve(app, routes.listOwnRefundAccounts, async ({ caller }) => {
    return { body: { items: await listAccounts(db, caller.party ?? '') } }
  })
  serve(app, routes.recordRefundAccount, async ({ params, body, caller, idempotency, now }) => {
    const { account, evidenceSha256 } = body
    const said = { account, evidenceSha256, recordedBy: caller.id, idempotency, now }
    return registerAccount(db, { consumerId: params.consumerId, ...said })
  })
  serve(app, routes.listRefundAccounts, async ({ params }) => {
    return { body: { items: await listAccounts(db, params.consumerId) } }
  })
}
