// A mass refund: computed by one officer, approved by two others, then paid lot by lot.
import { MASS_PAGE_LOTS, refuse, type EscrowFact } from '@ticun/protocol'
import type { Command } from '../../command/command.ts'
import type { MassRefund } from '../../world/mass-refund.ts'
import type { World } from '../../world/world.ts'
import type { Accepted, Decision, Speak } from '../decision.ts'
import {
  moneyText,
  scheduleOfMerchant,
  scheduleSha256,
  sumOf,
  type ScheduleLine,
} from './schedule.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** In these a merchant serves as it always did: nothing is to be given back for its reason. */
const SERVING: readonly string[] = ['ONBOARDING', 'ACTIVE', 'WATCH', 'SALES_STOPPED']

/** A mass refund as callers see it. */
export function viewMassRefund(found: MassRefund) {
  const { heldFen, disputedFen, refundFen, keptFen, shortfallFen } = found
  const { stoppedOn, firstApprover, secondApprover, ...rest } = found
  return {
    ...rest,
    ...moneyText({ heldFen, disputedFen, refundFen, keptFen, shortfallFen }),
    ...(stoppedOn === undefined ? {} : { stoppedOn }),
    approvedBy: [firstApprover, secondApprover].filter((each) => each !== undefined),
  }
}

/**
 * Computes the schedule of all lots of a merchant that is gone (F13). A newer schedule replaces one
 * that is not approved twice yet. Refused: unknown_merchant, id_taken, merchant_still_serves,
 * mass_refund_open, nothing_to_refund.
 */
export function computeMassRefund(
  world: World,
  command: Of<'compute-mass-refund'>,
  speak: Speak,
): Decision {
  const { merchantId, massRefundId, now } = command
  const merchant = world.merchants.get(merchantId)
  if (!merchant) return refuse('unknown_merchant', merchantId)
  if (world.massRefunds.has(massRefundId)) return refuse('id_taken', massRefundId)
  const { status, stoppedOn } = merchant
  if (SERVING.includes(status)) return refuse('merchant_still_serves', status)
  const paying = ofMerchant(world, merchantId).find((each) => each.status === 'PAYING')
  if (paying) return refuse('mass_refund_open', paying.massRefundId)
  const lines = scheduleOfMerchant(world, merchantId, { asOf: now, stoppedOn })
  if (lines.length === 0) return refuse('nothing_to_refund', merchantId)
  const computed = speak('mass_refund.computed', massRefundId, {
    massRefundId,
    merchantId,
    asOf: now,
    ...(stoppedOn === undefined ? {} : { stoppedOn }),
    lots: lines.length,
    ...moneyText(sumOf(lines)),
    scheduleSha256: scheduleSha256(lines),
  })
  const pages = pagesOf(lines).map((page) =>
    speak('mass_refund.listed', massRefundId, {
      massRefundId,
      merchantId,
      items: page.map((line) => ({ ...line, ...moneyText(line) })),
    }),
  )
  return accept(world, massRefundId, [computed, ...pages])
}

/**
 * Approves a schedule; the second approval lets it be paid. Neither is its author's, nor are both
 * of one person. Refused: unknown_mass_refund, same_person, mass_refund_not_open.
 */
export function approveMassRefund(
  world: World,
  command: Of<'approve-mass-refund'>,
  speak: Speak,
): Decision {
  const { massRefundId, actor } = command
  const found = world.massRefunds.get(massRefundId)
  if (!found) return refuse('unknown_mass_refund', massRefundId)
  if (actor.id === found.author || actor.id === found.firstApprover) {
    return refuse('same_person', 'it takes two others')
  }
  const { status, merchantId } = found
  if (status !== 'COMPUTED' && status !== 'APPROVED_ONCE') {
    return refuse('mass_refund_not_open', status)
  }
  const approval = status === 'COMPUTED' ? (1 as const) : (2 as const)
  const data = { massRefundId, merchantId, approval }
  return accept(world, massRefundId, [speak('mass_refund.approved', massRefundId, data)])
}

/** The mass refunds of a merchant that the world knows. */
export function ofMerchant(world: World, merchantId: string): MassRefund[] {
  return [...world.massRefunds.values()].filter((each) => each.merchantId === merchantId)
}

function pagesOf(lines: readonly ScheduleLine[]): ScheduleLine[][] {
  const count = Math.ceil(lines.length / MASS_PAGE_LOTS)
  return Array.from({ length: count }, (_, page) =>
    lines.slice(page * MASS_PAGE_LOTS, (page + 1) * MASS_PAGE_LOTS),
  )
}

function accept(world: World, massRefundId: string, facts: EscrowFact[]): Accepted {
  return {
    facts,
    answer: () => {
      const view = viewMassRefund(world.massRefunds.get(massRefundId)!)
      return () => view
    },
  }
}
