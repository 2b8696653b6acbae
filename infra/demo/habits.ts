// Knows how members live: when they like to come, which packs they buy, how often they change.
import { pick, type Random } from './random.ts'

/** What one member likes: weekdays (Monday is 0) and hours of the day, and how keen she is. */
export type Habits = { weekdays: readonly boolean[]; hour: number; keenness: number }

/** Share of members per favourite hour, from 6:00: morning, noon and evening people. */
const FAVOURITE_HOURS = [1, 4, 9, 10, 4, 6, 18, 12, 6, 4, 4, 10, 8, 4, 2, 1]
const FIRST_HOUR = 6
/** How likely she comes so many hours away from her favourite one, out of 100. */
const HOUR_LIKING = [100, 60, 22, 8, 4, 2]
const OTHER_HOURS = 1
const KEENNESS = [3, 5, 7, 10]
/** How much rarer she comes on a weekday that is not hers. */
const OTHER_WEEKDAY = 6
/** Which packs are bought, in the order of the products. */
const PACK_LIKING = [30, 42, 28]

/** The highest liking there is. */
export const LIKING_MAX = 100 * 10 * OTHER_WEEKDAY

/** Draws a member's habits. */
export function drawHabits(random: Random): Habits {
  const weekdays = Array.from({ length: 7 }, () => random.perMille(430))
  weekdays[random.below(7)] = true
  return {
    weekdays,
    hour: FIRST_HOUR + pick(random, FAVOURITE_HOURS),
    keenness: KEENNESS[random.below(KEENNESS.length)] ?? 1,
  }
}

/** How much she likes to come then, from 1 to LIKING_MAX. */
export function liking(habits: Habits, weekday: number, hour: number): number {
  const distance = Math.abs(hour - habits.hour)
  const hourLiking = HOUR_LIKING[distance] ?? OTHER_HOURS
  return hourLiking * habits.keenness * (habits.weekdays[weekday] === true ? OTHER_WEEKDAY : 1)
}

/** Draws the index of the product that she buys. */
export function drawProduct(random: Random): number {
  return pick(random, PACK_LIKING)
}
