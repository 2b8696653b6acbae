// The timer that a session has: silence confirms it when its time is over, or it is taken back.
import { addMs } from '@ticun/rules'
import type { Session } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import { clearTimer, setTimer } from './timers.ts'

/** When silence confirms it (UTC); undefined when it does not wait, or silence says nothing. */
function dueAt({ status, deemedUntil }: Session): string | undefined {
  return status === 'SUBMITTED' && deemedUntil !== undefined ? addMs(deemedUntil, 1) : undefined
}

/** Sets the timer of a session that is taken back by itself where nobody confirms it. */
export function awaitWord(world: World, sessionId: string, lapsesAt: string | undefined): void {
  if (lapsesAt === undefined) return
  const { contractId, merchantId } = world.sessions.get(sessionId)!
  const timer = { kind: 'LAPSE_SESSION', subject: sessionId } as const
  setTimer(world, { ...timer, dueAt: addMs(lapsesAt, 1), contractId, merchantId })
}

/** Sets, moves and clears the timer of a session that was changed. */
export function followSession(world: World, before: Session | undefined, session: Session): void {
  const hasWord = before?.status === 'SUBMITTED' && session.status !== 'SUBMITTED'
  if (hasWord && before.deemedUntil === undefined) {
    clearTimer(world, { kind: 'LAPSE_SESSION', subject: session.sessionId })
  }
  const was = before && dueAt(before)
  const is = dueAt(session)
  if (was === is) return
  const { sessionId: subject, contractId, merchantId } = session
  const timer = { kind: 'CONFIRM_SESSION', subject } as const
  if (is === undefined) clearTimer(world, timer)
  else setTimer(world, { ...timer, dueAt: is, contractId, merchantId })
}
