// How facts of offers change the world.
import { addMs } from '@ticun/rules'
import type { World } from '../../world/world.ts'
import { clearTimer, put, setTimer, type ChangeTable, type FactOf } from './change.ts'

function offer(world: World, fact: FactOf<'contract.offered' | 'lot.offered'>): void {
  const { type, data, occurredAt } = fact
  const offerId = type === 'contract.offered' ? data.contractId : data.lotId
  const fromLotId = type === 'lot.offered' ? fact.data.fromLotId : undefined
  put(world, 'offers', offerId, {
    ...data,
    offerId,
    fromLotId,
    transfer: undefined,
    status: 'OPEN',
    offeredAt: occurredAt,
  })
  const { contractId, merchantId, lapsesAt } = data
  const whose = type === 'lot.offered' ? { contractId, merchantId } : { merchantId }
  setTimer(world, { kind: 'LAPSE_OFFER', subject: offerId, dueAt: addMs(lapsesAt, 1), ...whose })
}

function give(world: World, { data, occurredAt }: FactOf<'transfer.offered'>): void {
  const { fromContractId, fromConsumerId, isNewContract, lots, ...rest } = data
  const transfer = { fromContractId, fromConsumerId, isNewContract, lots }
  const { offerId, merchantId, lapsesAt } = data
  put(world, 'offers', offerId, {
    ...rest,
    fromLotId: undefined,
    transfer,
    status: 'OPEN',
    offeredAt: occurredAt,
  })
  const whose = { contractId: fromContractId, merchantId }
  setTimer(world, { kind: 'LAPSE_OFFER', subject: offerId, dueAt: addMs(lapsesAt, 1), ...whose })
}

/** What became a contract, or a lot of one, is no offer any more. */
export function acceptOffer(world: World, offerId: string): void {
  const before = world.offers.get(offerId)
  if (before?.status !== 'OPEN') return
  put(world, 'offers', offerId, { ...before, status: 'ACCEPTED' })
  clearTimer(world, { kind: 'LAPSE_OFFER', subject: offerId })
}

export const offerChanges = {
  'contract.offered': offer,
  'lot.offered': offer,
  'transfer.offered': give,
  'offer.ended': (world, { data: { offerId, reason } }) => {
    put(world, 'offers', offerId, { ...world.offers.get(offerId)!, status: reason })
    clearTimer(world, { kind: 'LAPSE_OFFER', subject: offerId })
  },
} satisfies Partial<ChangeTable>
