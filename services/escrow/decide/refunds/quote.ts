// What a lot would give now: the rules' quote of a lot of the world, and its two deadlines.
import { refuse, type Refusal } from '@ticun/protocol'
import {
  lotBalance,
  quoteLot,
  workingPeriodEnd,
  type FundedLot,
  type Quote,
  type RefundCase,
} from '@ticun/rules'
import type { Lot } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import { policyValue } from '../policy-of.ts'

/** States in which a lot has money that can be asked back. */
const REFUNDABLE: readonly Lot['status'][] = [
  'ACTIVE',
  'SUSPENDED',
  'EXPIRED_HOLD',
  'EXHAUSTED',
  'CLOSED',
  'TRANSFERRED',
]

/** A paid lot as the rules see it. What was renewed, upgraded or transferred is known (Art 14). */
export function fundedLot(lot: Lot): FundedLot {
  return { ...lot, paidAt: lot.paidAt!, knownService: lot.origin !== 'SALE' }
}

/** The quote of a funded lot. */
export function quoteOf(world: World, lot: Lot, refundCase: RefundCase): Quote {
  const { stoppedOn } = world.merchants.get(lot.merchantId)!
  return quoteLot({ ...fundedLot(lot), stoppedOn }, refundCase, world.calendar)
}

/**
 * Why a lot gives nothing back; undefined when it may. One that was given away gives what came back
 * to it since: a dispute of her time that was overturned, her share of interest. Refused:
 * lot_not_funded, chargeback_open, refund_open, lot_closed.
 */
export function refundBar(lot: Lot): Refusal | undefined {
  if (lot.paidAt === undefined) return refuse('lot_not_funded', lot.lotId)
  if (lot.chargebackId !== undefined) return refuse('chargeback_open', lot.chargebackId)
  if (lot.status === 'REFUNDING') return refuse('refund_open', lot.lotId)
  if (!REFUNDABLE.includes(lot.status)) return refuse('lot_closed', lot.lotId)
  const isOver = lot.status === 'CLOSED' || lot.status === 'TRANSFERRED'
  return isOver && !hasCameBack(lot) ? refuse('lot_closed', lot.lotId) : undefined
}

/**
 * The lots that a request without a lot may mean: those that can be refunded and hold something.
 * One that is used up is no choice beside another, and alone it says that nothing is left.
 */
export function candidatesOf(lots: readonly Lot[]): Lot[] {
  const open = lots.filter((lot) => !refundBar(lot))
  const holding = open.filter((lot) => lotBalance(lot).heldFen > 0n)
  return holding.length > 0 ? holding : open.slice(-1)
}

/** Whether something is held with it that is neither side's in another way already. */
function hasCameBack({ figures, status, terms, ...lot }: Lot): boolean {
  if (figures.creditFen > 0n) return true
  const isStored = terms.kind === 'STORED_VALUE' && status === 'TRANSFERRED'
  return isStored && lotBalance({ ...lot, figures, terms }).heldFen > figures.pendingFen
}

type Days =
  'refund_review_working_days' | 'refund_deadline_working_days' | 'cooling_off_refund_working_days'

/** The last instant of so many working days as a policy says; undefined when none says any. */
function periodOf(
  world: World,
  { merchantId, terms }: Pick<Lot, 'merchantId' | 'terms'>,
  key: Days,
  from: string,
): string | undefined {
  const days = policyValue(world, key, merchantId, from, terms.kind)
  return days > 0 ? workingPeriodEnd(world.calendar, from, days) : undefined
}

/** Last instant (UTC) at which a refund of a lot asked for at `from` has to be paid. */
export function payBy(
  world: World,
  lot: Lot,
  basis: Quote['deadlineBasis'],
  from: string,
): string | undefined {
  const ordinary = 'refund_deadline_working_days' as const
  const key = basis === 'COOLING_OFF' ? 'cooling_off_refund_working_days' : ordinary
  return periodOf(world, lot, key, from)
}

/** Both deadlines of a request; cooling-off asks for no review. */
export function deadlinesOf(
  world: World,
  lot: Lot,
  quote: Quote,
  from: string,
): { reviewUntil?: string; payBy?: string } {
  const review =
    quote.formula === 'F1' ? undefined : periodOf(world, lot, 'refund_review_working_days', from)
  const pay = payBy(world, lot, quote.deadlineBasis, from)
  return { ...(review ? { reviewUntil: review } : {}), ...(pay ? { payBy: pay } : {}) }
}
