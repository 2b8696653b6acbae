// Starts the local issuer: config → keys → provider → server, and stops it on SIGTERM.
import { createLog } from '@ticun/observability'
import { readConfig } from './config.ts'
import { startIssuer } from './server.ts'

const config = readConfig(process.env)
const log = createLog({ name: 'issuer', level: config.logLevel })
const issuer = await startIssuer(config, (error) => log.error({ err: error }, 'unexpected'))
log.info({ url: issuer.url }, 'listening')

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void issuer.close().then(() => process.exit(0))
  })
}
