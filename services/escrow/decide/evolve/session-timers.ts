// The timer that a session has: silence confirms it when its time is over.
import { addMs } from '@ticun/rules'
import type { Session } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import { clearTimer, setTimer } from './timers.ts'

/** When silence confirms it (UTC); undefined when it does not wait, or silence says nothing. */
function dueAt({ status, deemedUntil }: Session): string | undefined {
  return status === 'SUBMITTED' && deemedUntil !== undefined ? addMs(deemedUntil, 1) : undefined
}

/** Sets, moves and clears the timer of a session that was changed. */
export function followSession(world: World, before: Session | undefined, session: Session): void {
  const was = before && dueAt(before)
  const is = dueAt(session)
  if (was === is) return
  const { sessionId: subject, contractId, merchantId } = session
  const timer = { kind: 'CONFIRM_SESSION', subject } as const
  if (is === undefined) clearTimer(world, timer)
  else setTimer(world, { ...timer, dueAt: is, contractId, merchantId })
}
