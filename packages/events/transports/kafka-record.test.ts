// Knows that sends are cut by size, in order, and that nothing is lost between them.
import { expect, test } from 'vitest'
import { cutBySize, type KafkaRecord } from './kafka-record.ts'

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
