// Lets go of what a world need not keep.
import type { Session } from './nouns.ts'
import { dropSession, type World } from './world.ts'

/**
 * Forgets those of these sessions that are confirmed and are still as given: they must be committed
 * like that, so that whoever asks for one again finds it in Postgres. Most sessions end so, and a
 * book that kept them would fill its memory with them.
 */
export function forgetConfirmed(world: World, sessions: readonly Session[]): void {
  for (const session of sessions) {
    const { sessionId, status } = session
    if (status === 'CONFIRMED' && world.sessions.get(sessionId) === session) {
      dropSession(world, session)
    }
  }
}
