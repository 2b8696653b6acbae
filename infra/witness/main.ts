// Starts the witness: config → keys of the logs → memory → server, and stops it on SIGTERM.
import { createLog } from '@ticun/observability'
import { readConfig } from './config.ts'
import { readLogs } from './known-logs.ts'
import { startWitness } from './server.ts'

const config = readConfig(process.env)
const log = createLog({ name: 'witness', level: config.LOG_LEVEL })
const witness = await startWitness({
  host: config.HOST,
  port: config.PORT,
  dataDir: config.DATA_DIR,
  name: config.WITNESS_NAME,
  logs: await readLogs(config.LOG_ORIGIN, config.LOG_VKEYS),
  log,
  verifierKeyFile: config.VKEY_FILE,
})
log.info({ url: witness.url, verifierKey: witness.verifierKey }, 'watching')

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void witness.close().then(() => process.exit(0))
  })
}
