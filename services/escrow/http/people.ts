// Routes of books, merchants, products and contracts.
import type { FastifyInstance } from 'fastify'
import { pageBy, serve, type Caller } from '@ticun/http'
import { escrowRoutes as routes, isRefusal, newId, refuse } from '@ticun/protocol'
import { namedAfter } from '../decide/named-after.ts'
import { isOwn } from '../decide/ownership.ts'
import { namesOf } from '../person/person.ts'
import { findContract, listContracts, viewContract } from '../read/contracts.ts'
import { isGuardian } from '../read/guardianships.ts'
import { offeredContracts } from '../read/offers.ts'
import { listMerchants } from '../read/lists.ts'
import { merchantSummary } from '../read/merchant-summary.ts'
import { send, submit, type Context } from './context.ts'

/** Whether this caller is a party of the contract, or guards its consumer now (UTC). */
async function mayRead(
  { db }: Context,
  caller: Caller,
  owned: { bookId: string; merchantId: string; consumerId: string },
  now: string,
): Promise<boolean> {
  const { role, id, party } = caller
  const isOwned = isOwn({ role, id, ...(party ? { party } : {}) }, owned)
  return isOwned || isGuardian(db, caller, owned, now)
}

/** A contract as this caller may see it, or why not. */
export async function showContract(
  context: Context,
  contractId: string,
  { caller, now }: { caller: Caller; now: string },
) {
  const found = await findContract(context.db, contractId)
  if (!found) return refuse('unknown_contract', contractId)
  const { bookId, contract } = found
  if (!(await mayRead(context, caller, { bookId, ...contract }, now))) return refuse('not_yours')
  const name = (await namesOf(context.db, [contract]))(contract)
  return { ...found, view: viewContract(found.contract, found.lots, caller, name) }
}

/** The same, or what a merchant has offered and she has not accepted yet. */
export async function showSale(
  context: Context,
  contractId: string,
  { caller, now }: { caller: Caller; now: string },
) {
  const shown = await showContract(context, contractId, { caller, now })
  if (!isRefusal(shown) || shown.refused !== 'unknown_contract') return shown
  const wanted = { contractId, limit: 1, now }
  const [view] = await offeredContracts(context.db, caller, wanted)
  // Accepted between the two looks, it is a contract by now.
  return view ? { view } : showContract(context, contractId, { caller, now })
}

/** Serves them. */
export function servePeople(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.openBook, ({ body, ...input }) => {
    // Replies lie in the book itself: the same key has to find the same one.
    const { scope, key } = input.idempotency
    const bookId = body.bookId ?? namedAfter('bok', scope, key)
    return submit(routes.openBook, context, bookId, input, { verb: 'open-book', body })
  })
  serve(app, routes.listBooks, async () => {
    const rows = await db.selectFrom('book').selectAll().orderBy('book_id').execute()
    const items = rows.map((row) => ({
      bookId: row.book_id,
      currency: 'CNY' as const,
      bankAccount: { number: row.bank_number, name: row.bank_name },
    }))
    return { body: { items } }
  })
  serve(app, routes.enrolMerchant, ({ body, ...input }) => {
    const merchantId = body.merchantId ?? newId('mer')
    return submit(routes.enrolMerchant, context, body.bookId, input, {
      verb: 'enrol-merchant',
      merchantId,
      body,
    })
  })
  serve(app, routes.listMerchants, async ({ caller, now }) => ({
    body: { items: await listMerchants(db, caller, now) },
  }))
  serve(app, routes.merchantSummary, async ({ params, caller, now }) => {
    const place = await locate(params.merchantId)
    if (!place) return refuse('unknown_merchant', params.merchantId)
    if (caller.role === 'merchant' && caller.party !== params.merchantId) return refuse('not_yours')
    const summary = await merchantSummary(db, place.bookId, params.merchantId, now)
    return isRefusal(summary) ? summary : { body: summary }
  })
  serveContracts(app, context)
}

function serveContracts(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.signContract, async ({ body, ...input }) => {
    const place = await locate(body.productId)
    if (!place) return refuse('unknown_product', body.productId)
    const { productId, consumerId, consumerName } = body
    const contractId = body.contractId ?? newId('ctr')
    const ids = { contractId, lotId: body.lotId ?? newId('lot'), productId, consumerId }
    const verb = { verb: 'sign-contract' as const, ...ids, consumerName }
    const signed = await send(context, place.bookId, input, verb)
    if (isRefusal(signed)) return signed
    // The reply was stored as an id alone: a name must not live on in stored replies.
    const shown = await showSale(context, (signed.body as { contractId: string }).contractId, input)
    return isRefusal(shown) ? shown : { body: shown.view, replayed: signed.replayed }
  })
  serve(app, routes.listContracts, async ({ query, after, caller, now }) => {
    const { limit, status, search } = query
    const [before] = after ?? []
    const wanted = { before, limit: limit + 1, search, now }
    // An offer is no contract: it is listed where offers are asked for.
    const found =
      status === 'OFFERED'
        ? await offeredContracts(db, caller, wanted)
        : await listContracts(db, caller, { ...wanted, status })
    return { body: pageBy(routes.listContracts, found, limit, (each) => [each.contractId]) }
  })
  serve(app, routes.getContract, async ({ params, ...input }) => {
    const shown = await showSale(context, params.contractId, input)
    return isRefusal(shown) ? shown : { body: shown.view }
  })
}
