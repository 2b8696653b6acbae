// Knows that a fact becomes the same message whether its text is cut or read.
import { assert, constantFrom, oneof, option, property, record, string } from 'fast-check'
import { expect, test } from 'vitest'
import type { Fact } from '@ticun/protocol'
import { toMessage } from './cloud-event.ts'
import { storedMessage, storedText } from './stored-fact.ts'
import { countedFact } from './transport-speaker.ts'

const BOOK = 'bok_01J9ZZZZZZZZZZZZZZZZZZZZZZ'

/** Letters that JSON escapes, that end its strings and objects, and that take more than a byte. */
const hard = string({
  unit: constantFrom('a', '"', '\\', '{', '}', ',', ':', '\n', '证', '😀', '"data":', '"actor":'),
  maxLength: 12,
})
/** Most are what they are in practice: then it is the way of cutting that is tried. */
const said = oneof({ weight: 9, arbitrary: constantFrom('m0001', '公证员', ',:') }, hard)

test('a fact becomes the message that reading it gives, whatever it says', () => {
  const facts = record({
    subject: said,
    bookSequence: option(said, { nil: undefined }),
    correlationId: said,
    causationId: said,
    actorId: said,
    detail: hard,
  })
  assert(
    property(facts, ({ actorId, detail, bookSequence, ...envelope }) => {
      const fact = {
        ...countedFact(BOOK, 3),
        ...envelope,
        ...(bookSequence === undefined ? {} : { bookSequence }),
        actor: { role: 'officer', id: actorId },
        data: { code: 'counted', detail },
      } as Fact
      expect(JSON.parse(storedText(fact))).toEqual(fact)
      expect(storedMessage(storedText(fact))).toEqual(toMessage(fact))
    }),
  )
})

test('what is cut is not read', () => {
  const fact = { ...countedFact(BOOK, 3), bookSequence: '17' }
  const data = JSON.stringify(fact.data)
  const strange = storedText(fact).replace(data, '{no JSON}')
  expect(storedMessage(strange)).toEqual({ ...toMessage(fact), value: '{no JSON}' })
})

test('the text has one order, in whatever order the fact was made', () => {
  const fact = { ...countedFact(BOOK, 3), bookSequence: '17' }
  const turned = Object.fromEntries(Object.entries(fact).toReversed()) as Fact
  expect(storedText(turned)).toBe(storedText(fact))
  expect(storedText(fact).endsWith(`,"data":${JSON.stringify(fact.data)}}`)).toBe(true)
})

test('a text of another order is read', () => {
  const fact = { ...countedFact(BOOK, 3), bookSequence: '17' }
  const turned = Object.fromEntries(Object.entries(fact).toReversed())
  expect(storedMessage(JSON.stringify(turned))).toEqual(toMessage(fact))
})
