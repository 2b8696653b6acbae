// What every transport promises, as tests that run against each of them.
import { expect, test } from 'vitest'
import { FactRejected, listDead, type Transport } from './index.ts'
import type { Topic } from '@ticun/protocol'
import { playStories } from './transport-story.ts'
import { eventually, openStage, type Stage } from './transport-stage.ts'

const TEST_MAX_MS = 60_000
const MANY = 1_200

export type Subject = {
  /** A transport for one process of this name. */
  open: (factsUrls: Record<Topic, string>, clientId: string) => Transport
  superuserUrl: () => string
}

/** Declares the tests; `skip` is the reason why they cannot run here. */
export function transportContract(title: string, subject: Subject, skip?: string): void {
  const run = (name: string, work: (stage: Stage) => Promise<void>) =>
    test.skipIf(skip !== undefined)(
      `${title}: ${name}${skip === undefined ? '' : ` (skipped: ${skip})`}`,
      { timeout: TEST_MAX_MS },
      async () => {
        const stage = await openStage(subject.superuserUrl(), subject.open)
        try {
          await work(stage)
        } finally {
          await stage.close()
        }
      },
    )

  run('every fact arrives once, in the order of its book', async (stage) => {
    const [first, second] = [stage.book(), stage.book()]
    stage.speak()
    const listener = stage.listen()
    await stage.say(first, MANY)
    for (let turn = 0; turn < 20; turn += 1) {
      await stage.say(first, 3)
      await stage.say(second, 2)
    }
    await stage.expectHeard(first, MANY + 60)
    await stage.expectHeard(second, 40)
    expect(listener.status().reduce((sum, topic) => sum + topic.dead, 0)).toBe(0)
  })

  run('a transaction that commits late is not skipped', async (stage) => {
    const [early, late] = [stage.book(), stage.book()]
    stage.speak()
    stage.listen()
    const open = await stage.begin()
    await open.say(late, 3)
    await stage.say(early, 3)
    await stage.otherWork()
    await open.commit()
    await stage.expectHeard(late, 3)
    await stage.expectHeard(early, 3)
  })

  run('a book keeps its order when transaction ids are the other way round', async (stage) => {
    const book = stage.book()
    stage.speak()
    stage.listen()
    const [low, middle, high] = [await stage.begin(), await stage.begin(), await stage.begin()]
    await high.say(book, 2)
    await high.commit()
    await low.say(book, 2)
    await low.commit()
    await stage.expectHeard(book, 4)
    await middle.say(book, 2)
    await middle.commit()
    await stage.expectHeard(book, 6)
  })

  run('a rolled back transaction says nothing', async (stage) => {
    const book = stage.book()
    stage.speak()
    stage.listen()
    const open = await stage.begin()
    await open.say(stage.book(), 2)
    await open.rollback()
    await stage.say(book, 1)
    await stage.expectHeard(book, 1)
    expect(await stage.heardInAll()).toBe(1)
  })

  run('what is delivered again does nothing again', async (stage) => {
    const book = stage.book()
    const relay = stage.speak()
    const listener = stage.listen()
    await stage.say(book, 5)
    await stage.expectHeard(book, 5)
    await relay.stop()
    await listener.stop()
    // As if both had died before they noted how far they were.
    await stage.forgetPositions()
    stage.speak()
    const again = stage.listen()
    await stage.say(book, 1)
    await stage.expectHeard(book, 6)
    const skipped = again.status().reduce((sum, topic) => sum + topic.skipped, 0)
    expect(skipped).toBeGreaterThanOrEqual(5)
  })

  run('a restarted listener goes on where it was', async (stage) => {
    const book = stage.book()
    const history = 40
    stage.speak()
    const first = stage.listen()
    await stage.say(book, history)
    await stage.expectHeard(book, history)
    await first.stop()
    await stage.say(book, 4)
    const handed: number[] = []
    const second = stage.listen(async (heard, facts) => {
      const own = facts.filter((fact) => fact.bookId === book)
      handed.push(...own.map((fact) => stage.numberOf(fact)))
      await heard(facts)
    })
    await stage.expectHeard(book, history + 4)
    expect(handed).toEqual([40, 41, 42, 43])
    // A broker may hold a fact twice (it was sent again when an answer was late), and the second
    // copy is skipped; but the history is not read again.
    const skipped = second.status().reduce((sum, topic) => sum + topic.skipped, 0)
    expect(skipped).toBeLessThan(history)
  })

  run('a fault rolls the handler back and the facts come again', async (stage) => {
    const book = stage.book()
    stage.speak()
    let faults = 0
    stage.listen(async (heard, facts) => {
      await heard(facts)
      if (!facts.some((fact) => fact.bookId === book)) return
      faults += 1
      if (faults <= 2) throw Object.assign(new Error('no way there'), { code: 'ECONNREFUSED' })
    })
    await stage.say(book, 5)
    await stage.expectHeard(book, 5)
    expect(faults).toBeGreaterThan(2)
    expect(await stage.dead(book)).toEqual([])
  })

  run('a bad fact is put aside, its neighbours go on, and it can be replayed', async (stage) => {
    const book = stage.book()
    stage.speak()
    const listener = stage.listen(async (heard, facts) => {
      await heard(facts)
      for (const fact of facts.filter((each) => each.bookId === book)) {
        if (stage.numberOf(fact) === 3) throw new FactRejected('nobody can book this')
        if (stage.numberOf(fact) === 7) throw new TypeError('a bug for this fact alone')
      }
    })
    await stage.say(book, 5)
    const broken = await stage.sayRaw(book, 'alert.raised', { code: 12 })
    await stage.say(book, 5)
    await eventually(async () => expect(await stage.heard(book)).toEqual([0, 1, 2, 4, 5, 6, 8, 9]))
    const dead = await stage.dead(book)
    expect(dead.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('nobody can book this'),
      expect.stringContaining('code'),
      expect.stringContaining('a bug for this fact alone'),
    ])
    expect(listener.status().reduce((sum, topic) => sum + topic.dead, 0)).toBeGreaterThanOrEqual(3)

    const [rejected, unreadable] = dead
    expect(unreadable?.factId).toBe(broken)
    await expect(stage.replay(broken)).rejects.toThrow(FactRejected)
    expect(await stage.replay(rejected?.factId ?? '')).toBe(true)
    expect(await stage.replay(rejected?.factId ?? '')).toBe(false)
    expect(await stage.heard(book)).toEqual([0, 1, 2, 4, 5, 6, 8, 9, 3])
    const left = (await listDead(stage.listenerDb)).map(({ factId }) => factId)
    expect(left).toContain(broken)
    expect(left).not.toContain(rejected?.factId)
  })

  run('a type that is not known yet is skipped', async (stage) => {
    const book = stage.book()
    stage.speak()
    stage.listen()
    await stage.say(book, 2)
    await stage.sayRaw(book, 'moon.eclipsed', { full: true })
    await stage.say(book, 2)
    await stage.expectHeard(book, 4)
    expect(await stage.dead(book)).toEqual([])
  })

  run('a type that is not wanted is passed over, also when it is broken', async (stage) => {
    const book = stage.book()
    stage.speak()
    stage.listen(undefined, (type) => type !== 'checkpoint.signed')
    await stage.say(book, 3)
    await stage.sayRaw(book, 'checkpoint.signed', { broken: true })
    await stage.sayRaw(book, 'freeze.changed', { broken: true })
    await eventually(async () => expect(await stage.dead(book)).toHaveLength(1))
    await stage.expectHeard(book, 3)
  })

  run('two listeners and two relays of one database do everything once', async (stage) => {
    const book = stage.book()
    stage.speak()
    stage.speak()
    stage.listen()
    stage.listen()
    for (let turn = 0; turn < 30; turn += 1) await stage.say(book, 10)
    await stage.expectHeard(book, 300)
  })

  run('another relay takes over from one that ends', async (stage) => {
    const book = stage.book()
    const first = stage.speak()
    stage.speak()
    stage.listen()
    await stage.say(book, 3)
    await stage.expectHeard(book, 3)
    await first.stop()
    await stage.say(book, 3)
    await stage.expectHeard(book, 6)
  })

  run('random stories are heard as they were said', (stage) => playStories(stage))

  run('connections that break are opened again', async (stage) => {
    const book = stage.book()
    stage.speak()
    stage.listen()
    await stage.say(book, 3)
    await stage.expectHeard(book, 3)
    await stage.breakConnections()
    await eventually(() => stage.say(book, 3))
    await stage.expectHeard(book, 6)
  })
}
