// A house in earnest has one time: its clock process runs, and nobody moves it.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEMO_PASSWORD, logIn, startIssuer } from '@ticun/issuer'
import { createLog, createMetrics } from '@ticun/observability'
import { newId } from '@ticun/protocol'
import { expect, test } from 'vitest'
import { buildClock } from './app.ts'
import { openEscrow } from './escrow.ts'
import { ownToken } from './own-token.ts'

/** Nobody listens there: whatever asks escrow fails. */
const NOWHERE = 'http://127.0.0.1:9'
const SECRET = 'the-secret-of-the-clock'

test.each(['system', 'caller'] as const)('CLOCK=%s', async (clockMode) => {
  const folder = await mkdtemp(join(tmpdir(), 'clock-app-'))
  const portalUrl = 'http://127.0.0.1:8080'
  const at = { host: '127.0.0.1', port: 0, dataDir: folder, portalUrl }
  const issuer = await startIssuer(
    { ...at, clientSecret: 'a-secret-of-tests', clockSecret: SECRET },
    () => {},
  )
  const log = createLog({ name: 'clock', level: 'silent' })
  const token = ownToken({ issuerUrl: issuer.url, clientId: 'clock', clientSecret: SECRET })
  const escrow = openEscrow(NOWHERE, token)
  const app = buildClock(
    {
      log,
      metrics: createMetrics('clock'),
      auth: { issuerUrl: issuer.url, audience: 'urn:ticun:api' },
      ready: () => escrow.ready(),
    },
    {
      clockMode,
      clockFile: join(folder, 'clock'),
      escrow,
      heartbeat: { between: (work) => work() },
      told: { onTaken: () => {} },
    },
  )
  try {
    const { accessToken } = await logIn({
      issuerUrl: issuer.url,
      login: 'wang',
      password: DEMO_PASSWORD,
    })
    const moved = await app.inject({
      method: 'POST',
      url: '/v1/clock',
      headers: { authorization: `Bearer ${accessToken}` },
      payload: { now: '2099-01-01T00:00:00.000Z', bookId: newId('bok') },
    })
    if (clockMode === 'system') {
      expect([moved.statusCode, moved.json()]).toMatchObject([409, { code: 'clock_not_movable' }])
    } else {
      expect(moved.statusCode).toBe(503)
    }
    expect(await readdir(folder)).not.toContain('clock')
    expect((await app.inject('/readyz')).statusCode).toBe(503)
    expect((await app.inject('/healthz')).statusCode).toBe(200)
    await expect(token()).resolves.toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  } finally {
    await app.close()
    await issuer.close()
    await rm(folder, { recursive: true })
  }
})
