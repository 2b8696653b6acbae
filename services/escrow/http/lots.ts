// Routes of a contract's further lots: renewal, upgrade, transfer.
import type { FastifyInstance } from 'fastify'
import { serve, type Caller } from '@ticun/http'
import { escrowRoutes as routes, isRefusal, newId, type Refusal } from '@ticun/protocol'
import { send, type Context } from './context.ts'
import { showContract } from './people.ts'

type Sent = { body: unknown; replayed: boolean } | Refusal

/** Serves them. */
export function serveLots(app: FastifyInstance, context: Context): void {
  serve(app, routes.addLot, async ({ params, body, ...input }) => {
    const { contractId } = params
    const shown = await showContract(context, contractId, input)
    if (isRefusal(shown)) return shown
    const { productId, upgradedLotId } = body
    const { consumerId } = shown.contract
    const ids = { contractId, consumerId, productId, lotId: body.lotId ?? newId('lot') }
    const upgrade = upgradedLotId ? { upgradedLotId } : {}
    const verb = { verb: 'add-lot' as const, ...ids, ...upgrade }
    const sent = await send(context, shown.bookId, input, verb)
    return showAfter(context, contractId, input, sent)
  })
  serve(app, routes.cancelLot, async ({ params, caller, now, idempotency, correlationId }) => {
    const input = { caller, now, idempotency, correlationId }
    const { contractId, lotId } = params
    const shown = await showContract(context, contractId, input)
    if (isRefusal(shown)) return shown
    const verb = { verb: 'cancel-lot' as const, contractId, lotId }
    const sent = await send(context, shown.bookId, input, verb)
    return showAfter(context, contractId, input, sent)
  })
  serve(app, routes.transferContract, async ({ params, body, ...input }) => {
    const { contractId } = params
    const shown = await showContract(context, contractId, input)
    if (isRefusal(shown)) return shown
    const { toConsumerId, toConsumerName, toContractId } = body
    const lots = (body.lots ?? shown.lots).map((lot) => ({
      fromLotId: lot.lotId,
      lotId: newId('lot'),
      ...('slots' in lot && lot.slots !== undefined ? { slots: lot.slots } : {}),
    }))
    const sent = await send(context, shown.bookId, input, {
      verb: 'transfer-contract',
      contractId,
      toContractId: toContractId ?? newId('ctr'),
      isNewContract: toContractId === undefined,
      toConsumerId,
      toConsumerName,
      everything: body.lots === undefined,
      lots,
    })
    const after = await showAfter(context, contractId, input, sent)
    if (isRefusal(after) || isRefusal(sent)) return after as Refusal
    const ids = sent.body as { toContractId: string; offerId: string }
    const { toContractId: heir, offerId } = ids
    const offered = { contract: after.body, toContractId: heir, offerId }
    return { body: offered, replayed: sent.replayed }
  })
}

/** The contract as it is now: replies are stored as ids, a name must not live on in them. */
async function showAfter(
  context: Context,
  contractId: string,
  asked: { caller: Caller; now: string },
  sent: Sent,
) {
  if (isRefusal(sent)) return sent
  const shown = await showContract(context, contractId, asked)
  return isRefusal(shown) ? shown : { body: shown.view, replayed: sent.replayed }
}
