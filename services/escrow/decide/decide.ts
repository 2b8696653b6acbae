// One switch from a command to the verb that decides it; pure and synchronous.
import type { SingleCommand } from '../command/command.ts'
import type { World } from '../world/world.ts'
import { takeBankFact } from './bank-facts.ts'
import type { Decision, Speak } from './decision.ts'
import { guard } from './guard.ts'
import { takeFreeze } from './holds.ts'
import { enrolMerchant, openBook } from './enrol.ts'
import { disputeSession, settleDispute } from './disputes.ts'
import { thenFill } from './fill.ts'
import { approveMerchantChange, changeMerchant } from './merchants/change.ts'
import { runPayouts } from './payouts.ts'
import { decidePolicy, proposePolicy } from './policies.ts'
import { listProduct, listVersion, withdrawProduct } from './products.ts'
import { decideRefund } from './refunds/decide.ts'
import { requestRefund } from './refunds/request.ts'
import { recordSession } from './record.ts'
import { confirmSession, reverseSession } from './sessions.ts'
import { signContract } from './sign.ts'
import { supplyCalendar } from './time/calendar.ts'
import { extendLot } from './time/extend.ts'
import { resumeLot, suspendLot } from './time/suspend.ts'
import { takeTimer } from './time/take-timer.ts'
import { assignSuspense, returnSuspense } from './suspense.ts'

/** A stated time may be this far ahead of our clock before it counts as the future. */
const CLOCK_SKEW_MS = 300_000

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
  if (Date.parse(command.occurredAt) > Date.parse(recordedAt) + CLOCK_SKEW_MS) {
    return { refused: 'time_in_future', detail: command.occurredAt }
  }
  if (!world.book && command.verb !== 'open-book') return { refused: 'unknown_book' }
  const kept = guard(world, command)
  if (kept) return kept
  switch (command.verb) {
    case 'open-book':
      return openBook(world, command, speak)
    case 'enrol-merchant':
      return enrolMerchant(world, command, speak)
    case 'list-product':
      return listProduct(world, command, speak)
    case 'list-version':
      return listVersion(world, command, speak)
    case 'withdraw-product':
      return withdrawProduct(world, command, speak)
    case 'sign-contract':
      return signContract(world, command, speak)
    case 'record-session':
      return recordSession(world, command, speak)
    case 'confirm-session':
      return confirmSession(world, command, speak)
    case 'reverse-session':
      return reverseSession(world, command, speak)
    case 'dispute-session':
      return disputeSession(world, command, speak)
    case 'settle-dispute':
      return settleDispute(world, command, speak)
    case 'request-refund':
      return requestRefund(world, command, speak)
    case 'decide-refund':
      return decideRefund(world, command, speak)
    case 'assign-suspense':
      return thenFill(world, assignSuspense(world, command, speak), command.now, speak)
    case 'return-suspense':
      return returnSuspense(world, command, speak)
    case 'run-payouts':
      return runPayouts(world, command, speak)
    case 'propose-policy':
      return proposePolicy(world, command, speak)
    case 'decide-policy':
      return decidePolicy(world, command, speak)
    case 'change-merchant':
      return changeMerchant(world, command, speak)
    case 'approve-merchant-change':
      return approveMerchantChange(world, command, speak)
    case 'take-freeze':
      return takeFreeze(world, command, speak)
    case 'take-bank-fact':
      return thenFill(world, takeBankFact(world, command, speak), command.now, speak)
    case 'take-timer':
      return takeTimer(world, command, speak)
    case 'supply-calendar':
      return supplyCalendar(command, speak)
    case 'suspend-lot':
      return suspendLot(world, command, speak)
    case 'resume-lot':
      return resumeLot(world, command, speak)
    case 'extend-lot':
      return extendLot(world, command, speak)
  }
}
