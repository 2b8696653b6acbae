// Knows that a cursor which no list has given is the caller's mistake, on every list there is.
import { BOOK } from '@ticun/demo'
import { escrowRoutes, notaryRoutes, settlementRoutes } from '@ticun/protocol'
import type { CursorKind, RouteContract } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { sharedHouse } from '../support/house.ts'
import { makeAsker, type Ask, type Asker } from './ask.ts'
import { nobody } from './bad-request.ts'
import { openGym } from './gym.ts'

type List = RouteContract & { cursor: readonly CursorKind[] }
type Process = 'escrow' | 'settlement' | 'notary'

const listsOf = (process: Process, routes: Record<string, RouteContract>) =>
  Object.values(routes)
    .filter((each): each is List => each.cursor !== undefined)
    .map((each) => [`${process} ${each.method} ${each.path}`, process, each] as const)

const LISTS = [
  ...listsOf('escrow', escrowRoutes),
  ...listsOf('settlement', settlementRoutes),
  ...listsOf('notary', notaryRoutes),
]

/** What could stand in a cursor of that kind, and what could not. */
const GOOD: Record<CursorKind, string> = {
  instant: '2024-03-01T01:00:00.000Z',
  integer: '7',
  id: nobody('ctr'),
  word: '1001',
}
const NEVER = ['\u0000', '\ud83d', '']
const BAD: Record<CursorKind, string[]> = {
  instant: [...NEVER, 'abc', '7', '0000-01-01T00:00:00.000Z', '2024-02-30T00:00:00.000Z'],
  integer: [...NEVER, 'abc', '-1', '1.5', '99999999999999999999', '9223372036854775808'],
  id: [...NEVER, 'abc', "x' OR 1=1", 'ctr_\u0000'],
  word: [...NEVER, '1001\u0000', '\u8bfe', 'a'.repeat(129)],
}

const pack = (values: unknown) => Buffer.from(JSON.stringify(values)).toString('base64url')

/** Cursors with one wrong value each, and texts that are no cursor at all. */
function madeUp({ cursor: kinds }: List): string[] {
  const good = kinds.map((kind) => GOOD[kind])
  const wrong = kinds.flatMap((kind, at) =>
    BAD[kind].map((value) => pack([1, ...good.with(at, value)])),
  )
  const shapes = [[1], [1, ...good, 'x'], [2, ...good], [1, ...good.map(() => 7)], { 0: 1 }, null]
  return [...wrong, ...shapes.map(pack), 'abc', '-', '\u0000', 'a+b', pack([1, 'a'.repeat(200)])]
}

const PEOPLE = { officer: 'wang', merchant: 'coach', consumer: 'm0101', regulator: 'guan' }

function askFor(list: List, cursor: string): Ask {
  const [role = ''] = list.roles
  const as = role in PEOPLE ? PEOPLE[role as keyof typeof PEOPLE] : 'wang'
  const path = list.path
    .replace(':bookId', BOOK)
    .replace(':contractId', nobody('ctr'))
    .replace(':massRefundId', nobody('mrf'))
    .replace(':account', '1001')
  if (list.body) return { path, as, json: { cursor } }
  return { path: `${path}?cursor=${encodeURIComponent(cursor)}`, as }
}

let asker: Asker
let urls: Record<Process, string>

beforeAll(async () => {
  const house = sharedHouse()
  await openGym(house)
  asker = makeAsker(house.urls.issuer)
  urls = house.urls
})

test('the lists were found', () => {
  expect(LISTS.length).toBeGreaterThan(18)
})

test.each(LISTS)('%s', async (_name, process, list) => {
  for (const cursor of madeUp(list)) {
    const answer = await asker(urls[process], askFor(list, cursor))
    expect(answer, JSON.stringify(cursor)).toMatchObject({
      status: 400,
      body: { code: 'cursor_broken', errors: [{ pointer: '/cursor' }] },
    })
  }
  const fitting = pack([1, ...list.cursor.map((kind) => GOOD[kind])])
  const { status } = await asker(urls[process], askFor(list, fitting))
  expect([200, 404]).toContain(status)
})
