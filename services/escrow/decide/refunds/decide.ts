// A word on a refund: of the merchant, of the consumer, of the officer.
import { isRefusal, refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import { mayMove, refundMachine } from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { Refund } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import type { Decision, Speak } from '../decision.ts'
import { mayClaim } from '../ownership.ts'
import { approve } from './approve.ts'
import { award } from './award.ts'
import { accept } from './counter-claim.ts'
import { retry } from './retry.ts'
import { answerOf } from './view.ts'

type Wish = Extract<Command, { verb: 'decide-refund' }>
type Word = (refund: Refund, command: Wish, speak: Speak, world: World) => EscrowFact[] | Refusal

/** Ids that every fact of a refund names. */
export function refOf({ refundId, contractId, merchantId }: Refund) {
  return { refundId, contractId, merchantId }
}

const isMerchant = ({ actor }: Wish) => actor.role === 'merchant'
const isOfficer = ({ actor }: Wish) => actor.role === 'officer'

/** Refused unless the refund's state lets this fact happen. */
function closedTo(refund: Refund, type: EscrowFact['type']): Refusal | undefined {
  if (mayMove(refundMachine, refund.status, type)) return undefined
  return refuse('refund_not_open', refund.status)
}

const agree: Word = (refund, command, speak) => {
  if (!isMerchant(command)) return refuse('not_yours')
  const closed = closedTo(refund, 'refund.agreed')
  return closed ?? [speak('refund.agreed', refund.refundId, { ...refOf(refund), deemed: false })]
}

/**
 * The merchant's no does not end a refund: others decide then. Cooling-off is the consumer's right
 * and cannot be contested (Art 14); and a no comes too late once its silence counts as agreement,
 * however late the clock is that says so.
 */
const contest: Word = (refund, command, speak) => {
  if (!isMerchant(command) || refund.formula === 'F1') return refuse('not_yours')
  const closed = closedTo(refund, 'refund.contested')
  if (closed) return closed
  const { reviewUntil } = refund.review
  if (reviewUntil !== undefined && command.now > reviewUntil) {
    return refuse('refund_not_open', `silent until ${reviewUntil}`)
  }
  const { reason = '未说明 / not stated', fault, evidenceSha256 } = command.body
  const said = { ...(fault ? { fault } : {}), ...(evidenceSha256 ? { evidenceSha256 } : {}) }
  return [speak('refund.contested', refund.refundId, { ...refOf(refund), reason, ...said })]
}

const withdraw: Word = (refund, command, speak) => {
  if (command.actor.role !== 'consumer') return refuse('not_yours')
  const closed = closedTo(refund, 'refund.withdrawn')
  return closed ?? [speak('refund.withdrawn', refund.refundId, refOf(refund))]
}

const escalate: Word = (refund, command, speak) => {
  if (!isOfficer(command)) return refuse('not_yours')
  const { forum = 'MEDIATION' } = command.body
  const open = mayMove(refundMachine, refund.status, 'refund.escalated')
  if (!open || forum === refund.status) return refuse('refund_not_open', refund.status)
  return [speak('refund.escalated', refund.refundId, { ...refOf(refund), forum })]
}

const reject: Word = (refund, command, speak, world) => {
  if (isMerchant(command)) return contest(refund, command, speak, world)
  if (!isOfficer(command)) return refuse('not_yours')
  const closed = closedTo(refund, 'refund.rejected')
  const { reason = '未说明 / not stated' } = command.body
  return closed ?? [speak('refund.rejected', refund.refundId, { ...refOf(refund), reason })]
}

const WORDS: Record<Wish['body']['decision'], Word> = {
  AGREE: agree,
  CONTEST: contest,
  REJECT: reject,
  WITHDRAW: withdraw,
  ACCEPT: accept,
  ESCALATE: escalate,
  AWARD: (refund, command, speak, world) =>
    isOfficer(command) ? award(world, refund, command, speak) : refuse('not_yours'),
  APPROVE: (refund, command, speak, world) =>
    isOfficer(command) ? approve(world, refund, command, speak) : refuse('not_yours'),
  RETRY: (refund, command, speak, world) =>
    isOfficer(command) ? retry(world, refund, command, speak) : refuse('not_yours'),
}

/**
 * A party's word on a refund. The merchant agrees or contests; the consumer withdraws, or accepts
 * the counter-claim; the officer escalates, records an award, rejects, or approves on a typed
 * basis. Approval makes it due: held → refund in transit; what the bank did not carry out is made
 * due anew. Refused: unknown_refund, not_yours, same_person, chargeback_open, refund_not_open,
 * refund_taken_up, counter_claim_missing, counter_claim_changed, refund_needs_merchant,
 * basis_missing, basis_wrong, evidence_missing, award_above_held, deduction_above_value,
 * nothing_to_refund, refund_has_no_payment.
 */
export function decideRefund(world: World, command: Wish, speak: Speak): Decision {
  const refund = world.refunds.get(command.refundId)
  if (!refund) return refuse('unknown_refund', command.refundId)
  const contract = world.contracts.get(refund.contractId)!
  if (!mayClaim(world, command, contract)) return refuse('not_yours')
  const facts = WORDS[command.body.decision](refund, command, speak, world)
  return isRefusal(facts) ? facts : answerOf(world, refund.refundId, facts)
}

/**
 * The merchant's silence has lasted its time, at `at` (UTC): it counts as agreement. Empty when the
 * refund was answered meanwhile.
 */
export function agreeBySilence(
  world: World,
  refundId: string,
  speak: Speak,
  at: string,
): EscrowFact[] {
  const refund = world.refunds.get(refundId)
  if (refund?.status !== 'REQUESTED') return []
  return [speak('refund.agreed', refundId, { ...refOf(refund), deemed: true }, at)]
}
