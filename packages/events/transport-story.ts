// Random stories: writers of three books, late commits, rollbacks, restarts and lost positions.
import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Listener, Relay } from './index.ts'
import type { Open } from './transport-speaker.ts'
import type { Stage } from './transport-stage.ts'

const STORIES = 8
const STEPS_MAX = 24
const SAID_MAX = 7

const BOOKS = [0, 1, 2] as const

const step = oneof(
  {
    weight: 8,
    arbitrary: record({
      verb: constantFrom('begin', 'say', 'commit', 'rollback'),
      book: constantFrom(...BOOKS),
      count: integer({ min: 1, max: SAID_MAX }),
    }),
  },
  {
    weight: 1,
    arbitrary: record({
      verb: constantFrom('restart-listener', 'restart-relay', 'forget'),
    }),
  },
)

type Step = typeof step extends Arbitrary<infer S> ? S : never

/** Plays random stories and expects every book to be heard exactly as it was committed. */
export async function playStories(stage: Stage): Promise<void> {
  const running = { relay: stage.speak(), listener: stage.listen() }
  await assert(
    asyncProperty(array(step, { minLength: 4, maxLength: STEPS_MAX }), async (story) => {
      const books = BOOKS.map(() => stage.book())
      const open = new Map<string, Open>()
      for (const each of story) {
        if ('book' in each) await write(stage, open, books[each.book] ?? '', each)
        else await disturb(stage, running, each.verb)
      }
      for (const transaction of open.values()) await transaction.commit()
      for (const book of books) await stage.expectHeard(book, stage.saidOf(book))
    }),
    // Each story takes a while; shrinking one that fails would take too long.
    { numRuns: STORIES, endOnFailure: true },
  )
}

/** One writer at a time in each book, as everywhere in the house. */
async function write(
  stage: Stage,
  open: Map<string, Open>,
  book: string,
  { verb, count }: Extract<Step, { book: number }>,
): Promise<void> {
  const current = open.get(book)
  if (verb === 'begin' && !current) open.set(book, await stage.begin())
  if (verb === 'say') await (current ? current.say(book, count) : stage.say(book, count))
  if (!current || (verb !== 'commit' && verb !== 'rollback')) return
  open.delete(book)
  await current[verb]()
}

async function disturb(
  stage: Stage,
  running: { relay: Relay; listener: Listener },
  verb: string,
): Promise<void> {
  if (verb === 'restart-listener' || verb === 'forget') {
    await running.listener.stop()
    if (verb === 'forget') await stage.forgetPositions()
    running.listener = stage.listen()
  }
  if (verb === 'restart-relay') {
    await running.relay.stop()
    running.relay = stage.speak()
  }
}
