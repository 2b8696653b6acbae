// Names are used once in the whole house, in whatever order, batch or book they come.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isReference, newId, newReference } from '@ticun/protocol'
import { createDesk } from './command/desk.ts'
import type { Command, Outcome } from './command/command.ts'
import * as t from './test-book.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
let book: t.TestBook
let other: t.TestBook

beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
beforeEach(async () => {
  book = await t.openTestBook(escrow.db)
  other = await t.openTestBook(escrow.db)
})
afterAll(() => escrow?.close())

const refusalOf = ({ answer }: Outcome) => ('refused' in answer ? answer.refused : undefined)

/** She signs herself, or the desk offers it. */
function signing(at: t.TestBook, references: string[], ids = {}, actor = at.desk): Command {
  const consumerId = actor.role === 'consumer' ? t.consumerId : newId('con')
  const made = { contractId: newId('ctr'), lotId: newId('lot'), consumerId, ...ids }
  const person = { consumerName: '张三丰' }
  const verb = { verb: 'sign-contract' as const, ...made, productId: at.productId, ...person }
  return { ...t.commandFor(at.bookId, actor, verb), references }
}

/** References of lots and of offers. */
const referencesIn = async (bookId: string) => {
  const of = (table: 'lot' | 'offer') =>
    escrow.db.selectFrom(table).select('reference').where('book_id', '=', bookId)
  const rows = await of('lot').unionAll(of('offer')).execute()
  return rows.map((row) => row.reference)
}

/** Postgres alone, and the desk from memory: the answers must be the same. */
const doors = {
  'from Postgres': (at: t.TestBook, commands: Command[]) => at.run(...commands),
  'from memory': async (at: t.TestBook, commands: Command[]) => {
    const desk = createDesk(escrow.db, at.bookId)
    return (await desk.dispatch(commands)).outcomes
  },
}

describe.each(Object.entries(doors))('%s', (_door, run) => {
  test('a reference that is taken gives way to the next one, in its book or another', async () => {
    const [one, two, three] = [newReference(), newReference(), newReference()]
    await run(other, [signing(other, [one])])
    const outcomes = await run(book, [
      signing(book, [one, two]),
      signing(book, [two, one, three], {}, t.consumer),
      signing(book, [one, three]),
      signing(book, [newReference()]),
    ])
    expect(outcomes.map(refusalOf)).toEqual([undefined, undefined, 'id_taken', undefined])
    const given = await referencesIn(book.bookId)
    expect(given).toHaveLength(3)
    expect(given).toEqual(expect.arrayContaining([two, three]))
    expect(given.every(isReference)).toBe(true)
  })

  test('an id that another book has is taken, and no neighbour suffers', async () => {
    const theirs = { contractId: newId('ctr'), lotId: newId('lot') }
    await run(other, [signing(other, [newReference()], theirs)])
    const outcomes = await run(book, [
      signing(book, [newReference()], { contractId: theirs.contractId }),
      signing(book, [newReference()], { lotId: theirs.lotId }),
      signing(book, [newReference()]),
    ])
    expect(outcomes.map(refusalOf)).toEqual(['id_taken', 'id_taken', undefined])
  })

  test('what is offered is taken, and accepting it takes nothing twice', async () => {
    const [one, two] = [newReference(), newReference()]
    const ids = { contractId: newId('ctr'), lotId: newId('lot') }
    const verb = { verb: 'accept-offer' as const, offerId: ids.contractId }
    const hers = { ...ids, consumerId: t.consumerId }
    const offered = await run(book, [signing(book, [one], hers)])
    expect(offered.map(refusalOf)).toEqual([undefined])
    const twice = [
      signing(other, [one]),
      signing(other, [two], { lotId: ids.lotId }),
      signing(other, [two], { contractId: ids.contractId }),
    ]
    expect((await run(other, twice)).map(refusalOf)).toEqual(['id_taken', 'id_taken', 'id_taken'])
    const accepted = await run(book, [t.commandFor(book.bookId, t.consumer, verb)])
    expect(accepted.map(refusalOf)).toEqual([undefined])
  })

  test('a change that waits is not replaced under its own id', async () => {
    const { merchantId } = book
    const move = { verb: 'change-merchant' as const, merchantId, changeId: newId('chg') }
    const grounds = { reason: '失联', evidenceSha256: 'a'.repeat(64), stoppedOn: '2025-05-01' }
    const gone = { ...move, body: { to: 'ABSCONDED' as const, ...grounds } }
    const ask = () => run(book, [t.commandFor(book.bookId, t.officer, gone)])
    expect((await ask()).map(refusalOf)).toEqual([undefined])
    expect((await ask()).map(refusalOf)).toEqual(['id_taken'])
  })

  test('a refund of another book', async () => {
    const refundId = newId('ref')
    const ask = async (at: t.TestBook) => {
      const { contractId } = await at.fund(await at.sign())
      const verb = { verb: 'request-refund' as const, contractId, refundId, reason: '后悔' }
      return run(at, [t.commandFor(at.bookId, t.consumer, verb)])
    }
    expect((await ask(other)).map(refusalOf)).toEqual([undefined])
    expect((await ask(book)).map(refusalOf)).toEqual(['id_taken'])
  })
})

test('two books do not claim one bank account, however it is written', async () => {
  const number = newId('bok').slice(-16)
  const open = (written: string) => {
    const body = { bankAccount: { number: written, name: '公证处' } }
    return t.commandFor(newId('bok'), t.officer, { verb: 'open-book', body })
  }
  const run = async (command: Command) =>
    (await (await createDesk(escrow.db, command.bookId).dispatch([command])).outcomes)[0]!
  expect(refusalOf(await run(open(number)))).toBeUndefined()
  const grouped = `${number.slice(0, 4)} ${number.slice(4).toLowerCase()}`
  expect(refusalOf(await run(open(grouped)))).toBe('id_taken')
})

test('two books that want one name in the same moment: one has it, neither fails', async () => {
  for (let round = 0; round < 10; round += 1) {
    const contractId = newId('ctr')
    const both = await Promise.all(
      [book, other].map(async (at) => {
        const command = signing(at, [newReference()], { contractId })
        return (await (await createDesk(escrow.db, at.bookId).dispatch([command])).outcomes)[0]!
      }),
    )
    expect(both.flatMap((each) => refusalOf(each) ?? [])).toEqual(['id_taken'])
  }
})
