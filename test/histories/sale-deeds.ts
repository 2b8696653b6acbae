// Sale and what becomes of it: contracts, renewals, upgrades, transfers, suspensions, extensions.
import type { Command } from '@ticun/escrow/in-process'
import type { Contract, Lot } from '../../services/escrow/world/nouns.ts'
import { consumerOf, deskOf, holderOf } from './cast.ts'
import type { Draw } from './draw.ts'
import { OFFERS } from './offers.ts'
import { commandOf, type Stage } from './stage.ts'

function productOf(stage: Stage, draw: Draw, merchantId: string): string {
  const own = [...stage.world.products.values()].filter((each) => each.merchantId === merchantId)
  return draw.one(own)!.productId
}

/** A contract and one of its lots. */
export function someLot(
  stage: Stage,
  draw: Draw,
  wanted: (lot: Lot) => boolean = () => true,
): { lot: Lot; contract: Contract } | undefined {
  const lot = draw.one([...stage.world.lots.values()].filter(wanted))
  return lot && { lot, contract: stage.world.contracts.get(lot.contractId)! }
}

function sign(stage: Stage, draw: Draw): Command {
  const { merchantId } = draw.one(stage.merchants)!
  const consumerId = draw.one(stage.consumers)!
  const ids = { contractId: stage.ids('ctr'), lotId: stage.ids('lot') }
  const actor = draw.percent(50) ? deskOf(merchantId) : holderOf(stage, { consumerId })
  return commandOf(stage, actor, {
    verb: 'sign-contract',
    ...ids,
    productId: productOf(stage, draw, merchantId),
    consumerId,
    consumerName: '张三丰',
  })
}

function addLot(stage: Stage, draw: Draw, upgraded?: Lot): Command | undefined {
  const lot = upgraded ?? draw.one([...stage.world.lots.values()])
  if (!lot) return undefined
  const contract = stage.world.contracts.get(lot.contractId)!
  const { contractId, consumerId, merchantId } = contract
  const actor = draw.percent(70) ? holderOf(stage, contract) : deskOf(merchantId)
  return commandOf(stage, actor, {
    verb: 'add-lot',
    contractId,
    consumerId,
    lotId: stage.ids('lot'),
    productId: productOf(stage, draw, merchantId),
    ...(upgraded ? { upgradedLotId: lot.lotId } : {}),
  })
}

function upgrade(stage: Stage, draw: Draw): Command | undefined {
  const some = someLot(stage, draw, ({ status }) => status === 'ACTIVE')
  return some && addLot(stage, draw, some.lot)
}

function cancel(stage: Stage, draw: Draw): Command | undefined {
  const some = someLot(stage, draw, ({ status }) => status === 'UNFUNDED')
  if (!some) return undefined
  const { contractId, lotId } = some.lot
  return commandOf(stage, holderOf(stage, some.contract), { verb: 'cancel-lot', contractId, lotId })
}

/** All that is left, or of one lot all or some sessions; to a contract of hers, or a new one. */
function transfer(stage: Stage, draw: Draw): Command | undefined {
  const some = someLot(stage, draw, ({ status }) => status === 'ACTIVE')
  if (!some) return undefined
  const { contract, lot } = some
  const { contractId, merchantId } = contract
  const heir = draw.one(stage.consumers)!
  const hers = [...stage.world.contracts.values()].filter(
    (each) => each.consumerId === heir && each.merchantId === merchantId,
  )
  const known = draw.percent(50) ? draw.one(hers) : undefined
  const everything = draw.percent(40)
  const chosen = everything ? (stage.world.lotsOf.get(contractId) ?? []) : [lot.lotId]
  const slots = !everything && draw.percent(60) ? { slots: 1 + draw.upTo(3) } : {}
  return commandOf(stage, holderOf(stage, contract), {
    verb: 'transfer-contract',
    contractId,
    toContractId: known?.contractId ?? stage.ids('ctr'),
    isNewContract: known === undefined,
    toConsumerId: heir,
    toConsumerName: '李四',
    everything,
    lots: chosen.map((fromLotId) => ({ fromLotId, lotId: stage.ids('lot'), ...slots })),
  })
}

/** She says yes, or somebody else tries to for her; the desk with her code. */
function acceptOffer(stage: Stage, draw: Draw): Command | undefined {
  const offer = someOffer(stage, draw)
  if (!offer) return undefined
  const verb = { verb: 'accept-offer' as const, offerId: offer.offerId }
  if (draw.percent(25)) {
    const code = draw.percent(70) ? { codeWindow: (stage.window += 1n) } : {}
    return commandOf(stage, deskOf(offer.merchantId), { ...verb, ...code })
  }
  const stranger = consumerOf(draw.one(stage.consumers)!)
  return commandOf(stage, draw.percent(85) ? holderOf(stage, offer) : stranger, verb)
}

function endOffer(stage: Stage, draw: Draw): Command | undefined {
  const offer = someOffer(stage, draw)
  if (!offer) return undefined
  const giver = { consumerId: offer.transfer?.fromConsumerId ?? offer.consumerId }
  const desk = deskOf(offer.merchantId)
  const actor = draw.one([desk, holderOf(stage, offer), holderOf(stage, giver)])!
  return commandOf(stage, actor, { verb: 'end-offer', offerId: offer.offerId })
}

function someOffer(stage: Stage, draw: Draw) {
  const all = [...stage.world.offers.values()]
  const open = all.filter(({ status }) => status === 'OPEN')
  return draw.one(draw.percent(90) ? open : all)
}

function suspendOrResume(stage: Stage, draw: Draw): Command | undefined {
  const some = someLot(stage, draw, ({ terms }) => terms.kind === 'TERM_CARD')
  if (!some) return undefined
  const { contractId, lotId, status } = some.lot
  const verb = status === 'SUSPENDED' ? 'resume-lot' : 'suspend-lot'
  return commandOf(stage, holderOf(stage, some.contract), { verb, contractId, lotId })
}

function extend(stage: Stage, draw: Draw): Command | undefined {
  const some = someLot(stage, draw, ({ validUntil }) => validUntil !== undefined)
  if (!some) return undefined
  const { contractId, lotId, merchantId } = some.lot
  const until = new Date(Date.parse(stage.now) + draw.upTo(60) * 86_400_000).toISOString()
  const verb = { verb: 'extend-lot', until: until.slice(0, 10), reason: '病假' } as const
  return commandOf(stage, deskOf(merchantId), { ...verb, contractId, lotId })
}

/** New terms, or none any more: for later contracts only. */
function changeProduct(stage: Stage, draw: Draw): Command {
  const { merchantId } = draw.one(stage.merchants)!
  const productId = productOf(stage, draw, merchantId)
  const desk = deskOf(merchantId)
  if (draw.percent(10)) {
    return commandOf(stage, desk, { verb: 'withdraw-product', productId, reason: '停售' })
  }
  const body = { name: '新条款', terms: draw.one(OFFERS)! }
  return commandOf(stage, desk, { verb: 'list-version', productId, body })
}

export const saleDeeds = {
  sign,
  renew: (stage: Stage, draw: Draw) => addLot(stage, draw),
  upgrade,
  cancel,
  transfer,
  acceptOffer,
  endOffer,
  suspendOrResume,
  extend,
  changeProduct,
}
