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
  const sizes = [200_000, 100_000, 100_000, 900_000, 1]
  const parts = cutBySize(sizes.map((size, key) => record(key, size)))
  expect(parts.map((part) => part.map(({ key }) => Number(key)))).toEqual([[0, 1], [2], [3], [4]])
})

test('what a topic gets in one send stays below 1 MiB, of whatever letters, headers counted', () => {
  const headers = { ce_actor: '张三丰'.repeat(100) }
  const records = ['notary.facts.v1', 'ledger.entries.v1'].flatMap((topic) =>
    Array.from({ length: 1_000 }, (_, key) => ({
      ...record(key, 0),
      topic,
      value: '公证提存'.repeat(100),
      headers,
    })),
  )
  const parts = cutBySize(records)
  expect(parts.flat()).toEqual(records)
  for (const part of parts) {
    for (const own of Map.groupBy(part, ({ topic }) => topic).values()) {
      const bytes = own.map(({ value }) => Buffer.byteLength(value + headers.ce_actor))
      expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(2 ** 20)
    }
  }
})

test('each topic has room of its own', () => {
  const one = { ...record(0, 300_000), topic: 'ledger.entries.v1' }
  const parts = cutBySize([one, record(1, 300_000), one, record(2, 300_000)])
  expect(parts.map((part) => part.length)).toEqual([2, 2])
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
    place({ topic: 't', message: { key }, partitionMetadata: Array.from({ length: count }) })
  expect([of('a', 4), of('a', 4), of('b', 4), of('a', 4)]).toEqual([40, 40, 41, 40])
  expect(asked).toEqual(['a', 'b', 'a'])
  expect([of('a', 6), of(null, 6), of(null, 6)]).toEqual([60, 60, 60])
  expect(asked).toEqual(['a', 'b', 'a', 'a', null, null])
})
