// Pays an approved mass refund: for each lot what is open is taken back, and its refund made due.
import { isRefusal, type EscrowFact, type MASS_SKIPS } from '@ticun/protocol'
import { mayMove, refundMachine, type MassShare } from '@ticun/rules'
import type { TimerCommand } from '../../command/command.ts'
import type { Lot, Refund } from '../../world/nouns.ts'
import { sameMoney, type MassItem, type MassRefund } from '../../world/mass-refund.ts'
import type { World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { settleDispute } from '../disputes.ts'
import { lotRefusal } from '../holds.ts'
import { namedAfter } from '../named-after.ts'
import { due, partsOf } from '../refunds/approve.ts'
import { reverseSession } from '../sessions.ts'
import { shareOfLot } from './schedule.ts'

const REASON = '商户停业，集中退款'

type Skip = (typeof MASS_SKIPS)[number]

/** The id of a lot's refund in a mass refund: the same schedule gives the same ids. */
export function refundIdOf({ massRefundId, lotId }: Pick<MassItem, 'massRefundId' | 'lotId'>) {
  return namedAfter('ref', massRefundId, lotId)
}

/**
 * Takes the next lines of a mass refund; the world holds those that are loaded. A lot that is not
 * what the signed schedule says any more is left out, and so is one that is on hold: they are named
 * for a schedule of their own. The last line completes it.
 */
export function payMassRefund(world: World, command: TimerCommand, speak: Speak): EscrowFact[] {
  const mass = world.massRefunds.get(command.timer.subject)
  if (mass?.status !== 'PAYING') return []
  const { massRefundId, merchantId } = mass
  const open = [...world.massItems.values()].filter(
    (item) => item.massRefundId === massRefundId && item.status === 'OPEN',
  )
  const facts = open.flatMap((item) => payItem(world, mass, item, command, speak))
  if ((world.massLeft.get(massRefundId) ?? 0) > 0) return facts
  return [...facts, speak('mass_refund.completed', massRefundId, { massRefundId, merchantId })]
}

function payItem(
  world: World,
  mass: MassRefund,
  item: MassItem,
  command: TimerCommand,
  speak: Speak,
): EscrowFact[] {
  const { massRefundId, merchantId } = mass
  const { contractId, lotId } = item
  const ids = { massRefundId, merchantId, contractId, lotId }
  const skip = (why: Skip) => [speak('mass_refund.skipped', massRefundId, { ...ids, why })]
  const lot = world.lots.get(lotId)
  const share = lot && shareOfLot(world, lot, mass)
  if (!lot || !share || !sameMoney(share, item)) return skip('CHANGED')
  if (lotRefusal(world, item) || lot.chargebackId) return skip('ON_HOLD')
  const refunds = openRefunds(world, lotId)
  const stuck = refunds.some(({ status }) => !mayMove(refundMachine, status, 'refund.rejected'))
  if (stuck) return skip('REFUND_OPEN')
  if (share.refundFen === 0n) return skip('NOTHING_DUE')
  const freed = [
    ...refunds.map(({ refundId }) =>
      speak('refund.rejected', refundId, { refundId, contractId, merchantId, reason: REASON }),
    ),
    ...sessionsBack(world, mass, lotId, command, speak),
  ]
  const refundId = refundIdOf(item)
  const paid = refundOf(lot, share, { mass, item, refundId, before: refunds[0] }, speak)
  if (!paid) return skip('CHANGED')
  const told = speak('mass_refund.paid_out', massRefundId, { ...ids, refundId })
  return [...freed, ...paid, told]
}

/** Refunds of the lot that take slots and are not approved. */
function openRefunds(world: World, lotId: string): Refund[] {
  return [...world.refunds.values()].filter(
    (refund) =>
      refund.lotId === lotId &&
      (mayMove(refundMachine, refund.status, 'refund.rejected') || refund.status === 'AWARDED'),
  )
}

/** Sessions that are not final: unconfirmed ones are reversed, disputed ones overturned. */
function sessionsBack(
  world: World,
  { scheduleSha256 }: MassRefund,
  lotId: string,
  command: TimerCommand,
  speak: Speak,
): EscrowFact[] {
  // Two officers have approved the schedule: it is their word, told by the clock.
  const actor = { role: 'officer' as const, id: 'clock' }
  const own = [...world.sessions.values()].filter((session) => session.lotId === lotId)
  const decisions = own.map(({ sessionId, status }): Decision | undefined => {
    const wish = { ...command, actor, sessionId }
    if (status === 'SUBMITTED') {
      return reverseSession(world, { ...wish, verb: 'reverse-session', reason: REASON }, speak)
    }
    if (status !== 'DISPUTED') return undefined
    const body = { decision: 'OVERTURN' as const, reason: REASON, evidenceSha256: scheduleSha256 }
    return settleDispute(world, { ...wish, verb: 'settle-dispute', body }, speak)
  })
  return decisions.flatMap((decision) => (decision && !isRefusal(decision) ? decision.facts : []))
}

type Wanted = { mass: MassRefund; item: MassItem; refundId: string; before: Refund | undefined }

/** Asked, approved on the term of the escrow agreement, and due to where the money came from. */
function refundOf(
  lot: Lot,
  share: MassShare,
  { mass, item, refundId, before }: Wanted,
  speak: Speak,
): EscrowFact[] | undefined {
  const { contractId, lotId, merchantId } = lot
  const { consumerId, formula } = item
  const { refundFen, taken } = share
  const parts = partsOf(lot, refundFen)
  if (!parts) return undefined
  const ids = { refundId, contractId, merchantId }
  const fault = 'MERCHANT' as const
  const asked = speak('refund.requested', refundId, {
    ...ids,
    lotId,
    consumerId,
    amountFen: refundFen.toString(),
    merchantFen: taken.merchantFen.toString(),
    creditFen: taken.creditFen.toString(),
    formula,
    fault,
    slots: taken.slots,
    faceFen: taken.faceFen.toString(),
    lotStatus: statusBefore(lot, taken.slots, before),
    reason: REASON,
  })
  const basis = { basis: 'ESCROW_TERM' as const, fault, evidenceSha256: mass.scheduleSha256 }
  const approved = speak('refund.approved', refundId, { ...ids, lotId, ...basis })
  const refund = { refundId, contractId, lotId, merchantId, consumerId, formula }
  const dues = parts.map((part, index) => due(refund, part, index, speak))
  return [asked, approved, ...dues]
}

/** The state that the lot has once everything that is not final was taken back. */
function statusBefore(lot: Lot, slots: readonly number[], before: Refund | undefined) {
  const status = lot.status === 'REFUNDING' ? before?.review.lotStatus : lot.status
  const reopened = slots.length > 0 && (status === 'EXHAUSTED' || status === 'CLOSED')
  return reopened || status === undefined ? 'ACTIVE' : status
}
