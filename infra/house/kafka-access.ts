// Knows who has a name at the broker, with which password, and what each may do there.
import kafka, {
  type AclEntry,
  type AclFilter,
  type AclOperationTypes as Operation,
  type SASLOptions,
} from 'kafkajs'
import { ROOMS } from './provision.ts'
import type { Secrets } from './secrets.ts'
import type { TopicPlan } from './topics.ts'

// Node finds these names on the whole only.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafka
type Resource = typeof AclResourceTypes.TOPIC | typeof AclResourceTypes.GROUP

/** `admin` makes topics and rights; `auditor` reads what a rebuilt book is derived from. */
export const KAFKA_USERS = ['admin', ...ROOMS, 'auditor'] as const
export type KafkaUser = (typeof KAFKA_USERS)[number]

/** The password of each. */
export type KafkaAccess = Record<KafkaUser, string>

/** Groups of readers begin with the name of the client that reads. */
const GROUP_OF_AUDITOR = 'rebuild-'

/** The passwords of all users: made once, or given as KAFKA_ADMIN_PASSWORD and so on. */
export function kafkaAccess(secrets: Secrets): KafkaAccess {
  const password = (user: KafkaUser) => secrets(`kafka.${user}.password`)
  return {
    admin: password('admin'),
    escrow: password('escrow'),
    settlement: password('settlement'),
    notary: password('notary'),
    auditor: password('auditor'),
  }
}

/** How a client of the broker says who it is. */
export function saslOf(access: KafkaAccess, user: KafkaUser): SASLOptions {
  return { mechanism: 'scram-sha-512', username: user, password: access[user] }
}

/**
 * Who may do what: its owner alone writes a topic; owner and readers read it, each in groups of its
 * own name. What nobody is granted is refused by the broker.
 */
export function rightsOf(topics: readonly TopicPlan[]): AclEntry[] {
  const { READ, WRITE, DESCRIBE } = AclOperationTypes
  const onTopics = topics.flatMap(({ topic, owner, readers }) => [
    allow(owner, AclResourceTypes.TOPIC, topic, WRITE),
    ...[owner, ...readers].flatMap((user) => [
      allow(user, AclResourceTypes.TOPIC, topic, READ),
      allow(user, AclResourceTypes.TOPIC, topic, DESCRIBE),
    ]),
  ])
  const groups = [...ROOMS.map((room) => [room, `${room}-`]), ['auditor', GROUP_OF_AUDITOR]]
  return [
    ...onTopics,
    ...groups.map(([user = '', group = '']) => allow(user, AclResourceTypes.GROUP, group, READ)),
  ]
}

/** What asks the broker for all rights that it knows. */
export const ANY_RIGHT: AclFilter = {
  resourceType: AclResourceTypes.ANY,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ANY,
}

function allow(user: string, type: Resource, name: string, operation: Operation): AclEntry {
  const isPrefix = type === AclResourceTypes.GROUP
  return {
    principal: `User:${user}`,
    host: '*',
    resourceType: type,
    resourceName: name,
    resourcePatternType: isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    operation,
    permissionType: AclPermissionTypes.ALLOW,
  }
}
