// Knows how to run the bank as a process: environment in, graceful end on SIGTERM.
import { openClock } from './clock.ts'
import { readConfig } from './config.ts'
import { startBank } from './server.ts'

const config = readConfig(process.env)
const bank = await startBank({
  host: config.HOST,
  port: config.PORT,
  dataDirectory: config.DATA_DIR,
  token: config.BANK_TOKEN,
  clock: openClock(config.CLOCK_FILE),
  logger: { level: config.LOG_LEVEL, name: 'bank-sandbox' },
})

let stopping = false
const stop = async (): Promise<void> => {
  if (stopping) return
  stopping = true
  await bank.close()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
