// Law 9: whatever one dishonest merchant, member or officer does alone, no fen of another leaves.
// An honest history is played first; then one person asks for whatever his role may ask for, about
// anybody, in his own name, while everybody else does nothing and time goes on.
// TICUN_HISTORIES=N plays N new ones, TICUN_HISTORIES_SEED=N those of a seed again.
import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import { openTestDatabase } from '@ticun/house'
import { openDatabases } from './databases.ts'
import { DEEDS } from './deeds.ts'
import { drawOf } from './draw.ts'
import { LawBroken, openPlay, playSteps, tell, type Databases, type Maker } from './play.ts'
import { begunIn, claimsOf, goneByTime, losses, rogueCommand, rogueOf } from './rogue.ts'
import { step } from './steps.ts'

const HISTORIES = Number(process.env['TICUN_HISTORIES'] ?? 25)
const HONEST_STEPS = 80
const ROGUE_STEPS = 120
const isLong = process.env['TICUN_HISTORIES'] !== undefined
const SEED = process.env['TICUN_HISTORIES_SEED'] ?? (isLong ? undefined : '20250901')
const seed = SEED === undefined ? {} : { seed: Number(SEED) }
/** Nobody waits longer in a run of all tests, however busy the machine is. */
const RUN_MAX_MS = 40_000
const limit = isLong ? {} : { interruptAfterTimeLimit: RUN_MAX_MS }
const MAX_MS = isLong ? HISTORIES * 60_000 : 4 * RUN_MAX_MS

let databases: Databases
let close: () => Promise<void>
beforeAll(async () => {
  const server = await openTestDatabase()
  const opened = await openDatabases(server.superuserUrl)
  databases = opened
  close = async () => {
    await opened.close()
    await server.stop()
  }
})
afterAll(() => close?.())

/** Histories of this test have numbers of their own, so that their ids are no others'. */
let count = 1_000_000

test(
  'nobody loses a fen by what one dishonest person does alone',
  async () => {
    const honest = fc.array(step, { minLength: HONEST_STEPS, maxLength: HONEST_STEPS })
    const dishonest = fc.array(step, { minLength: ROGUE_STEPS, maxLength: ROGUE_STEPS })
    await fc.assert(
      fc.asyncProperty(honest, dishonest, fc.nat(), async (first, then, chance) => {
        count += 1
        const play = await openPlay(databases, count)
        const { stage, plain, batches } = play
        await playSteps(play, first)
        const rogue = rogueOf(stage, drawOf(chance))
        const begun = begunIn(stage)
        const before = claimsOf(stage, plain)
        const [batchesBefore, factsBefore] = [batches.length, stage.facts.length]
        const make: Maker = (_stage, deed, seedOfDeed) =>
          deed === 'tick'
            ? DEEDS.tick(stage)
            : rogueCommand(stage, rogue, begun, deed, drawOf(seedOfDeed))
        await playSteps(play, then, make)
        const gone = goneByTime(stage, stage.facts.slice(factsBefore))
        const lost = losses(before, claimsOf(stage, plain), gone, rogue)
        if (lost.length === 0) return
        const his = batches.slice(batchesBefore).flat()
        throw new LawBroken(`${lost.join('\n')}\n${tell(his)}`)
      }),
      { numRuns: HISTORIES, endOnFailure: isLong, ...limit, ...seed },
    )
  },
  MAX_MS,
)
