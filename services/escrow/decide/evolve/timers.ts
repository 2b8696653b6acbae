// Setting and clearing timers.
import { timerKey, type Timer } from '../../world/timer.ts'
import type { World } from '../../world/world.ts'

/** Sets a timer, or moves the one that is set. */
export function setTimer(world: World, timer: Timer): void {
  world.timers.set(timerKey(timer), timer)
  world.timerChanges.set(timerKey(timer), true)
}

/** Clears a timer; no effect when none is set. */
export function clearTimer(world: World, timer: Pick<Timer, 'kind' | 'subject'>): void {
  world.timers.delete(timerKey(timer))
  world.timerChanges.set(timerKey(timer), false)
}
