// The whole log-in against a real issuer on a free port: token, refusals, keys kept on disk.
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  API_AUDIENCE,
  DEMO_MERCHANT_ID,
  DEMO_PASSWORD,
  LogInError,
  findPerson,
  logIn,
  memberLogin,
  memberParty,
} from './index.ts'
import { startIssuer } from './server.ts'
import type { RunningIssuer } from './server.ts'

let dataDir: string
let issuer: RunningIssuer
const faults: unknown[] = []

function start(): Promise<RunningIssuer> {
  const config = {
    host: '127.0.0.1',
    port: 0,
    dataDir,
    portalUrl: 'http://127.0.0.1:8080',
    clientSecret: 'a-secret-of-tests',
    clockSecret: 'a-secret-of-the-clock',
  }
  return startIssuer(config, (error) => faults.push(error))
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ticun-issuer-'))
  issuer = await start()
})
afterAll(async () => {
  await issuer.close()
  await rm(dataDir, { recursive: true })
  expect(faults).toEqual([])
})

async function verified(login: string, at: RunningIssuer = issuer) {
  const { accessToken } = await logIn({ issuerUrl: at.url, login, password: DEMO_PASSWORD })
  const keys = createRemoteJWKSet(new URL(`${at.url}/jwks`))
  return jwtVerify(accessToken, keys, { issuer: at.url, audience: API_AUDIENCE, typ: 'at+jwt' })
}

describe('a log-in', () => {
  test('gives a merchant a signed token that names whom it acts for', async () => {
    const { payload } = await verified('coach')
    expect(payload).toMatchObject({
      sub: 'coach',
      role: 'merchant',
      party: DEMO_MERCHANT_ID,
      name: '店长',
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600)
  })

  test('gives an officer a token without a party', async () => {
    const { payload } = await verified('wang')
    expect(payload).toMatchObject({ role: 'officer' })
    expect(payload).not.toHaveProperty('party')
  })

  test('says when the token ends', async () => {
    const at = Date.now()
    const issuerUrl = issuer.url
    const { expiresAt } = await logIn({ issuerUrl, login: 'm0042', password: DEMO_PASSWORD })
    expect(expiresAt).toBeGreaterThan(at + 3_500_000)
    expect(expiresAt).toBeLessThan(at + 3_700_000)
  })

  test.each([
    ['a wrong password', 'coach', 'guess'],
    ['an unknown person', 'nobody', DEMO_PASSWORD],
    ['member zero', 'm0000', DEMO_PASSWORD],
  ])('is refused for %s', async (_why, login, password) => {
    const attempt = logIn({ issuerUrl: issuer.url, login, password })
    await expect(attempt).rejects.toThrow(LogInError)
    await expect(attempt).rejects.toThrow('账号或密码不对')
  })

  test('serves forty people at once', async () => {
    const logins = Array.from({ length: 40 }, (_, index) => memberLogin(index + 1))
    const answers = await Promise.all(logins.map((login) => verified(login)))
    expect(answers.map(({ payload }) => payload['party'])).toEqual(
      logins.map((_, index) => memberParty(index + 1)),
    )
  })
})

describe('the clock', () => {
  const ask = (secret: string, grant = 'client_credentials') =>
    fetch(`${issuer.url}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`clock:${secret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ grant_type: grant, username: 'wang', password: 'ticun' }),
    })

  test('has a token of its own, which speaks for no person', async () => {
    const answer = await ask('a-secret-of-the-clock')
    expect(answer.status).toBe(200)
    const { access_token: token } = z
      .object({ access_token: z.string() })
      .parse(await answer.json())
    const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`))
    const options = { issuer: issuer.url, audience: API_AUDIENCE, typ: 'at+jwt' }
    const { payload } = await jwtVerify(token, keys, options)
    expect(payload).toMatchObject({ sub: 'clock', role: 'clock' })
    expect(payload).not.toHaveProperty('party')
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600)
  })

  test('gets none with another secret, and none by another grant', async () => {
    expect((await ask('a-guess-at-the-secret')).status).toBe(401)
    expect((await ask('a-secret-of-the-clock', 'password')).status).toBe(400)
  })
})

test('a page without its cookie says that it expired', async () => {
  const response = await fetch(`${issuer.url}/interaction/not-there`)
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('登录页已过期')
})

test('keys are kept, readable by the owner only, and outlive a restart', async () => {
  const before = await verified('li')
  const mode = (await stat(join(dataDir, 'jwks.json'))).mode & 0o777
  expect(mode).toBe(0o600)
  const second = await start()
  try {
    const after = await verified('li', second)
    expect(after.protectedHeader.kid).toBe(before.protectedHeader.kid)
  } finally {
    await second.close()
  }
})

describe('the rule of members', () => {
  test('is deterministic and gives every member an id and a name', () => {
    const names = new Set<string>()
    for (let number = 1; number <= 300; number += 1) {
      const person = findPerson(memberLogin(number))
      expect(person?.party).toMatch(/^con_[0-9A-HJKMNP-TV-Z]{26}$/)
      expect(person?.name).toMatch(/^\p{Script=Han}{2,3}$/u)
      names.add(person?.name ?? '')
    }
    expect(names.size).toBe(300)
  })

  test('refuses numbers outside of it', () => {
    expect(() => memberLogin(10_000)).toThrow(RangeError)
    expect(findPerson('m10000')).toBeUndefined()
  })
})
