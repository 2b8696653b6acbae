// Starts the portal: config → session key → server; nothing is kept but the key.
import { dirname, join } from 'node:path'
import { runServer } from '@ticun/http'
import { createLog, createMetrics } from '@ticun/observability'
import { readConfig } from './config.ts'
import { buildPortal } from './server/app.ts'
import { loadSessionKey } from './server/session-key.ts'

const config = readConfig(process.env)
const log = createLog({ name: 'portal', level: config.logLevel })
const app = await buildPortal({
  config,
  sessionKey: await loadSessionKey(config.sessionKeyFile),
  endedDir: join(dirname(config.sessionKeyFile), 'ended-sessions'),
  distDir: join(import.meta.dirname, 'dist'),
  log,
  metrics: createMetrics('portal'),
})
await runServer(app, { host: config.host, port: config.port, log })
