// One table from a command's verb to what decides it; pure and synchronous.
import { CLOCK_SKEW_MS } from '@ticun/protocol'
import type { SingleCommand } from '../command/command.ts'
import type { World } from '../world/world.ts'
import { addLot, cancelLot } from './add-lot.ts'
import { takeBankFact } from './bank-facts.ts'
import { decideChargeback } from './chargebacks/decide.ts'
import { thenCover } from './chargebacks/cover.ts'
import { reportChargeback } from './chargebacks/report.ts'
import type { Decision, Speak } from './decision.ts'
import { askGuardianship, decideGuardianship, endGuardianship } from './guardianships.ts'
import { guard } from './guard.ts'
import { takeFreeze } from './holds.ts'
import { enrolMerchant, openBook } from './enrol.ts'
import { answerDispute, askDecision, disputeSession, settleDispute } from './disputes.ts'
import { thenFill } from './fill.ts'
import { approveMassRefund, computeMassRefund } from './mass/mass-refunds.ts'
import { approveMerchantChange, changeMerchant } from './merchants/change.ts'
import { approveRelease, releaseReserve } from './merchants/reserve.ts'
import { allocateInterest } from './interest.ts'
import { runPayouts } from './payouts.ts'
import { acceptOffer, endOffer } from './offers.ts'
import { decidePolicy, proposePolicy } from './policies.ts'
import { listProduct, listVersion, withdrawProduct } from './products.ts'
import { decideRefund } from './refunds/decide.ts'
import { recordFee } from './refunds/fee.ts'
import { requestRefund } from './refunds/request.ts'
import { recordSession } from './record.ts'
import { confirmSession, reverseSession } from './sessions.ts'
import { signContract } from './sign.ts'
import { supplyCalendar } from './time/calendar.ts'
import { extendLot } from './time/extend.ts'
import { resumeLot, suspendLot } from './time/suspend.ts'
import { takeTimer } from './time/take-timer.ts'
import { assignSuspense, returnSuspense } from './suspense.ts'
import { transferContract } from './transfer.ts'

type Of<V extends SingleCommand['verb']> = Extract<SingleCommand, { verb: V }>

/** Who decides each verb. */
const deciders: {
  [V in SingleCommand['verb']]: (world: World, command: Of<V>, speak: Speak) => Decision
} = {
  'open-book': openBook,
  'enrol-merchant': enrolMerchant,
  'list-product': listProduct,
  'list-version': listVersion,
  'withdraw-product': withdrawProduct,
  'sign-contract': signContract,
  'add-lot': addLot,
  'cancel-lot': cancelLot,
  'transfer-contract': transferContract,
  'accept-offer': acceptOffer,
  'end-offer': endOffer,
  'ask-guardianship': askGuardianship,
  'decide-guardianship': decideGuardianship,
  'end-guardianship': endGuardianship,
  'record-session': recordSession,
  'confirm-session': confirmSession,
  'reverse-session': (world, command, speak) =>
    thenCover(world, reverseSession(world, command, speak), speak),
  'dispute-session': disputeSession,
  'answer-dispute': answerDispute,
  'ask-decision': askDecision,
  'settle-dispute': (world, command, speak) =>
    thenCover(world, settleDispute(world, command, speak), speak),
  'request-refund': requestRefund,
  'decide-refund': decideRefund,
  'record-fee': recordFee,
  'report-chargeback': reportChargeback,
  'decide-chargeback': decideChargeback,
  'assign-suspense': (world, command, speak) =>
    thenFill(world, assignSuspense(world, command, speak), command.now, speak),
  'return-suspense': returnSuspense,
  'allocate-interest': allocateInterest,
  'run-payouts': runPayouts,
  'propose-policy': proposePolicy,
  'decide-policy': decidePolicy,
  'compute-mass-refund': computeMassRefund,
  'approve-mass-refund': approveMassRefund,
  'change-merchant': changeMerchant,
  'release-reserve': releaseReserve,
  'approve-release': approveRelease,
  'approve-merchant-change': approveMerchantChange,
  'take-freeze': takeFreeze,
  'take-bank-fact': (world, command, speak) =>
    thenFill(world, takeBankFact(world, command, speak), command.now, speak),
  'take-timer': takeTimer,
  'supply-calendar': supplyCalendar,
  'suspend-lot': suspendLot,
  'resume-lot': resumeLot,
  'extend-lot': extendLot,
}

/**
 * Decides a command against the world. `recordedAt` (UTC) is the book time of the batch. The world
 * is not changed: apply the facts with `evolve`. Refusals come in the order of the refusal list.
 */
export function decide(
  world: World,
  command: SingleCommand,
  recordedAt: string,
  speak: Speak,
): Decision {
  if (isInFuture(command, recordedAt)) {
    return { refused: 'time_in_future', detail: command.occurredAt }
  }
  if (!world.book && command.verb !== 'open-book') return { refused: 'unknown_book' }
  const kept = guard(world, command)
  if (kept) return kept
  const decider = deciders[command.verb] as (
    world: World,
    command: SingleCommand,
    speak: Speak,
  ) => Decision
  return decider(world, command, speak)
}

/** Most happened before; only for the others are the times worth reading. */
function isInFuture({ occurredAt }: SingleCommand, recordedAt: string): boolean {
  if (occurredAt <= recordedAt) return false
  return Date.parse(occurredAt) > Date.parse(recordedAt) + CLOCK_SKEW_MS
}
