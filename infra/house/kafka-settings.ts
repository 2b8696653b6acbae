// Knows the settings of the house's broker, and the words that format its storage.
import { KAFKA_USERS, type KafkaAccess } from './kafka-access.ts'

export type BrokerSettings = {
  /** `host:port` where clients come in, and what they are told to come to. */
  clients: string
  advertised: string
  controller: string
  recordsFolder: string
  access: KafkaAccess
}

const SCRAM = 'SCRAM-SHA-512'
const SCRAM_LOGIN = 'org.apache.kafka.common.security.scram.ScramLoginModule required'
const PLAIN_LOGIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required'

/**
 * `server.properties` of one node that is broker and controller. Nobody comes in without a name, at
 * neither door: who reaches the controller could give himself any right. SCRAM names are kept by
 * the controller itself, so at its own door only `admin` exists, by PLAIN. The text holds the
 * admin's password.
 */
export function brokerProperties(settings: BrokerSettings): string {
  const { clients, advertised, controller, recordsFolder } = settings
  const admin = `username="admin" password="${settings.access.admin}"`
  const lines = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${controller}`,
    listeners: `CLIENTS://${clients},CONTROLLER://${controller}`,
    'advertised.listeners': `CLIENTS://${advertised}`,
    'listener.security.protocol.map': 'CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENTS',
    'sasl.enabled.mechanisms': SCRAM,
    'sasl.mechanism.inter.broker.protocol': SCRAM,
    'sasl.mechanism.controller.protocol': 'PLAIN',
    'listener.name.controller.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.clients.scram-sha-512.sasl.jaas.config': `${SCRAM_LOGIN} ${admin};`,
    'listener.name.controller.plain.sasl.jaas.config': `${PLAIN_LOGIN} ${admin} user_admin="${settings.access.admin}";`,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:admin',
    'allow.everyone.if.no.acl.found': false,
    'log.dirs': recordsFolder.replaceAll('\\', '/'),
    // A misspelt topic is an error, not a new topic.
    'auto.create.topics.enable': false,
    'num.partitions': 1,
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    // Rather no leader for a while than one that lacks acknowledged facts.
    'unclean.leader.election.enable': false,
    // Facts are kept; a topic says so itself, this is for one that forgot to.
    'log.retention.ms': -1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 5,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 2,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'num.recovery.threads.per.data.dir': 1,
    // Half of the small heap would otherwise go to the cleaner of compacted topics.
    'log.cleaner.dedupe.buffer.size': 8_388_608,
  }
  return Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

/** Arguments of `format`, one a line, for a file: on a command line passwords could be read. */
export function formatWords(clusterId: string, properties: string, access: KafkaAccess): string {
  const users = KAFKA_USERS.flatMap((user) => [
    '--add-scram',
    `${SCRAM}=[name=${user},password=${access[user]}]`,
  ])
  const words = ['format', `--cluster-id=${clusterId}`, '-c', properties, '--ignore-formatted']
  return [...words, ...users].join('\n')
}
