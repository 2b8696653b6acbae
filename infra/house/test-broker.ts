// Knows how a test gets a real Kafka broker with the house's topics, and how to take it away from
// it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from './free-ports.ts'
import { kafkaAvailable, startKafka } from './kafka.ts'
import { createTopics } from './topics.ts'

export { kafkaAvailable }

export type TestBroker = {
  brokers: string
  /** Ends the broker at once, as a power cut would. */
  kill: () => Promise<void>
  /** Starts it again at the same address, on the same records. */
  restart: () => Promise<void>
  stop: () => Promise<void>
}

/** An embedded broker on a temporary folder, which `stop` removes. */
export async function openTestBroker(): Promise<TestBroker> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ticun-test-kafka-'))
  chmodSync(dataDir, 0o711)
  const [port = 0, controllerPort = 0] = await freePorts(2)
  const start = () => startKafka({ dataDir, port, controllerPort, log: () => {} })
  let running = await start()
  await createTopics(running.brokers)
  return {
    brokers: running.brokers,
    kill: async () => {
      process.kill(running.pid, 'SIGKILL')
      await running.stop()
    },
    restart: async () => {
      running = await start()
    },
    stop: async () => {
      await running.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
