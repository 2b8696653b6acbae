// Knows how to find ports of 127.0.0.1 that nobody listens on and no other house has picked.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { isAlive } from './guard.ts'

export const HOST = '127.0.0.1'

/**
 * Picks `count` different free ports, and claims them for this process as long as it lives: a part
 * of a house listens seconds after its port was picked, and another house may start meanwhile.
 */
export async function freePorts(count: number): Promise<number[]> {
  const claimed: number[] = []
  while (claimed.length < count) {
    // All are held open together, so that the system cannot hand out the same port twice.
    const servers = await Promise.all(Array.from({ length: count - claimed.length }, listen))
    claimed.push(...servers.map(portOf).filter(claim))
    await Promise.all(servers.map(close))
  }
  return claimed
}

/** False when another living process has claimed the port, or this one before. */
function claim(port: number): boolean {
  const folder = join(tmpdir(), `ticun-ports-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, String(port))
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    const holder = Number(readFileSync(file, 'utf8'))
    if (holder > 0 && isAlive(holder)) return false
    writeFileSync(file, String(process.pid))
    return true
  }
}

/** One free port of 127.0.0.1. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  if (port === undefined) throw new Error('no free port')
  return port
}

/** Whether somebody already listens on that port of 127.0.0.1. */
export async function isPortTaken(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(true))
    server.listen(port, HOST, () => server.close(() => resolve(false)))
  })
}

async function listen(): Promise<Server> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, HOST, () => resolve(server))
  })
}

async function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
  })
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}
