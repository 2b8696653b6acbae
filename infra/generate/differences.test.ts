// Knows that a stale, missing or orphaned document is told.
import { expect, test } from 'vitest'
import { differences } from './differences.ts'

const made = [{ path: 'docs/api/a.yaml', text: 'one: 1\ntwo: 2\n' }]

test('a document that is as the code says is not mentioned', () => {
  expect(differences(made, new Map([['docs/api/a.yaml', 'one: 1\ntwo: 2\n']]))).toEqual([])
})

test('a changed line is shown from both sides', () => {
  const found = differences(made, new Map([['docs/api/a.yaml', 'one: 1\ntwo: 3\n']]))
  expect(found).toEqual(['docs/api/a.yaml: 1 lines go, 1 lines come\n    - two: 3\n    + two: 2'])
})

test('lines in another order differ too', () => {
  const found = differences(made, new Map([['docs/api/a.yaml', 'two: 2\none: 1\n']]))
  expect(found).toEqual(['docs/api/a.yaml: the same lines in another order'])
})

test('a missing document and one that nothing makes are told', () => {
  expect(differences(made, new Map([['docs/api/b.yaml', '']]))).toEqual([
    'docs/api/a.yaml: is missing',
    'docs/api/b.yaml: nothing generates it',
  ])
})
