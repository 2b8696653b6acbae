// Whom the watch takes for one of ours: descendants, and never a stranger with a used number.
import { expect, test } from 'vitest'
import { descendantsOf, type Descendant } from './leftovers.ts'

const ROOT = 10

function living(pid: number, parent: number, startedAt = '1') {
  return { pid, parent, startedAt, command: `program ${pid}`, isZombie: false }
}

function known(...descendants: Descendant[]): Map<string, Descendant> {
  return new Map(descendants.map((each) => [`${each.pid}/${each.startedAt}`, each]))
}

const pidsOf = (found: readonly Descendant[]) => found.map(({ pid }) => pid)

test('children and their children, in whatever order they are listed', () => {
  const processes = [living(13, 12), living(12, 11), living(11, ROOT), living(20, 1)]
  expect(pidsOf(descendantsOf(ROOT, processes, new Map()))).toEqual([11, 12, 13])
})

test('children of one that is remembered, although its own parent died', () => {
  const orphan = living(11, 1)
  expect(pidsOf(descendantsOf(ROOT, [orphan, living(12, 11)], known(orphan)))).toEqual([12])
})

test('no child of a stranger who bears the number of one that ended', () => {
  const ended = living(11, ROOT, '1')
  const stranger = living(11, 1, '2')
  expect(descendantsOf(ROOT, [stranger, living(12, 11, '3')], known(ended))).toEqual([])
})
