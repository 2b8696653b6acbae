// Starts the portal: config → session key → server; stops it on SIGTERM.
import { join } from 'node:path'
import { readConfig } from './config.ts'
import { buildPortal } from './server/app.ts'
import { loadSessionKey } from './server/session-key.ts'

const config = readConfig(process.env)
const app = await buildPortal({
  config,
  sessionKey: await loadSessionKey(config.sessionKeyFile),
  distDir: join(import.meta.dirname, 'dist'),
  logger: { name: 'portal' },
})
await app.listen({ host: config.host, port: config.port })

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void app.close().then(() => process.exit(0))
  })
}
