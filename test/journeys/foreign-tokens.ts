// Makes bearer tokens that the house must not believe.
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { API_AUDIENCE, DEMO_PASSWORD, logIn, startIssuer } from '@ticun/issuer'

const LIFE_S = 600

/** A token of a real issuer that has the same people, and is not the one of this house. */
export async function tokenOfOtherIssuer(login: string): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ticun-other-issuer-'))
  const portalUrl = 'http://127.0.0.1:1'
  const clientSecret = 'a-secret-of-tests'
  const issuer = await startIssuer(
    { host: '127.0.0.1', port: 0, dataDir, portalUrl, clientSecret },
    () => {},
  )
  try {
    return (await logIn({ issuerUrl: issuer.url, login, password: DEMO_PASSWORD })).accessToken
  } finally {
    await issuer.close()
    rmSync(dataDir, { recursive: true })
  }
}

/** A token that says it is of this issuer, signed by a key of our own, or by nobody. */
export function forgedToken(issuerUrl: string, alg: 'ES256' | 'none'): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: issuerUrl,
    aud: API_AUDIENCE,
    sub: 'wang',
    role: 'officer',
    name: '王公证员',
    iat: now,
    exp: now + LIFE_S,
  }
  const head = `${encode({ alg, typ: 'at+jwt' })}.${encode(claims)}`
  if (alg === 'none') return `${head}.`
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return `${head}.${signature(head, privateKey)}`
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function signature(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}
