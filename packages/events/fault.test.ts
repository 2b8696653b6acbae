// Knows which errors say something about a fact, and which only about the world.
import { DatabaseError } from 'pg'
import { expect, test } from 'vitest'
import { FactRejected, isFault, reasonOf } from './fault.ts'

const postgres = (code: string) => Object.assign(new DatabaseError('no', 2, 'error'), { code })
const system = (code: string) => Object.assign(new Error(code), { code })

test.each([
  ['a server that shuts down', postgres('57P01')],
  ['a deadlock', postgres('40P01')],
  ['too many connections', postgres('53300')],
  ['a missing right', postgres('42501')],
  ['a refused connection', system('ECONNREFUSED')],
  ['a reset connection', system('ECONNRESET')],
  ['a lost connection', new Error('Connection terminated unexpectedly')],
  ['a full pool', new Error('timeout exceeded when trying to connect')],
])('%s is a fault', (_, error) => {
  expect(isFault(error)).toBe(true)
})

test.each([
  ['a refusal', new FactRejected('no such lot')],
  ['a unique violation', postgres('23505')],
  ['a raised law', postgres('P0001')],
  ['a bug', new TypeError('x is undefined')],
  ['a misused Node', system('ERR_INVALID_ARG_TYPE')],
  ['a thrown text', 'no'],
])('%s is not a fault', (_, error) => {
  expect(isFault(error)).toBe(false)
})

test('a reason is one line that names the error', () => {
  expect(reasonOf(new FactRejected('no such lot'))).toBe('FactRejected: no such lot')
  expect(reasonOf('no')).toBe('no')
})
