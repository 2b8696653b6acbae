// Silence of the consumer: when it confirms a session, and that it did.
import type { EscrowFact } from '@ticun/protocol'
import { addDays, endOfShanghaiDay, shanghaiDate, workingPeriodEnd } from '@ticun/rules'
import type { Lot } from '../world/nouns.ts'
import type { World } from '../world/world.ts'
import type { Speak } from './decision.ts'
import { policyValue } from './policy-of.ts'
import { priceNow, refForFact } from './sessions.ts'

type OfKind = Pick<Lot, 'merchantId' | 'terms'>

/**
 * The last instant (UTC) at which she may still object to a session of a lot that she was told of
 * at `told`; undefined where the policy of the industry lets silence confirm nothing.
 */
function deemedUntil(world: World, lot: OfKind, told: string): string | undefined {
  const { merchantId, terms } = lot
  const days = policyValue(world, 'deemed_confirm_working_days', merchantId, told, terms.kind)
  return days === 0 ? undefined : workingPeriodEnd(world.calendar, told, days)
}

/**
 * How long a session of a lot that she was told of at `told` may wait: until silence confirms it
 * or, where silence says nothing, until it is taken back by itself. Empty where it waits for ever.
 */
export function waitsUntil(
  world: World,
  lot: OfKind,
  told: string,
): { deemedUntil?: string; lapsesAt?: string } {
  const until = deemedUntil(world, lot, told)
  if (until !== undefined) return { deemedUntil: until }
  const { merchantId, terms } = lot
  const days = policyValue(world, 'unconfirmed_days', merchantId, told, terms.kind)
  return days === 0 ? {} : { lapsesAt: endOfShanghaiDay(addDays(shanghaiDate(told), days)) }
}

/**
 * Nobody confirmed it, and the merchant asked for no decision: what it took is hers again. Empty
 * when it was confirmed, disputed or taken back meanwhile.
 */
export function lapseSession(world: World, sessionId: string, speak: Speak): EscrowFact[] {
  const session = world.sessions.get(sessionId)
  if (session?.status !== 'SUBMITTED') return []
  const reason = '逾期未确认 / nobody confirmed it in time'
  return [speak('session.reversed', sessionId, { ...refForFact(session), reason })]
}

/**
 * The consumer was silent as long as she may be: the session is confirmed, at the price of this
 * moment. Empty when it was confirmed, disputed or taken back meanwhile.
 */
export function confirmBySilence(world: World, sessionId: string, speak: Speak): EscrowFact[] {
  const session = world.sessions.get(sessionId)
  if (session?.status !== 'SUBMITTED') return []
  const amountFen = priceNow(world, session).toString()
  const data = { ...refForFact(session), amountFen, confirmedBy: 'DEEMED' as const }
  return [speak('session.confirmed', sessionId, data)]
}
