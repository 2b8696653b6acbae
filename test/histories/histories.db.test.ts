// Random histories over the verbs and every kind of lot: whatever comes, in whatever batches,
// through either door, the laws hold. A run of all tests plays the same histories each time, so
// that red means a change; TICUN_HISTORIES=N hunts: it plays N new ones and shortens none,
// TICUN_HISTORIES_STEPS=N longer ones, TICUN_HISTORIES_SEED=N those of a seed again;
// TICUN_HISTORIES_TELL=1 tells what was accepted and what refused.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase } from '@ticun/house'
import { balancesOf, plainBalances, rederived } from './book.ts'
import { openDatabases } from './databases.ts'
import { drawOf } from './draw.ts'
import { playOtherwise } from './otherwise.ts'
import { play, type Databases } from './play.ts'
import { step } from './steps.ts'
import { directly } from './stage.ts'
import { count as countOutcomes, tell, type Tally } from './tally.ts'
import { foldedNouns, storedNouns, untimed } from './stored.ts'

const HISTORIES = Number(process.env['TICUN_HISTORIES'] ?? 40)
const STEPS = Number(process.env['TICUN_HISTORIES_STEPS'] ?? 120)
/** Nobody waits longer in a run of all tests, however busy the machine is. */
const RUN_MAX_MS = 50_000
const isLong = process.env['TICUN_HISTORIES'] !== undefined
const SEED = process.env['TICUN_HISTORIES_SEED'] ?? (isLong ? undefined : '20250501')
const limit = isLong ? {} : { interruptAfterTimeLimit: RUN_MAX_MS }
const MAX_MS = isLong ? HISTORIES * 60_000 : 4 * RUN_MAX_MS

let databases: Databases
/** Another database, in which the same happens in other batches. */
let twin: Databases
let close: () => Promise<void>
beforeAll(async () => {
  const server = await openTestDatabase()
  const opened = [
    await openDatabases(server.superuserUrl),
    await openDatabases(server.superuserUrl),
  ] as const
  ;[databases, twin] = opened
  close = async () => {
    for (const each of opened) await each.close()
    await server.stop()
  }
})
afterAll(async () => {
  if (process.env['TICUN_HISTORIES_TELL']) process.stdout.write(`${tell(tally)}\n`)
  await close?.()
})

const history = fc.array(step, { minLength: STEPS >> 1, maxLength: STEPS, size: 'max' })

const tally: Tally = new Map()
/** Histories that were played, those that shrink a failure included. */
let count = 0

const seed = SEED === undefined ? {} : { seed: Number(SEED) }

test(
  'the laws hold after every batch, and the book is what the facts lead to',
  async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(), async (steps, chance) => {
        const { db } = databases
        count += 1
        const { stage, plain, batches, outcomes } = await play(databases, count, steps)
        const { bookId } = stage
        const balances = await balancesOf(db, bookId)
        const own = [...balances].filter(([account]) => /^(1|2001|2002|2003|2008)/.test(account))
        expect(new Map(own)).toEqual(plainBalances(plain))
        expect(await rederived(db, stage)).toEqual(balances)
        const nouns = await storedNouns(db, bookId)
        expect(foldedNouns(stage.world)).toEqual(nouns)
        const commands = batches.flat()
        countOutcomes(tally, commands, outcomes)
        const again = await directly(db, bookId)(commands)
        expect(again).toEqual(outcomes.map(({ answer }) => ({ answer, replayed: true })))

        await playOtherwise(twin.db, bookId, batches, drawOf(chance))
        expect(await balancesOf(twin.db, bookId)).toEqual(balances)
        expect(untimed(await storedNouns(twin.db, bookId))).toEqual(untimed(nouns))
      }),
      { numRuns: HISTORIES, endOnFailure: isLong, ...limit, ...seed },
    )
  },
  MAX_MS,
)
