// The wiring of the clock process: config → own token → escrow → heartbeat → server.
import { edgeOptions, followClock, readClock, runServer } from '@ticun/http'
import { createLog, createMetrics } from '@ticun/observability'
import { buildClock } from './app.ts'
import { readConfig } from './config.ts'
import { openEscrow } from './escrow.ts'
import { keepTicking } from './keep-ticking.ts'
import { ownToken } from './own-token.ts'
import { takeDue } from './take-due.ts'

const config = readConfig(process.env)
const log = createLog({ name: 'clock', level: config.LOG_LEVEL })
const metrics = createMetrics('clock')
const { CLOCK: clockMode, CLOCK_FILE: clockFile, ISSUER_URL: issuerUrl } = config
const clock = await followClock({ mode: clockMode, file: clockFile, log })
const { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret } = config
const escrow = openEscrow(config.ESCROW_URL, ownToken({ issuerUrl, clientId, clientSecret }))
const rounds = metrics.counter('rounds_total', 'Rounds over all books', ['result'])
const timers = metrics.counter('timers_taken_total', 'Timers that came true', ['kind'])
const told = {
  onTaken: (taken: Record<string, number>) => {
    for (const [kind, count] of Object.entries(taken)) timers.inc({ kind }, count)
  },
}

/** Where callers state the time, nobody knows what is due until the clock is moved. */
async function knowsTheTime(): Promise<boolean> {
  if (clockMode === 'system') return true
  return clockFile !== undefined && (await readClock(clockFile)) !== undefined
}

const heartbeat = keepTicking(async () => {
  if (!(await knowsTheTime())) return
  try {
    await takeDue(escrow, told)
    rounds.inc({ result: 'done' })
  } catch (error) {
    rounds.inc({ result: 'failed' })
    throw error
  }
}, log)
const app = buildClock(
  {
    log,
    metrics,
    ...edgeOptions(config),
    auth: { issuerUrl, audience: config.AUDIENCE },
    ready: () => escrow.ready(),
  },
  { clockMode, clockFile, escrow, heartbeat, told },
)
await runServer(app, {
  host: config.HOST,
  port: config.PORT,
  log,
  onStop: [heartbeat.stop, async () => clock.stop()],
})
