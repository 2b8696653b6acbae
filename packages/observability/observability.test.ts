// What a log line keeps and what it never holds; how figures are rendered; which ids are followed.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { correlationIdFrom, createLog, createMetrics, follow } from './index.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-'))
})
afterAll(() => rm(folder, { recursive: true }))

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ3YW5nIn0.c2lnbmF0dXJl'

test('secrets, names and bank accounts are removed at every depth; ids and amounts stay', async () => {
  const file = join(folder, 'deep', 'a.log')
  const log = createLog({ name: 'escrow', level: 'info', file })
  const person = { name: '张三', consumerId: 'con_1', bankAccount: { number: '6222020200112233' } }
  log.info(
    {
      headers: { authorization: `Bearer ${JWT}`, Cookie: 'sid=1', 'x-correlation-id': 'c1' },
      list: [{ person, access_token: 'opaque-1' }],
      text: `sent ${JWT} away`,
      amountFen: 299900n,
    },
    'deposit',
  )
  const text = await readFile(file, 'utf8')
  for (const secret of ['张三', '6222', 'eyJ', 'sid=1', 'opaque-1']) {
    expect(text).not.toContain(secret)
  }
  expect(JSON.parse(text)).toMatchObject({
    level: 'info',
    service: 'escrow',
    msg: 'deposit',
    amountFen: '299900',
    list: [{ person: { consumerId: 'con_1' } }],
    headers: { 'x-correlation-id': 'c1' },
  })
  expect(text).toMatch(/"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/)
})

test('an error is told without the row that a database quotes, with its cause', async () => {
  const file = join(folder, 'b.log')
  const log = createLog({ name: 'escrow', level: 'info', file })
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (name)=(张三) already exists.',
    table: 'consumer',
  })
  log.error({ err: new Error('batch failed', { cause }) }, 'fault')
  const text = await readFile(file, 'utf8')
  expect(text).not.toContain('张三')
  expect(JSON.parse(text)).toMatchObject({
    err: {
      message: 'batch failed',
      stack: expect.stringContaining('batch failed'),
      cause: { message: 'duplicate key', code: '23505', table: 'consumer' },
    },
  })
})

test('a followed log carries correlation and cause; what a child is given by mistake is removed', async () => {
  const file = join(folder, 'c.log')
  const log = createLog({ name: 'escrow', level: 'info', file })
  follow(log, 'corr-0001', 'fct_1').child({ token: JWT }).info('handled')
  const text = await readFile(file, 'utf8')
  expect(JSON.parse(text)).toMatchObject({ correlationId: 'corr-0001', causeId: 'fct_1' })
  expect(text).not.toContain('eyJ')
})

test('figures carry the service, and a gauge is read when it is asked for', async () => {
  const metrics = createMetrics('escrow')
  let waiting = 3
  metrics.counter('sessions_recorded_total', 'Sessions', ['result']).inc({ result: 'refused' }, 2)
  metrics.histogram('batch_commands', 'Commands in one transaction', [1, 10]).observe(7)
  metrics.gauge('outbox_waiting_facts', 'Facts not sent yet', [], () => waiting)
  expect(await metrics.render()).toContain('outbox_waiting_facts{service="escrow"} 3')
  waiting = 4
  const text = await metrics.render()
  expect(text).toContain('sessions_recorded_total{result="refused",service="escrow"} 2')
  expect(text).toContain('batch_commands_bucket{le="10",service="escrow"} 1')
  expect(text).toContain('outbox_waiting_facts{service="escrow"} 4')
  expect(text).toContain('nodejs_eventloop_lag_seconds')
})

test.each([
  undefined,
  '',
  'short',
  'x'.repeat(65),
  'two words here',
  'line\nfeed-here',
  ['a'.repeat(9)],
])('%j is replaced by a fresh correlation id', (given) => {
  const made = correlationIdFrom(given)
  expect(made).not.toBe(given)
  expect(correlationIdFrom(made)).toBe(made)
})
