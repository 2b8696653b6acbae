// Knows how a test gets a real Kafka broker with the house's topics, and how to take it away from
// it.
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
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
  /** Keeps a copy of all that it has; it is stopped meanwhile. */
  keepCopy: () => Promise<void>
  /** Kills it and gives it the copy back: what it took since is lost, acknowledged or not. */
  returnToCopy: () => Promise<void>
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
  const folder = join(dataDir, 'kafka')
  const access = kafkaAccess(openSecrets(dataDir))
  const start = () => startKafka({ dataDir, port, controllerPort, access, log: () => {} })
  let running = await start()
  await createTopics(running.brokers, access)
  return {
    brokers: running.brokers,
    userOf: (username) => ({ username, password: access[username] }),
    keepCopy: async () => {
      await running.stop()
      cpSync(folder, `${folder}-copy`, { recursive: true })
      running = await start()
    },
    returnToCopy: async () => {
      process.kill(running.pid, 'SIGKILL')
      await running.stop()
      rmSync(folder, { recursive: true })
      cpSync(`${folder}-copy`, folder, { recursive: true })
      running = await start()
    },
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
