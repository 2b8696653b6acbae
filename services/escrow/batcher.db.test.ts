// The batcher on a real Postgres: load, two processes on one book, twins, and bugs among
// neighbours.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, transact } from '@ticun/db'
import { entries, lockChain } from '@ticun/ledger'
import { newId } from '@ticun/protocol'
import { createBatcher, type Batcher } from './command/batcher.ts'
import type { Command, Outcome } from './command/command.ts'
import { createDesk } from './command/desk.ts'
import { findContract } from './read/contracts.ts'
import * as t from './test-book.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
const commits: number[] = []

const batcherOn = (db: typeof escrow.db): Batcher =>
  createBatcher({
    deskOf: (bookId) => createDesk(db, bookId),
    onCommit: (count) => void commits.push(count),
  })

beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const refusalOf = ({ answer }: Outcome) => ('refused' in answer ? answer.refused : undefined)

async function openGym(contracts: number) {
  const opened = await t.openTestBook(escrow.db)
  const members = []
  for (let count = 0; count < contracts; count += 1) {
    members.push(await opened.fund(await opened.sign()))
  }
  let window = 0n
  const session = (contractId: string, changes = {}): Command =>
    t.commandFor(
      opened.bookId,
      opened.desk,
      { verb: 'record-session', contractId, sessionId: newId('ses'), codeWindow: (window += 1n) },
      changes,
    )
  return { ...opened, members, session }
}

/** The book's law after any history: dense sequences, one cause each, held as the slots say. */
async function expectSoundBook(bookId: string, members: readonly { contractId: string }[]) {
  const rows = await entries(escrow.db, bookId, { limit: 100_000 })
  expect(rows.map((row) => row.sequence)).toEqual(rows.map((_, index) => BigInt(index + 1)))
  let used = 0
  for (const { contractId } of members) {
    const [lot] = (await findContract(escrow.db, contractId))!.lots
    used += Array.from(lot!.slotStates).filter((state) => state === 'C').length
  }
  expect(rows.filter((row) => row.kind === 'session.confirmed')).toHaveLength(used)
  return used
}

test('a lone command goes at once; under load many share a transaction', async () => {
  const { bookId, members, session } = await openGym(20)
  const batcher = batcherOn(escrow.db)
  commits.length = 0
  await batcher.submit(session(members[0]!.contractId))
  expect(commits).toEqual([1])
  const load = Array.from({ length: 300 }, (_, index) =>
    batcher.submit(session(members[index % members.length]!.contractId)),
  )
  const outcomes = await Promise.all(load)
  expect(outcomes.map(refusalOf).filter(Boolean)).toEqual([])
  expect(commits.length).toBeLessThan(20)
  expect(await expectSoundBook(bookId, members)).toBe(301)
})

describe('while nothing can be committed', () => {
  /** A batcher in use, and how many commands each batch had that it sent since. */
  async function openWatched() {
    const { bookId, members, session } = await openGym(8)
    const sent: number[] = []
    const batcher = createBatcher({
      deskOf: (id) => {
        const { dispatch } = createDesk(escrow.db, id)
        return { dispatch: (commands) => (sent.push(commands.length), dispatch(commands)) }
      },
      onCommit: () => {},
    })
    let next = 0
    const submit = (count: number) =>
      Array.from({ length: count }, () => {
        const { contractId } = members[(next += 1) % members.length]!
        return batcher.submit(session(contractId, { codeWindow: undefined }))
      })
    await Promise.all(submit(1))
    sent.length = 0
    return { bookId, sent, submit }
  }
  const refused = async (load: Promise<Outcome>[]) =>
    (await Promise.all(load)).map(refusalOf).filter(Boolean)

  test('the next batch goes as soon as as many wait as are under way', async () => {
    const { bookId, sent, submit } = await openWatched()
    const load = await transact(escrow.db, async (trx) => {
      await lockChain(trx, bookId)
      const first = submit(17)
      await expect.poll(() => sent).toEqual([17])
      const tooFew = submit(16)
      await sleep(50)
      expect(sent).toEqual([17])
      const enough = submit(1)
      await expect.poll(() => sent).toEqual([17, 17])
      return [...first, ...tooFew, ...enough]
    })
    expect(await refused(load)).toEqual([])
    expect(sent).toEqual([17, 17])
  })

  test('a little waits for the little ahead of it: it is not worth a transaction', async () => {
    const { bookId, sent, submit } = await openWatched()
    const load = await transact(escrow.db, async (trx) => {
      await lockChain(trx, bookId)
      const first = submit(8)
      await expect.poll(() => sent).toEqual([8])
      const next = submit(8)
      await sleep(50)
      expect(sent).toEqual([8])
      return [...first, ...next]
    })
    expect(await refused(load)).toEqual([])
    expect(sent).toEqual([8, 8])
  })
})

test('a batch of sessions is counted by its sessions', async () => {
  const { bookId, desk, members } = await openGym(1)
  const batcher = batcherOn(escrow.db)
  commits.length = 0
  const { contractId } = members[0]!
  const batch = () => {
    const items = Array.from({ length: 100 }, () => ({ contractId, sessionId: newId('ses') }))
    return t.commandFor(bookId, desk, { verb: 'record-sessions', items })
  }
  await Promise.all(Array.from({ length: 14 }, () => batcher.submit(batch())))
  expect(commits.reduce((sum, count) => sum + count, 0)).toBe(14)
  expect(Math.max(...commits)).toBe(5)
})

test('two processes on one book: nothing lost, nothing double, no deadlock', async () => {
  const { bookId, members, session } = await openGym(10)
  const url = escrow.runtimeUrl
  const other = connect<never>({ url, applicationName: 'other' }) as unknown as typeof escrow.db
  try {
    const batchers = [batcherOn(escrow.db), batcherOn(other)]
    const commands = Array.from({ length: 320 }, (_, index) =>
      session(members[index % members.length]!.contractId),
    )
    // Every fourth command goes to both: its twin must get the same answer.
    const sent = commands.flatMap((command, index) => {
      const here = batchers[index % 2]!.submit(command)
      return index % 4 === 0 ? [here, batchers[(index + 1) % 2]!.submit({ ...command })] : [here]
    })
    const outcomes = await Promise.all(sent)
    // Codes may be seen out of order by the two, so some are refused; none is applied twice.
    const applied = outcomes.filter((each) => !each.replayed && refusalOf(each) === undefined)
    expect(outcomes.filter((each) => each.replayed)).toHaveLength(80)
    expect(await expectSoundBook(bookId, members)).toBe(applied.length)
    expect(new Set(outcomes.map(refusalOf))).not.toContain('id_taken')
  } finally {
    await other.destroy()
  }
})

describe('memory is only a head start', () => {
  test('what another writer did in between is seen', async () => {
    const { members, session, run, bookId } = await openGym(1)
    const batcher = batcherOn(escrow.db)
    const { contractId } = members[0]!
    await batcher.submit(session(contractId))
    await run(session(contractId), session(contractId))
    const outcome = await batcher.submit(session(contractId))
    expect(outcome.answer).toMatchObject({ body: { session: { slot: 3 } } })
    expect(await expectSoundBook(bookId, members)).toBe(4)
  })

  test('a key that was used before replays; an id that was used before is refused', async () => {
    const { members, session, run } = await openGym(1)
    const batcher = batcherOn(escrow.db)
    const first = session(members[0]!.contractId, { key: 'k1' })
    await run(first)
    expect(await batcher.submit({ ...first })).toMatchObject({ replayed: true })
    const sameId = { ...first, key: 'k2', codeWindow: 99n } as Command
    expect(refusalOf(await batcher.submit(sameId))).toBe('id_taken')
    expect(refusalOf(await batcher.submit(session(members[0]!.contractId)))).toBeUndefined()
  })

  test('a confirmed session that is committed leaves it with the next batch', async () => {
    const { members, session } = await openGym(1)
    const batcher = batcherOn(escrow.db)
    const { contractId } = members[0]!
    const sessionId = newId('ses')
    await batcher.submit(session(contractId, { sessionId }))
    await batcher.submit(session(contractId))
    // Only memory could still know this id.
    await escrow.db
      .updateTable('session')
      .set({ session_id: newId('ses') })
      .where('session_id', '=', sessionId)
      .execute()
    const outcome = await batcher.submit(session(contractId, { sessionId }))
    expect(refusalOf(outcome)).toBeUndefined()
  })

  test('a command with a bug fails alone', async () => {
    const { members, session, bookId } = await openGym(1)
    const batcher = batcherOn(escrow.db)
    const { contractId } = members[0]!
    const broken = { ...session(contractId), verb: 'no-such-verb' } as unknown as Command
    const results = await Promise.allSettled([
      batcher.submit(session(contractId)),
      batcher.submit(broken),
      batcher.submit(session(contractId)),
    ])
    expect(results.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await expectSoundBook(bookId, members)).toBe(2)
  })
})

describe('a batch behind another that is under way', () => {
  const slotsOf = async (contractId: string) =>
    (await findContract(escrow.db, contractId))!.lots[0]!.slotStates.slice(0, 4)
  const recorded = (outcomes: Outcome[]) =>
    outcomes.map(({ answer }) => ('body' in answer ? answer.body : answer))

  test('sees what that one does, before it is committed', async () => {
    const { bookId, members, session } = await openGym(1)
    const desk = createDesk(escrow.db, bookId)
    const { contractId } = members[0]!
    const first = await desk.dispatch([session(contractId)])
    const second = await desk.dispatch([session(contractId), session(contractId)])
    const third = await desk.dispatch([session(contractId)])
    const outcomes = await Promise.all([first, second, third].map((each) => each.outcomes))
    const slots = [0, 1, 2, 3].map((slot) => ({ session: { slot } }))
    expect(recorded(outcomes.flat())).toMatchObject(slots)
    expect(await expectSoundBook(bookId, members)).toBe(4)
  })

  test('is decided and sent while that one cannot be committed', async () => {
    const { bookId, members, session } = await openGym(1)
    const desk = createDesk(escrow.db, bookId)
    const { contractId } = members[0]!
    await (
      await desk.dispatch([session(contractId)])
    ).outcomes
    const { first, second } = await transact(escrow.db, async (trx) => {
      // Nobody commits to the book before this transaction ends.
      await lockChain(trx, bookId)
      const first = await desk.dispatch([session(contractId)])
      return { first, second: await desk.dispatch([session(contractId)]) }
    })
    const outcomes = [...(await first.outcomes), ...(await second.outcomes)]
    expect(recorded(outcomes)).toMatchObject([{ session: { slot: 1 } }, { session: { slot: 2 } }])
    expect(await expectSoundBook(bookId, members)).toBe(3)
  })

  test('is decided again when that one was not written', async () => {
    const { bookId, members, session, run } = await openGym(1)
    const desk = createDesk(escrow.db, bookId)
    const { contractId } = members[0]!
    const used = session(contractId, { key: 'k1' })
    await run(used)
    // Its id is taken, and memory does not know: Postgres refuses the whole batch.
    const again = { ...used, key: 'k2', codeWindow: 99n } as Command
    const first = await desk.dispatch([again, session(contractId, { codeWindow: 100n })])
    const second = await desk.dispatch([session(contractId, { codeWindow: 101n })])
    const outcomes = [...(await first.outcomes), ...(await second.outcomes)]
    expect(outcomes.map(refusalOf)).toEqual(['id_taken', undefined, undefined])
    expect(await slotsOf(contractId)).toBe('CCCF')
    expect(await expectSoundBook(bookId, members)).toBe(3)
  })

  test('stands on no other batch, though that one counts as many', async () => {
    const { bookId, members, session, run, desk: clerk, productId } = await openGym(1)
    const desk = createDesk(escrow.db, bookId)
    const { contractId } = members[0]!
    await (
      await desk.dispatch([session(contractId)])
    ).outcomes
    // Another process, and no money: sequence and hash stay, one batch was written.
    await run(t.commandFor(bookId, clerk, { verb: 'withdraw-product', productId, reason: '停售' }))
    const first = await desk.dispatch([session(contractId, { codeWindow: undefined })])
    const second = await desk.dispatch([session(contractId, { codeWindow: undefined })])
    const outcomes = [...(await first.outcomes), ...(await second.outcomes)]
    expect(recorded(outcomes)).toMatchObject([1, 2].map((slot) => ({ session: { slot } })))
    expect(await slotsOf(contractId)).toBe('CSSF')
  })
})

test('beyond the bound of its queue a book says: come back', async () => {
  const { members, session, bookId } = await openGym(1)
  const batcher = createBatcher({
    deskOf: (id) => createDesk(escrow.db, id),
    onCommit: () => {},
    queueMax: 10,
  })
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, () => batcher.submit(session(members[0]!.contractId))),
  )
  const refused = results.filter((each) => each.status === 'rejected')
  expect(refused).toHaveLength(2)
  expect(refused[0]).toMatchObject({ reason: { name: 'FaultError' } })
  expect(await expectSoundBook(bookId, members)).toBe(10)
})
