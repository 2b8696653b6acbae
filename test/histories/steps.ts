// How a step of a history is drawn.
import fc from 'fast-check'
import { WEIGHTS, type DeedName } from './deeds.ts'
import type { Step } from './play.ts'

const deed = fc.oneof(
  ...Object.entries(WEIGHTS).map(([name, weight]) => ({
    weight,
    arbitrary: fc.constant(name as DeedName),
  })),
)

/** Any deed, as often as its weight says; half of the time it joins the batch before it. */
export const step: fc.Arbitrary<Step> = fc.record({
  deed,
  chance: fc.nat(),
  hours: fc.constantFrom(0, 0, 0, 0, 0, 1, 5, 24, 24, 80, 200, 500, 1000),
  joins: fc.boolean(),
})
