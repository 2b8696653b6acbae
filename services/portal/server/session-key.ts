// The key that seals log-in cookies: 32 bytes in a file, made when absent, mode 600.
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

const KEY_BYTES = 32

/** Reads the key, making it when absent. Throws when the file does not hold 32 bytes. */
export async function loadSessionKey(path: string): Promise<Uint8Array> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await makeIfAbsent(path)
  const key = new Uint8Array(await readFile(path))
  if (key.length !== KEY_BYTES) throw new Error(`${path} must hold ${KEY_BYTES} bytes`)
  return key
}

// Written whole and then linked: a crash leaves no half key, and of two starters the first wins.
async function makeIfAbsent(path: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`
  await writeFile(draft, randomBytes(KEY_BYTES), { mode: 0o600 })
  try {
    await link(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
}
