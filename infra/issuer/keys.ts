// The issuer's secrets on disk: the signing key and the cookie key, made once, mode 600.
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import { z } from 'zod'

const OWNER_ONLY = 0o600
const OWNER_ONLY_DIR = 0o700
const COOKIE_KEY_BYTES = 32

const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1) })
const cookieKeys = z.array(z.string().min(COOKIE_KEY_BYTES)).min(1)

export type IssuerKeys = {
  readonly jwks: z.infer<typeof jwks>
  readonly cookieKeys: z.infer<typeof cookieKeys>
}

/** Loads the keys below `dataDir`, making those that are absent. */
export async function loadKeys(dataDir: string): Promise<IssuerKeys> {
  await mkdir(dataDir, { recursive: true, mode: OWNER_ONLY_DIR })
  const signing = await readOrMake(join(dataDir, 'jwks.json'), makeJwks)
  const cookies = await readOrMake(join(dataDir, 'cookie-keys.json'), makeCookieKeys)
  return { jwks: jwks.parse(signing), cookieKeys: cookieKeys.parse(cookies) }
}

async function makeJwks(): Promise<unknown> {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const key = await exportJWK(pair.privateKey)
  const kid = await calculateJwkThumbprint(key)
  return { keys: [{ ...key, kid, alg: 'ES256', use: 'sig' }] }
}

function makeCookieKeys(): Promise<unknown> {
  return Promise.resolve([randomBytes(COOKIE_KEY_BYTES).toString('base64url')])
}

// A file is written whole beside its place and then linked, which fails when a twin was first:
// a crash leaves no half key and two starters agree on one.
async function readOrMake(path: string, make: () => Promise<unknown>): Promise<unknown> {
  const present = await readIfPresent(path)
  if (present !== undefined) return JSON.parse(present)
  const draft = `${path}.${process.pid}.draft`
  await writeFile(draft, JSON.stringify(await make()), { mode: OWNER_ONLY })
  try {
    await link(draft, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
  return JSON.parse(await readFile(path, 'utf8'))
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
