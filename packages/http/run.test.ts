// How a server ends: the running request is answered, then the steps run in order.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'

/** A whole process: a slow handler that is let go by the signal itself, so nothing is timed. */
const program = `
import { createLog, createMetrics } from '@ticun/observability'
import { buildServer, runServer } from './index.ts'
const log = createLog({ name: 'slow', level: 'info', file: '/dev/null' })
const app = buildServer({
  service: 'escrow', title: 'Slow', log, metrics: createMetrics('slow'),
  auth: { issuerUrl: 'http://127.0.0.1:1', audience: 'x' }, ready: async () => {},
})
const say = (line) => process.stdout.write(line + '\\n')
app.get('/slow', async () => {
  say('started')
  await new Promise((go) => process.once('SIGTERM', () => {
    say('signalled')
    if (!process.env.STUCK) setImmediate(go)
  }))
  return { done: true }
})
const running = await runServer(app, {
  host: '127.0.0.1', port: 0, log,
  onStop: [
    async () => { say('one') },
    async () => { throw new Error('a step that fails') },
    async () => { say('three') },
  ],
})
say(running.url)
`

async function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    cwd: import.meta.dirname,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<string | undefined> => (await lines.next()).value
  return { child, exit, line, url: String(await line()) }
}

test('SIGTERM lets a running request finish, then stops in order and exits 0', async () => {
  const { child, exit, line, url } = await start()
  const answer = fetch(`${url}/slow`)
  expect(await line()).toBe('started')
  child.kill('SIGTERM')
  const response = await answer
  expect([response.status, await response.json()]).toEqual([200, { done: true }])
  expect(response.headers.get('connection')).toBe('close')
  expect([await line(), await line(), await line()]).toEqual(['signalled', 'one', 'three'])
  expect(await exit).toEqual([0, null])
})

test('a second signal exits at once', async () => {
  const { child, exit, line, url } = await start({ STUCK: '1' })
  const answer = fetch(`${url}/slow`)
  const lost = expect(answer).rejects.toThrow('fetch failed')
  expect(await line()).toBe('started')
  child.kill('SIGTERM')
  expect(await line()).toBe('signalled')
  child.kill('SIGTERM')
  expect(await exit).toEqual([1, null])
  await lost
})
