// Moving a merchant to another state: one officer, or two where it weighs most.
import { refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import {
  endOfShanghaiDay,
  MERCHANT_FACTS,
  mayMove,
  merchantMachine,
  needsSecondOfficer,
  periodEnd,
  shanghaiDate,
  type MerchantAim,
} from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import type { Merchant, MerchantChange } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import type { Accepted, Decision, Speak } from '../decision.ts'
import { policyValue } from '../policy-of.ts'
import { viewMerchant } from './view.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/**
 * Moves a merchant, or asks for the move where a second officer has to approve; a newer request
 * replaces the one that waits. Refused: unknown_merchant, time_in_future (the day on which it
 * stopped), merchant_not_movable, notice_running, merchant_holds_money.
 */
export function changeMerchant(
  world: World,
  command: Of<'change-merchant'>,
  speak: Speak,
): Decision {
  const { merchantId, changeId, actor, body } = command
  const merchant = world.merchants.get(merchantId)
  if (!merchant) return refuse('unknown_merchant', merchantId)
  const stoppedOn = 'stoppedOn' in body ? body.stoppedOn : undefined
  if (stoppedOn !== undefined && stoppedOn > shanghaiDate(command.now)) {
    return refuse('time_in_future', stoppedOn)
  }
  const { to, reason, evidenceSha256 } = body
  const evidence = evidenceSha256 === undefined ? {} : { evidenceSha256 }
  const grounds = { reason, ...evidence, ...(stoppedOn === undefined ? {} : { stoppedOn }) }
  const bar = moveBar(world, merchant, to, command.now)
  if (bar) return bar
  if (needsSecondOfficer(merchant.status, to)) {
    const data = { merchantId, changeId, to, ...grounds }
    return accept(world, merchantId, speak('merchant.change_requested', merchantId, data))
  }
  const wanted = { changeId, to, ...grounds, requestedBy: actor.id, requestedAt: command.now }
  const fact = moved(world, merchant, wanted, command, speak)
  return accept(world, merchantId, fact)
}

/**
 * Approves the move that waits. Refused: unknown_merchant, unknown_change, same_person,
 * merchant_not_movable, notice_running, merchant_holds_money.
 */
export function approveMerchantChange(
  world: World,
  command: Of<'approve-merchant-change'>,
  speak: Speak,
): Decision {
  const { merchantId, changeId, actor } = command
  const merchant = world.merchants.get(merchantId)
  if (!merchant) return refuse('unknown_merchant', merchantId)
  const { pending } = merchant
  if (pending?.changeId !== changeId) return refuse('unknown_change', changeId)
  if (pending.requestedBy === actor.id) return refuse('same_person', 'somebody else has to approve')
  const bar = moveBar(world, merchant, pending.to, command.now)
  if (bar) return bar
  const fact = moved(world, merchant, pending, command, speak)
  return accept(world, merchantId, fact)
}

/** The clock tells that the notice of a wind-down is over. */
export function endNotice(world: World, merchantId: string, speak: Speak): EscrowFact[] {
  const merchant = world.merchants.get(merchantId)
  if (merchant?.status !== 'WIND_DOWN' || merchant.noticeUntil === undefined) return []
  return [speak('merchant.notice_ended', merchantId, { merchantId }, merchant.noticeUntil)]
}

/** Why it cannot be moved there now. A merchant closes only when nothing of anybody is left. */
function moveBar(
  world: World,
  { merchantId, status, noticeUntil }: Merchant,
  to: MerchantAim,
  now: string,
): Refusal | undefined {
  if (!mayMove(merchantMachine, status, MERCHANT_FACTS[to])) {
    return refuse('merchant_not_movable', `${status} → ${to}`)
  }
  if (to !== 'CLOSED') return undefined
  if (status === 'WIND_DOWN' && noticeUntil !== undefined && now <= noticeUntil) {
    return refuse('notice_running', noticeUntil)
  }
  const leftFen = world.openMoney.get(merchantId) ?? 0n
  return leftFen > 0n ? refuse('merchant_holds_money', leftFen.toString()) : undefined
}

function moved(
  world: World,
  { merchantId, status: from, stoppedOn: known }: Merchant,
  change: MerchantChange,
  { now, actor }: Pick<Command, 'now' | 'actor'>,
  speak: Speak,
): EscrowFact {
  const { to, reason, evidenceSha256, stoppedOn = known, requestedBy } = change
  const data = {
    merchantId,
    from,
    reason,
    ...(evidenceSha256 === undefined ? {} : { evidenceSha256 }),
    // Back in its rights, it has not stopped.
    ...(stoppedOn === undefined || to === 'ACTIVE' ? {} : { stoppedOn }),
    ...(requestedBy === actor.id ? {} : { requestedBy }),
  }
  if (to !== 'WIND_DOWN') return speak(MERCHANT_FACTS[to], merchantId, data)
  const noticeUntil = noticeEnd(world, merchantId, now)
  return speak('merchant.wind_down_started', merchantId, { ...data, noticeUntil })
}

/** Last instant of the notice that is announced now (UTC), as the policy of the place says. */
function noticeEnd(world: World, merchantId: string, now: string): string {
  const days = policyValue(world, 'notice_days', merchantId, now)
  return days === 0 ? endOfShanghaiDay(shanghaiDate(now)) : periodEnd(world.calendar, now, days)
}

function accept(world: World, merchantId: string, fact: EscrowFact): Accepted {
  return {
    facts: [fact],
    answer: () => {
      const view = viewMerchant(world.merchants.get(merchantId)!, world.bookId)
      return () => view
    },
  }
}
