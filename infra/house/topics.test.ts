// Knows that the plan of topics and the language of facts name the same topics.
import { TOPICS } from '@ticun/protocol'
import { expect, test } from 'vitest'
import { readTopics } from './topics.ts'

test('every topic of facts is planned, and every reader has a place for what it cannot handle', () => {
  const dead = ['escrow.dead.v1', 'settlement.dead.v1', 'notary.dead.v1']
  const planned = readTopics().map(({ topic }) => topic)
  expect(planned.toSorted()).toEqual([...Object.values(TOPICS), ...dead].toSorted())
})

test('facts stay for ever, spread over four partitions', () => {
  const facts = readTopics().filter(({ topic }) => !topic.includes('.dead.'))
  expect(facts.every(({ retentionMs }) => retentionMs === '-1')).toBe(true)
  expect(facts.map(({ partitions }) => partitions)).toEqual([4, 4, 4, 4])
})
