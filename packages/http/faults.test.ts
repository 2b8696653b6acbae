// Which errors say "try again" and which say "we made a mistake".
import { expect, test } from 'vitest'
import { isFault } from './faults.ts'
import { FaultError } from './problems.ts'

const coded = (code: string) => Object.assign(new Error('x'), { code })

test.each([
  ['refused connection', coded('ECONNREFUSED')],
  ['reset connection', coded('ECONNRESET')],
  ['administrator shut down', coded('57P01')],
  ['starting up', coded('57P03')],
  ['too many connections', coded('53300')],
  ['connection lost', coded('08006')],
  ['statement timeout', coded('57014')],
  ['serialization retries ran out', coded('40001')],
  ['pool timeout', new Error('timeout exceeded when trying to connect')],
  ['lost mid-query', new Error('Connection terminated unexpectedly')],
  ['fetch', new TypeError('fetch failed', { cause: coded('ECONNREFUSED') })],
  ['both addresses', new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')])],
  ['timeout', new DOMException('late', 'TimeoutError')],
  ['broker', Object.assign(new Error('x'), { name: 'KafkaJSConnectionError', retriable: true })],
  ['named by us', new FaultError('away')],
])('%s is a fault', (_what, error) => {
  expect(isFault(error)).toBe(true)
})

test.each([
  ['unique violation', coded('23505')],
  ['undefined table', coded('42P01')],
  ['permission denied', coded('42501')],
  ['an assertion', new Error('held must be >= 0')],
  ['a type error', new TypeError('x is not a function')],
  ['no error at all', 'ECONNREFUSED'],
])('%s is not', (_what, error) => {
  expect(isFault(error)).toBe(false)
})

test('causes that go in a circle end', () => {
  const error = new Error('a')
  error.cause = error
  expect(isFault(error)).toBe(false)
})
