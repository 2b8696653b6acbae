// Only the issuer's own, current, asymmetric tokens for this audience name a caller.
import { createLog } from '@ticun/observability'
import { SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createVerifier } from './auth.ts'
import { AUDIENCE, startIssuer, type TestIssuer } from './test-issuer.ts'

const log = createLog({ name: 'test', level: 'silent' })
const officer = { sub: 'wang', role: 'officer', name: '王' }
let issuer: TestIssuer

beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

const verifier = () => createVerifier({ issuerUrl: issuer.url, audience: AUDIENCE }, log)

test('a good token names its caller', async () => {
  const verify = verifier()
  expect(await verify(await issuer.token(officer))).toEqual({
    role: 'officer',
    id: 'wang',
    name: '王',
  })
  const gym = { sub: 'coach', role: 'merchant', party: 'mer_1' }
  expect(await verify(await issuer.token(gym))).toEqual({
    role: 'merchant',
    id: 'coach',
    party: 'mer_1',
  })
  const clock = { sub: 'clock', role: 'clock' }
  expect(await verify(await issuer.token(clock))).toEqual({ role: 'clock', id: 'clock' })
})

test.each([
  ['another audience', officer, { audience: 'ticun-portal' }],
  ['another issuer', officer, { issuer: 'http://127.0.0.1:1' }],
  ['expired', officer, { exp: Math.floor(Date.now() / 1000) - 60 }],
  ['no subject', { role: 'officer' }, {}],
  ['no role', { sub: 'wang' }, {}],
  ['a made-up role', { sub: 'wang', role: 'root' }, {}],
  ['the role of the house itself', { sub: 'wang', role: 'system' }, {}],
  ['a merchant without party', { sub: 'coach', role: 'merchant' }, {}],
  ['a merchant as a consumer', { sub: 'c', role: 'merchant', party: 'con_1' }, {}],
])('refused: %s', async (_what, claims, over) => {
  expect(await verifier()(await issuer.token(claims, over))).toBeUndefined()
})

test('refused: algorithm none, a shared secret, a broken signature, no token', async () => {
  const verify = verifier()
  const good = await issuer.token(officer)
  const none = new UnsecuredJWT(officer)
    .setIssuer(issuer.url)
    .setAudience(AUDIENCE)
    .setExpirationTime('1h')
    .encode()
  const shared = await new SignJWT(officer)
    .setProtectedHeader({ alg: 'HS256', kid: '1' })
    .setIssuer(issuer.url)
    .setAudience(AUDIENCE)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode('x'.repeat(32)))
  const [head = '', body = '', signature = ''] = good.split('.')
  const promoted = Buffer.from(body, 'base64url').toString().replace('wang', 'root')
  const forged = [head, Buffer.from(promoted).toString('base64url'), signature].join('.')
  for (const token of [none, shared, forged, 'a.b.c', '', 'x'.repeat(9_000)]) {
    expect(await verify(token)).toBeUndefined()
  }
  expect(await verify(good)).toBeDefined()
})

test('a token seen before is not checked again, until it expires', async () => {
  const verify = verifier()
  const token = await issuer.token(officer)
  const caller = await verify(token)
  expect(caller).toMatchObject({ id: 'wang' })
  // The very same object: the signature was not looked at a second time.
  expect(await verify(token)).toBe(caller)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 3_600_000 })
  try {
    expect(await verify(token)).toBeUndefined()
  } finally {
    vi.useRealTimers()
  }
})

test('an issuer that is away is a fault, and is found when it comes', async () => {
  const other = await startIssuer()
  const port = Number(new URL(other.url).port)
  const token = await other.token(officer)
  await other.close()
  const verify = createVerifier({ issuerUrl: other.url, audience: AUDIENCE }, log)
  await expect(verify(token)).rejects.toMatchObject({ fault: true })
  const again = await startIssuer(port)
  const fresh = await again.token(officer)
  expect(await verify(fresh)).toMatchObject({ id: 'wang' })
  // The first issuer's key is gone: its token is no longer good.
  expect(await verify(token)).toBeUndefined()
  await again.close()
})

test('keys are not asked for once per forged token', async () => {
  const verify = verifier()
  await verify(await issuer.token(officer))
  const before = issuer.asked()
  const stranger = await startIssuer()
  await stranger.rotate()
  for (let index = 0; index < 5; index += 1) {
    const token = await stranger.token({ ...officer, index }, { issuer: issuer.url })
    expect(await verify(token)).toBeUndefined()
  }
  expect(issuer.asked() - before).toBeLessThanOrEqual(1)
  await stranger.close()
})

test('an issuer that calls itself something else is not trusted', async () => {
  const localhost = issuer.url.replace('127.0.0.1', 'localhost')
  const verify = createVerifier({ issuerUrl: localhost, audience: AUDIENCE }, log)
  await expect(verify(await issuer.token(officer))).rejects.toMatchObject({ fault: true })
})
