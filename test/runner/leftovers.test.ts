// Whom the watch takes for one of ours: descendants, and never a stranger with a used number.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { canWatch, descendantsOf, watchDescendants, type Descendant } from './leftovers.ts'

const ROOT = 10

function living(pid: number, parent: number, startedAt = '1') {
  return { pid, parent, startedAt, command: `program ${pid}`, isZombie: false }
}

function known(...descendants: Descendant[]): Map<string, Descendant> {
  return new Map(descendants.map((each) => [`${each.pid}/${each.startedAt}`, each]))
}

const pidsOf = (found: readonly Descendant[]) => found.map(({ pid }) => pid)

test('children and their children, in whatever order they are listed', () => {
  const root = living(ROOT, 1)
  const processes = [living(13, 12), living(12, 11), living(11, ROOT), living(20, 1), root]
  expect(pidsOf(descendantsOf(processes, known(root)))).toEqual([11, 12, 13])
})

test('children of one that is remembered, although its own parent died', () => {
  const orphan = living(11, 1)
  expect(pidsOf(descendantsOf([orphan, living(12, 11)], known(orphan)))).toEqual([12])
})

test('no child of a stranger who bears the number of one that ended', () => {
  const ended = living(11, ROOT, '1')
  const stranger = living(11, 1, '2')
  expect(descendantsOf([stranger, living(12, 11, '3')], known(ended))).toEqual([])
})

test.skipIf(!canWatch)(
  'what outlives its parent is told and ended, of this watch alone',
  async () => {
    const [own, other] = [watchDescendants(), watchDescendants()]
    const sleeper = 'setTimeout(() => {}, 600_000)'
    const parent = `const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ['-e', '${sleeper}'], { detached: true })
    child.unref()
    setTimeout(() => process.exit(), 2_000)`
    const child = spawn(process.execPath, ['-e', parent], { stdio: 'ignore' })
    own.add(child.pid ?? 0)
    await once(child, 'exit')
    expect(await other.leftovers()).toEqual([])
    const left = await own.leftovers()
    expect(left.map(({ command }) => command.includes(sleeper))).toEqual([true])
  },
)
