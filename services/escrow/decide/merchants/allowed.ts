// What the state of a merchant keeps still.
import { refuse, type Refusal } from '@ticun/protocol'
import { MERCHANT_ALLOWS, mayConfirm, shanghaiDate } from '@ticun/rules'
import type { World } from '../../world/world.ts'

/** Whether the merchant may sell; `merchant_not_selling` when it may not. */
export function saleRefusal(world: World, merchantId: string): Refusal | undefined {
  const { status } = world.merchants.get(merchantId)!
  return MERCHANT_ALLOWS[status].sell ? undefined : refuse('merchant_not_selling', status)
}

/** Whether it may record sessions; `merchant_not_serving` when it may not. */
export function serviceRefusal(world: World, merchantId: string): Refusal | undefined {
  const { status } = world.merchants.get(merchantId)!
  return MERCHANT_ALLOWS[status].record ? undefined : refuse('merchant_not_serving', status)
}

/**
 * Whether a consumer's own confirmation of a session that happened at an instant (UTC) counts
 * (F13): `after_stop` when the merchant had stopped by then, `merchant_not_serving` when it is
 * closed.
 */
export function confirmRefusal(
  world: World,
  merchantId: string,
  occurredAt: string,
): Refusal | undefined {
  const { status, stoppedOn } = world.merchants.get(merchantId)!
  // The day matters only where there is a day to stop on.
  if (MERCHANT_ALLOWS[status].confirm === 'ANY') return undefined
  if (mayConfirm(status, shanghaiDate(occurredAt), stoppedOn)) return undefined
  if (MERCHANT_ALLOWS[status].confirm === 'NONE') return refuse('merchant_not_serving', status)
  return refuse('after_stop', stoppedOn)
}
