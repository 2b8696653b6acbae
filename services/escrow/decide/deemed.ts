// Silence of the consumer: when it confirms a session, and that it did.
import type { EscrowFact } from '@ticun/protocol'
import { workingPeriodEnd } from '@ticun/rules'
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
export function deemedUntil(world: World, lot: OfKind, told: string): string | undefined {
  const { merchantId, terms } = lot
  const days = policyValue(world, 'deemed_confirm_working_days', merchantId, told, terms.kind)
  return days === 0 ? undefined : workingPeriodEnd(world.calendar, told, days)
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
