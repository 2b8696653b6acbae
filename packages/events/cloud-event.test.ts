// Knows that a fact survives the way through a message, and that a strange message breaks nothing.
import { expect, test } from 'vitest'
import type { Fact } from '@ticun/protocol'
import { fromMessage, toMessage } from './cloud-event.ts'
import { readFact } from './read-fact.ts'
import { countedFact } from './transport-speaker.ts'

const BOOK = 'bok_01J9ZZZZZZZZZZZZZZZZZZZZZZ'
const TOPIC = 'notary.facts.v1'

const arrived = (fact: Fact, change: Record<string, string | undefined> = {}) => {
  const { value, headers } = toMessage(fact)
  const bytes = Object.entries({ ...headers, ...change }).map(([name, text]) => [
    name,
    text === undefined ? undefined : Buffer.from(text),
  ])
  return { value: Buffer.from(value), headers: Object.fromEntries(bytes) }
}

test('a fact comes out as it went in', () => {
  const plain = countedFact(BOOK, 3)
  const booked: Fact = { ...plain, bookSequence: '17', actor: { role: 'officer', id: '公证员' } }
  for (const fact of [plain, booked]) {
    expect(fromMessage(arrived(fact))).toEqual({ id: fact.id, payload: fact })
    expect(readFact(TOPIC, fromMessage(arrived(fact)).payload)).toEqual({ fact })
  }
})

test('the message is CloudEvents 1.0 in binary mode, keyed by its book', () => {
  const fact = countedFact(BOOK, 3)
  const { key, value, headers } = toMessage(fact)
  expect(key).toBe(BOOK)
  expect(JSON.parse(value)).toEqual(fact.data)
  expect(headers).toMatchObject({
    ce_specversion: '1.0',
    ce_id: fact.id,
    ce_source: 'notary',
    ce_type: 'alert.raised',
    ce_subject: BOOK,
    ce_time: fact.recordedAt,
    'content-type': 'application/json',
  })
  for (const name of Object.keys(headers))
    expect(name).toMatch(/^(ce_[a-z0-9]{1,20}|content-type)$/)
})

test('a message that cannot be read is broken, not thrown', () => {
  const fact = countedFact(BOOK, 3)
  const strange = [
    { value: null },
    { value: Buffer.from('<xml/>'), headers: arrived(fact).headers },
    { value: Buffer.from([0xff, 0xfe, 0x00]), headers: arrived(fact).headers },
    arrived(fact, { ce_actor: 'nobody' }),
    arrived(fact, { ce_time: 'yesterday' }),
    arrived(fact, { ce_bookid: undefined }),
    arrived(fact, { ce_type: undefined }),
  ]
  for (const message of strange) {
    expect(readFact(TOPIC, fromMessage(message).payload)).toHaveProperty('broken')
  }
})

test('a type of a newer speaker is unknown, not broken', () => {
  const { payload } = fromMessage(arrived(countedFact(BOOK, 3), { ce_type: 'moon.eclipsed' }))
  expect(readFact(TOPIC, payload)).toEqual({ unknownType: 'moon.eclipsed' })
})
