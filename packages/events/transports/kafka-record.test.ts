// Knows that sends are cut by size, in order, and that nothing is lost between them.
import { expect, test } from 'vitest'
import { cutBySize, keepingPlace, type KafkaRecord } from './kafka-record.ts'

const record = (key: number, bytes: number): KafkaRecord => ({
  topic: 'notary.facts.v1',
  key: String(key),
  value: 'x'.repeat(bytes),
  headers: {},
})

test('small records go together', () => {
  expect(cutBySize([record(1, 10), record(2, 10)]).map((part) => part.length)).toEqual([2])
})

test('large ones are cut, in order, and a huge one goes alone', () => {
  const sizes = [400_000, 200_000, 200_000, 900_000, 1]
  const parts = cutBySize(sizes.map((size, key) => record(key, size)))
  expect(parts.map((part) => part.map(({ key }) => Number(key)))).toEqual([[0, 1], [2], [3], [4]])
})

test('nothing makes no send', () => {
  expect(cutBySize([])).toEqual([])
})

test('a place is asked for once while the key and the number of places stay', () => {
  const asked: unknown[] = []
  const place = keepingPlace(({ message, partitionMetadata }) => {
    asked.push(message.key)
    return partitionMetadata.length * 10 + (message.key === 'b' ? 1 : 0)
  })
  const of = (key: string | null, count: number) =>
    place({ message: { key }, partitionMetadata: Array.from({ length: count }) })
  expect([of('a', 4), of('a', 4), of('b', 4), of('a', 4)]).toEqual([40, 40, 41, 40])
  expect(asked).toEqual(['a', 'b', 'a'])
  expect([of('a', 6), of(null, 6), of(null, 6)]).toEqual([60, 60, 60])
  expect(asked).toEqual(['a', 'b', 'a', 'a', null, null])
})
