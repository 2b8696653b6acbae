// Knows the topics of infra/kafka/topics.yaml and makes them in a broker.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Kafka, logLevel } from 'kafkajs'
import { parse } from 'yaml'

const FILE = fileURLToPath(new URL('../kafka/topics.yaml', import.meta.url))
const FOREVER_MS = '-1'
const ATTEMPTS_MAX = 10
const FIRST_PAUSE_MS = 100

export type TopicPlan = { topic: string; owner: string; partitions: number; retentionMs: string }

/** Reads the plan of topics. Throws on a topic that lacks something. */
export function readTopics(): TopicPlan[] {
  const document: unknown = parse(readFileSync(FILE, 'utf8'))
  const listed: unknown = fieldOf(document, 'topics')
  if (!Array.isArray(listed)) throw new Error(`${FILE} lists no topics`)
  return listed.map(readTopic)
}

/** Makes the topics that the broker does not have yet. `brokers`: `host:port,…`. */
export async function createTopics(brokers: string): Promise<void> {
  hideTimerWarning()
  const kafka = new Kafka({
    clientId: 'ticun-house',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: ATTEMPTS_MAX, initialRetryTime: FIRST_PAUSE_MS },
  })
  const admin = kafka.admin()
  await admin.connect()
  try {
    const there = new Set(await admin.listTopics())
    const missing = readTopics().filter(({ topic }) => !there.has(topic))
    if (missing.length === 0) return
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map(({ topic, partitions, retentionMs }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: -1,
        configEntries: [
          { name: 'retention.ms', value: retentionMs },
          { name: 'cleanup.policy', value: 'delete' },
        ],
      })),
    })
  } finally {
    await admin.disconnect()
  }
}

let isHidden = false

/** kafkajs sets a timer in the past; Node's warning about it helps nobody who starts a house. */
function hideTimerWarning(): void {
  if (isHidden) return
  isHidden = true
  const others = process.listeners('warning')
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name === 'TimeoutNegativeWarning') return
    for (const tell of others) tell(warning)
  })
}

function readTopic(listed: unknown): TopicPlan {
  const topic = fieldOf(listed, 'topic')
  const owner = fieldOf(listed, 'owner')
  const partitions = fieldOf(listed, 'partitions')
  const retention = fieldOf(listed, 'retention')
  if (typeof topic !== 'string' || typeof owner !== 'string') throw new Error('a topic has no name')
  if (typeof partitions !== 'number') throw new Error(`${topic} has no number of partitions`)
  if (retention === 'forever') return { topic, owner, partitions, retentionMs: FOREVER_MS }
  if (typeof retention !== 'number') throw new Error(`${topic} has no retention`)
  return { topic, owner, partitions, retentionMs: String(retention) }
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
