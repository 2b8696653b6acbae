// A real server that misbehaves in every way a killed process does, and the client's patience.
import { createServer, type RequestListener, type Server } from 'node:http'
import { route } from '@ticun/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CallError, makeClient, type Client, type Tokens } from './client.ts'
import { limiter, until } from './patience.ts'

const post = route({
  method: 'POST',
  path: '/v1/things/:thingId',
  summary: 'A thing',
  roles: ['merchant'],
  body: z.object({ size: z.int() }),
  status: 201,
  reply: z.object({ made: z.string() }),
})

let server: Server | undefined
let client: Client | undefined

afterEach(async () => {
  await client?.close()
  server?.closeAllConnections()
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined))
  client = undefined
  server = undefined
})

async function serve(listener: RequestListener): Promise<string> {
  const made = createServer(listener)
  server = made
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  const address = made.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

type Seen = { url: string; key: string; authorization: string }

/** Answers with the given steps in turn, then with success. */
async function scripted(steps: (number | 'reset' | [number, string])[]) {
  const seen: Seen[] = []
  const origin = await serve((request, response) => {
    const { url = '', headers } = request
    const key = String(headers['idempotency-key'])
    seen.push({ url, key, authorization: headers.authorization ?? '' })
    const step = steps[seen.length - 1] ?? 201
    if (step === 'reset') {
      request.socket.destroy()
      return
    }
    const [status, code] = typeof step === 'number' ? [step, 'some_code'] : step
    response.statusCode = status
    const refusal = { type: 'about:blank', title: 'No', status, code, detail: 'because' }
    response.end(JSON.stringify(status < 300 ? { made: 'yes' } : refusal))
  })
  return { origin, seen }
}

let tokensFetched = 0
const tokens: Tokens = {
  of: async (login) => `${login}-${(tokensFetched += 1)}`,
  forget: () => {},
}

function callOnce(origin: string) {
  client = makeClient(tokens)
  const params = { thingId: 'a/b' }
  return client.call(origin, post, { as: 'coach', key: 'k1', params, body: { size: 1 } })
}

describe('a call', () => {
  it.each<[string, (number | 'reset' | [number, string])[]]>([
    ['at once', []],
    ['after a connection that breaks', ['reset', 'reset']],
    ['after a process that is not ready', [503, 502, 504]],
    ['after a token that has expired', [401]],
  ])('succeeds %s, always under the same key', async (_name, steps) => {
    const { origin, seen } = await scripted(steps)
    expect(await callOnce(origin)).toEqual({ made: 'yes' })
    expect(seen).toHaveLength(steps.length + 1)
    expect(new Set(seen.map(({ url, key }) => `${key} ${url}`))).toEqual(
      new Set(['k1 /v1/things/a%2Fb']),
    )
    expect(seen.every(({ authorization }) => authorization.startsWith('Bearer coach-'))).toBe(true)
  })

  it.each<[string, (number | [number, string])[], RegExp]>([
    ['a refusal', [[409, 'lot_closed']], /POST .*409 \| lot_closed \| because/],
    ['a bad body', [400], /400/],
    ['a bug', [500], /500/],
    ['a token that is refused twice', [401, 401], /401/],
  ])('stops at %s', async (_name, steps, message) => {
    const { origin, seen } = await scripted(steps)
    await expect(callOnce(origin)).rejects.toThrow(message)
    expect(seen).toHaveLength(steps.length)
  })

  it('stops at an answer that breaks its contract', async () => {
    const origin = await serve((_request, response) => response.end('{"made":7}'))
    await expect(callOnce(origin)).rejects.toThrow(CallError)
  })

  it('waits for a process that is started again', async () => {
    const origin = await serve(() => {})
    const port = Number(new URL(origin).port)
    await new Promise((resolve) => server?.close(resolve))
    const answer = callOnce(origin)
    // Long enough for the first tries to find nobody there.
    await new Promise((resolve) => setTimeout(resolve, 60))
    server = createServer((_request, response) => response.end('{"made":"late"}'))
    server.listen(port, '127.0.0.1')
    expect(await answer).toEqual({ made: 'late' })
  })
})

describe('patience', () => {
  it('ends with what was awaited', async () => {
    const never = until('the moon', async () => undefined, { patienceMs: 30 })
    await expect(never).rejects.toThrow(/in vain: the moon/)
  })

  it('lets no more than so many run at once, and all in the end', async () => {
    const limited = limiter(3)
    let running = 0
    let most = 0
    const task = async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 1))
      running -= 1
    }
    const failing = limited(() => Promise.reject(new Error('one fails')))
    await expect(failing).rejects.toThrow('one fails')
    await Promise.all(Array.from({ length: 20 }, () => limited(task)))
    expect([most, running]).toEqual([3, 0])
  })
})
