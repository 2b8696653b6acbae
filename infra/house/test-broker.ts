// Knows how a test gets a real Kafka broker with the house's topics, and how to take it away from
// it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from './free-ports.ts'
import { kafkaAvailable, startKafka } from './kafka.ts'
import { kafkaAccess } from './kafka-access.ts'
import type { KafkaUser } from './kafka-access.ts'
import { openSecrets } from './secrets.ts'
import { createTopics } from './topics.ts'

export { kafkaAvailable }

export type TestBroker = {
  brokers: string
  /** Name and password of one of the broker's users. */
  userOf: (user: KafkaUser) => { username: string; password: string }
  /** Where its records lie, for a test that takes some of them away. */
  folder: string
  pid: () => number
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
  const access = kafkaAccess(openSecrets(dataDir))
  const start = () => startKafka({ dataDir, port, controllerPort, access, log: () => {} })
  let running = await start()
  await createTopics(running.brokers, access)
  return {
    brokers: running.brokers,
    userOf: (username) => ({ username, password: access[username] }),
    folder: join(dataDir, 'kafka', 'records'),
    pid: () => running.pid,
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
