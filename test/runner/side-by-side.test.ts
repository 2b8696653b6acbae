// Which stages run at the same time.
import { expect, test } from 'vitest'
import { runSideBySide } from './side-by-side.ts'
import { passedOnce, type Stage } from './stage.ts'

const stage = (name: string, cores: 1 | 2): Stage => ({
  name,
  static: false,
  cores,
  run: async () => passedOnce(),
})

test('small ones run in pairs, a large one alone, and all in their order', async () => {
  const stages = [stage('a', 1), stage('b', 1), stage('c', 1), stage('D', 2), stage('e', 1)]
  const running = new Set<string>()
  const seen: string[] = []
  const results = await runSideBySide(stages, async ({ name }) => {
    running.add(name)
    seen.push([...running].join('+'))
    await new Promise((resume) => setTimeout(resume, name === 'a' ? 60 : 20))
    running.delete(name)
    return name
  })
  expect(seen).toEqual(['a', 'a+b', 'a+c', 'D', 'e'])
  expect(results).toEqual(['a', 'b', 'c', 'D', 'e'])
})

test('what is not to be run any more is left out', async () => {
  const one = (each: Stage) => (each.name === 'b' ? undefined : Promise.resolve(each.name))
  expect(await runSideBySide([stage('a', 1), stage('b', 2), stage('c', 1)], one)).toEqual([
    'a',
    'c',
  ])
})
