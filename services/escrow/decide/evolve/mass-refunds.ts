// How facts of mass refunds change the world.
import type { MassItemText } from '@ticun/protocol'
import { itemKey, type MassItem, type MassMoney } from '../../world/mass-refund.ts'
import type { World } from '../../world/world.ts'
import { put, type ChangeTable, type FactOf } from './change.ts'
import { clearTimer, setTimer } from './timers.ts'

type MoneyText = Pick<
  MassItemText,
  'heldFen' | 'disputedFen' | 'refundFen' | 'keptFen' | 'shortfallFen'
>

function moneyOf(text: MoneyText): MassMoney {
  return {
    heldFen: BigInt(text.heldFen),
    disputedFen: BigInt(text.disputedFen),
    refundFen: BigInt(text.refundFen),
    keptFen: BigInt(text.keptFen),
    shortfallFen: BigInt(text.shortfallFen),
  }
}

/** A newer schedule stands in the place of those that are not approved twice. */
function compute(world: World, { data, actor }: FactOf<'mass_refund.computed'>): void {
  const { massRefundId, merchantId, asOf, stoppedOn, lots, scheduleSha256 } = data
  for (const older of world.massRefunds.values()) {
    const isOpen = older.status === 'COMPUTED' || older.status === 'APPROVED_ONCE'
    if (older.merchantId !== merchantId || !isOpen) continue
    put(world, 'massRefunds', older.massRefundId, { ...older, status: 'REPLACED' })
  }
  put(world, 'massRefunds', massRefundId, {
    massRefundId,
    merchantId,
    asOf,
    stoppedOn,
    lots,
    scheduleSha256,
    ...moneyOf(data),
    status: 'COMPUTED',
    author: actor.id,
    firstApprover: undefined,
    secondApprover: undefined,
  })
}

function approve(world: World, fact: FactOf<'mass_refund.approved'>): void {
  const { massRefundId, approval, merchantId } = fact.data
  const found = world.massRefunds.get(massRefundId)!
  const by = fact.actor.id
  if (approval === 1) {
    const first = { status: 'APPROVED_ONCE', firstApprover: by } as const
    return put(world, 'massRefunds', massRefundId, { ...found, ...first })
  }
  put(world, 'massRefunds', massRefundId, { ...found, status: 'PAYING', secondApprover: by })
  const timer = { kind: 'PAY_MASS_REFUND' as const, subject: massRefundId, merchantId }
  setTimer(world, { ...timer, dueAt: fact.occurredAt })
}

function changeItem(
  world: World,
  ids: Pick<MassItem, 'massRefundId' | 'lotId'>,
  change: Partial<MassItem>,
): void {
  const key = itemKey(ids)
  put(world, 'massItems', key, { ...world.massItems.get(key)!, ...change })
}

export const massRefundChanges = {
  'mass_refund.computed': compute,
  'mass_refund.listed': (world, { data: { massRefundId, items } }) => {
    for (const { contractId, lotId, consumerId, formula, ...money } of items) {
      const ids = { massRefundId, contractId, lotId, consumerId, formula }
      const item: MassItem = { ...ids, ...moneyOf(money), status: 'OPEN', refundId: undefined }
      put(world, 'massItems', itemKey(item), item)
    }
  },
  'mass_refund.approved': approve,
  'mass_refund.paid_out': (world, { data }) =>
    changeItem(world, data, { status: 'PAID_OUT', refundId: data.refundId }),
  'mass_refund.skipped': (world, { data }) => changeItem(world, data, { status: data.why }),
  'mass_refund.completed': (world, { data: { massRefundId } }) => {
    const found = world.massRefunds.get(massRefundId)!
    put(world, 'massRefunds', massRefundId, { ...found, status: 'COMPLETED' })
    clearTimer(world, { kind: 'PAY_MASS_REFUND', subject: massRefundId })
  },
} satisfies Partial<ChangeTable>
