// Knows the topics of infra/kafka/topics.yaml and makes them in a broker.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Kafka, logLevel } from 'kafkajs'
import type { Admin } from 'kafkajs'
import { parse } from 'yaml'
import { ANY_RIGHT, rightsOf, saslOf } from './kafka-access.ts'
import type { KafkaAccess } from './kafka-access.ts'

const FILE = fileURLToPath(new URL('../kafka/topics.yaml', import.meta.url))
const FOREVER_MS = '-1'
const ATTEMPTS_MAX = 10
const FIRST_PAUSE_MS = 100
/** A broker that has just begun, on a busy machine, takes its time. */
const RIGHTS_WITHIN_MS = 60_000

export type TopicPlan = {
  topic: string
  /** The only one who may write it. */
  owner: string
  /** Who else may read it. */
  readers: readonly string[]
  partitions: number
  retentionMs: string
}

/** Reads the plan of topics. Throws on a topic that lacks something. */
export function readTopics(): TopicPlan[] {
  const document: unknown = parse(readFileSync(FILE, 'utf8'))
  const listed: unknown = fieldOf(document, 'topics')
  if (!Array.isArray(listed)) throw new Error(`${FILE} lists no topics`)
  return listed.map(readTopic)
}

/** Of each topic: how often it is kept, and how many copies must have what is acknowledged. */
export type Replication = { copies: number; copiesMin: number }

/**
 * Makes the topics that the broker does not have yet and, with `access`, gives every room its
 * rights. `brokers`: `host:port,…`.
 */
export async function createTopics(
  brokers: string,
  access?: KafkaAccess,
  replication?: Replication,
): Promise<void> {
  hideTimerWarning()
  const kafka = new Kafka({
    clientId: 'ticun-house',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    ...(access ? { sasl: saslOf(access, 'admin') } : {}),
    retry: { retries: ATTEMPTS_MAX, initialRetryTime: FIRST_PAUSE_MS },
  })
  const admin = kafka.admin()
  await admin.connect()
  try {
    await createMissing(admin, replication)
    if (access) await grantRights(admin)
  } finally {
    await admin.disconnect()
  }
}

/** Resolves when the broker has taken the rights over from its controller. */
async function grantRights(admin: Admin): Promise<void> {
  const acl = rightsOf(readTopics())
  await admin.createAcls({ acl })
  const end = performance.now() + RIGHTS_WITHIN_MS
  while (performance.now() < end) {
    const { resources } = await admin.describeAcls(ANY_RIGHT)
    if (resources.flatMap((resource) => resource.acls).length >= acl.length) return
    await sleep(FIRST_PAUSE_MS)
  }
  throw new Error('the broker does not know the rights that it was given')
}

async function createMissing(admin: Admin, replication: Replication | undefined): Promise<void> {
  const there = new Set(await admin.listTopics())
  const missing = readTopics().filter(({ topic }) => !there.has(topic))
  if (missing.length === 0) return
  const { copies = -1, copiesMin } = replication ?? {}
  await admin.createTopics({
    waitForLeaders: true,
    topics: missing.map(({ topic, partitions, retentionMs }) => ({
      topic,
      numPartitions: partitions,
      replicationFactor: copies,
      configEntries: [
        { name: 'retention.ms', value: retentionMs },
        { name: 'cleanup.policy', value: 'delete' },
        { name: 'unclean.leader.election.enable', value: 'false' },
        ...(copiesMin ? [{ name: 'min.insync.replicas', value: String(copiesMin) }] : []),
      ],
    })),
  })
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
  const plan = { topic, owner, readers: namesIn(fieldOf(listed, 'readers')), partitions }
  if (retention === 'forever') return { ...plan, retentionMs: FOREVER_MS }
  if (typeof retention !== 'number') throw new Error(`${topic} has no retention`)
  return { ...plan, retentionMs: String(retention) }
}

function namesIn(listed: unknown): string[] {
  if (!Array.isArray(listed)) return []
  return listed.filter((name): name is string => typeof name === 'string')
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
