// Knows that the document of facts is whole: every reference leads somewhere, every header is told.
import { readFileSync } from 'node:fs'
import { TOPICS } from '@ticun/protocol'
import { expect, test } from 'vitest'
import { asyncapi } from './asyncapi.ts'

const WRITER = new URL('../../packages/events/cloud-event.ts', import.meta.url)
const document: unknown = JSON.parse(JSON.stringify(asyncapi()))

test('every reference leads to a part of the document', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)]
  expect(references.length).toBeGreaterThan(20)
  for (const [, path = ''] of references) {
    const found = path.split('/').reduce<unknown>(partOf, document)
    expect(found, path).toBeDefined()
  }
})

test('every topic has a channel with messages', () => {
  for (const topic of Object.values(TOPICS)) {
    const messages = partOf(partOf(partOf(document, 'channels'), topic), 'messages')
    expect(Object.keys(Object(messages)).length, topic).toBeGreaterThan(0)
  }
})

test('the headers are those that the transport writes', () => {
  const written = new Set(readFileSync(WRITER, 'utf8').match(/\bce_[a-z]+\b/g))
  const envelope = partOf(partOf(partOf(document, 'components'), 'schemas'), 'envelope')
  const told = Object.keys(Object(partOf(envelope, 'properties')))
  expect(told.filter((name) => name.startsWith('ce_')).toSorted()).toEqual([...written].toSorted())
})

function partOf(whole: unknown, key: string): unknown {
  if (typeof whole !== 'object' || whole === null) return undefined
  return new Map(Object.entries(whole)).get(key)
}
