// Starts the local issuer: config → keys → provider → server, and stops it on SIGTERM.
import { readConfig } from './config.ts'
import { startIssuer } from './server.ts'

const config = readConfig(process.env)
const issuer = await startIssuer(config, (error) => console.error(error))
console.log(JSON.stringify({ level: 30, service: 'issuer', msg: 'listening', url: issuer.url }))

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void issuer.close().then(() => process.exit(0))
  })
}
