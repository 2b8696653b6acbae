// Routes of offers.
import type { FastifyInstance } from 'fastify'
import { pageBy, serve } from '@ticun/http'
import { escrowRoutes as routes, isRefusal, refuse } from '@ticun/protocol'
import { rememberGuesses } from '../code/guesses.ts'
import { windowOf } from '../code/member-code.ts'
import { findOffer, listOffers, placeOfOffer } from '../read/offers.ts'
import { send, type Context } from './context.ts'
import { showContract } from './people.ts'

/** Serves them. */
export function serveOffers(app: FastifyInstance, context: Context): void {
  const { db, codeKey } = context
  serve(app, routes.listOffers, async ({ query, after, caller, now }) => {
    const { limit, status } = query
    const [before] = after ?? []
    const found = await listOffers(db, caller, { before, limit: limit + 1, status, now })
    return { body: pageBy(routes.listOffers, found, limit, (each) => [each.offerId]) }
  })
  serve(app, routes.acceptOffer, async ({ params: { offerId }, body, ...input }) => {
    const { caller, now } = input
    const place = await placeOfOffer(db, offerId)
    const offer = await findOffer(db, caller, offerId, now)
    if (!place || !offer) return refuse('unknown_offer', offerId)
    const { contractId } = offer
    const { code } = body
    const look = () => windowOf(codeKey, contractId, code!, now)
    const attempt = rememberGuesses(context.guesses, caller)
    const window = code ? { codeWindow: attempt.judge(contractId, look) } : {}
    await attempt.settle()
    const verb = { verb: 'accept-offer' as const, offerId, ...window }
    const sent = await send(context, place.bookId, input, verb)
    if (isRefusal(sent)) return sent
    const shown = await showContract(context, contractId, input)
    return isRefusal(shown) ? shown : { body: shown.view, replayed: sent.replayed }
  })
  serve(app, routes.endOffer, async ({ params: { offerId }, body: _body, ...input }) => {
    const { caller, now } = input
    const place = await placeOfOffer(db, offerId)
    if (!place || !(await findOffer(db, caller, offerId, now))) {
      return refuse('unknown_offer', offerId)
    }
    const verb = { verb: 'end-offer' as const, offerId }
    const sent = await send(context, place.bookId, input, verb)
    if (isRefusal(sent)) return sent
    const view = await findOffer(db, caller, offerId, now)
    return view ? { body: view, replayed: sent.replayed } : refuse('unknown_offer', offerId)
  })
}
