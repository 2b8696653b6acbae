// How facts of a merchant's states change the world.
import type { MerchantAim } from '@ticun/rules'
import type { Merchant } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import { put, type ChangeTable, type FactOf } from './change.ts'
import { clearTimer, setTimer } from './timers.ts'

function change(world: World, merchantId: string, changed: Partial<Merchant>): void {
  put(world, 'merchants', merchantId, { ...world.merchants.get(merchantId)!, ...changed })
}

type Moved = FactOf<
  | 'merchant.activated'
  | 'merchant.watched'
  | 'merchant.sales_stopped'
  | 'merchant.payouts_frozen'
  | 'merchant.wind_down_started'
  | 'merchant.absconded'
  | 'merchant.closed'
>

/** Whatever waited for a second officer is over with a move; so is the notice of a wind-down. */
function moveTo(status: MerchantAim) {
  return (world: World, { data }: Moved): void => {
    const { merchantId, stoppedOn } = data
    const noticeUntil = 'noticeUntil' in data ? data.noticeUntil : undefined
    change(world, merchantId, { status, stoppedOn, noticeUntil, pending: undefined })
    const timer = { kind: 'END_NOTICE' as const, subject: merchantId }
    if (noticeUntil === undefined) clearTimer(world, timer)
    else setTimer(world, { ...timer, dueAt: noticeUntil, merchantId })
  }
}

export const merchantChanges = {
  'merchant.change_requested': (world, { data, actor, occurredAt }) => {
    const { merchantId, to, ...asked } = data
    const pending = { ...asked, to: to as MerchantAim }
    change(world, merchantId, {
      pending: { ...pending, requestedBy: actor.id, requestedAt: occurredAt },
    })
  },
  'reserve.release_requested': (world, { data, actor, occurredAt }) => {
    const { merchantId, amountFen, releaseId, reason } = data
    const said = { requestedBy: actor.id, requestedAt: occurredAt }
    change(world, merchantId, {
      pendingRelease: { releaseId, amountFen: BigInt(amountFen), reason, ...said },
    })
  },
  'reserve.released': (world, { data: { merchantId, amountFen } }) => {
    const releasedFen = world.merchants.get(merchantId)!.releasedFen + BigInt(amountFen)
    change(world, merchantId, { pendingRelease: undefined, releasedFen })
  },
  'merchant.activated': moveTo('ACTIVE'),
  'merchant.watched': moveTo('WATCH'),
  'merchant.sales_stopped': moveTo('SALES_STOPPED'),
  'merchant.payouts_frozen': moveTo('PAYOUT_FROZEN'),
  'merchant.wind_down_started': moveTo('WIND_DOWN'),
  'merchant.notice_ended': (world, { data: { merchantId } }) =>
    clearTimer(world, { kind: 'END_NOTICE', subject: merchantId }),
  'merchant.absconded': moveTo('ABSCONDED'),
  'merchant.closed': moveTo('CLOSED'),
} satisfies Partial<ChangeTable>
