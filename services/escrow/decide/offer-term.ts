// Until when an offer can be accepted.
import { addDays, endOfShanghaiDay, shanghaiDate } from '@ticun/rules'

/** Days of Shanghai for which an offer can be accepted, after its own. */
const OFFER_DAYS = 30

/** The last instant (UTC) at which what is offered now can be accepted. */
export function lapseOf(now: string): string {
  return endOfShanghaiDay(addDays(shanghaiDate(now), OFFER_DAYS))
}
