// How many sessions of one contract and one day may stand on the desk's word alone.
import { refuse, type Refusal } from '@ticun/protocol'
import { addDays, shanghaiDate, startOfShanghaiDay } from '@ticun/rules'
import type { SessionWish } from '../command/command.ts'
import type { Contract, Session } from '../world/nouns.ts'
import { sessionsOf, type World } from '../world/world.ts'
import { policyValue } from './policy-of.ts'

/** The first instant (UTC) of the Shanghai day that an instant lies in, and that of the next. */
export function dayOf(instant: string): { from: string; to: string } {
  const date = shanghaiDate(instant)
  return { from: startOfShanghaiDay(date), to: startOfShanghaiDay(addDays(date, 1)) }
}

/** Whether a session stands, and not by a code that she showed. */
function isTold({ status, confirmedBy }: Session): boolean {
  return status !== 'REVERSED' && status !== 'REJECTED' && confirmedBy !== 'CODE'
}

/**
 * The bar to a session that is told without her code, on a day of which so many are told that no
 * member can have taken them all (`sessions_per_day_max`). With her code there is none: she was
 * there. Refused: too_many_that_day.
 */
export function tooManyThatDay(
  world: World,
  { contractId, merchantId }: Contract,
  {
    codeWindow,
    now,
    occurredAt,
  }: Pick<SessionWish, 'codeWindow'> & Record<'now' | 'occurredAt', string>,
): Refusal | undefined {
  if (codeWindow !== undefined) return undefined
  const max = policyValue(world, 'sessions_per_day_max', merchantId, now)
  const { from, to } = dayOf(occurredAt)
  const isThatDay = (each: Session) => each.occurredAt >= from && each.occurredAt < to
  const told = sessionsOf(world, contractId).filter((each) => isThatDay(each) && isTold(each))
  return told.length >= max ? refuse('too_many_that_day', String(max)) : undefined
}
