// Knows when a code of the list is dead: nobody says it, or no test provokes it.
import { expect, test } from 'vitest'
import { provokedRefusals } from './refusals.ts'

const list = {
  path: 'packages/protocol/refusals.ts',
  text: "export const refusals = {\n  id_taken: [409, 'a', 'b'],\n}\n",
}
const sayer = { path: 'services/escrow/decide/sign.ts', text: "refuse('id_taken')" }
const proof = { path: 'services/escrow/a.db.test.ts', text: "expect(code).toBe('id_taken')" }

test('a code that is said and provoked is alive', () => {
  expect(provokedRefusals([list, sayer, proof])).toEqual([])
})

test('a code that only a route names is not said', () => {
  const route = { path: 'packages/protocol/http/a.ts', text: "refusals: ['id_taken']" }
  expect(provokedRefusals([list, route, proof])).toEqual(['id_taken: nobody says it'])
})

test('a code without a test is told', () => {
  expect(provokedRefusals([list, sayer])).toEqual(['id_taken: no test provokes it'])
})
