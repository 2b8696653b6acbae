// Knows that kill -9 loses nothing acknowledged and that sending again doubles nothing.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'

const TOKEN = 'a-token-for-tests'
const TRANSFERS = 120
const KILL_AFTER = 40
const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function startProcess(port: number, directory: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], {
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: directory,
      BANK_TOKEN: TOKEN,
      LOG_LEVEL: 'fatal',
    },
    stdio: 'ignore',
  })
  for (;;) {
    if (child.exitCode !== null) throw new Error('the bank did not start')
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (ready?.ok === true) return child
    await pause(20)
  }
}

test(
  'the journal survives kill -9 in the middle of many transfers',
  { timeout: 120_000 },
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'bank-crash-'))
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    let child = await startProcess(port, directory)
    try {
      await fetch(`${url}/accounts/1`, { method: 'PUT', headers, body: '{"name":"提存专户"}' })
      const acknowledged = new Map<number, string>()
      // One blow: what is sent again later is acknowledged too.
      const strike = () => void (strikes.pop() && child.kill('SIGKILL'))
      const strikes = ['the only one']
      const send = async (index: number): Promise<string | undefined> => {
        const answer = await fetch(`${url}/incoming-transfers`, {
          method: 'POST',
          headers: { ...headers, 'idempotency-key': `k${index}` },
          body: JSON.stringify({
            creditAccount: '1',
            debtorName: '王',
            debtorAccount: '2',
            amountFen: '100',
            remittance: '',
            bookedAt: '2015-02-01T10:00:00+08:00',
          }),
        }).catch(() => undefined)
        const text = await answer?.text().catch(() => undefined)
        if (text === undefined || answer?.ok !== true) return undefined
        if (!acknowledged.has(index)) acknowledged.set(index, text)
        if (acknowledged.size >= KILL_AFTER) strike()
        return text
      }
      const all = Array.from({ length: TRANSFERS }, (_, index) => index)
      await Promise.all(all.map(send))
      if (child.signalCode === null) await once(child, 'exit')
      expect(acknowledged.size).toBeGreaterThanOrEqual(KILL_AFTER)
      const before = new Map(acknowledged)

      child = await startProcess(port, directory)
      for (const [index, text] of before) expect(await send(index)).toBe(text)
      await Promise.all(all.map(send))
      const account = await fetch(`${url}/accounts/1`, { headers })
      expect(await account.json()).toMatchObject({ balanceFen: String(TRANSFERS * 100) })
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      expect(await exited).toEqual([0, null])
    } finally {
      child.kill('SIGKILL')
      await rm(directory, { recursive: true })
    }
  },
)
