// The transport over Apache Kafka; beside these few files none of the services knows its client.
import type { OutboxRow } from '../outbox.ts'
import { startRelay } from '../relay.ts'
import type { Relay, Transport } from '../transport.ts'
import { client, clusterName, type KafkaTransportConfig } from './kafka-client.ts'
import { startListener } from './kafka-listener.ts'
import { createPublisher } from './kafka-publisher.ts'
import { factRecord } from './kafka-record.ts'

export function createKafkaTransport(config: KafkaTransportConfig): Transport {
  const open = new Set<{ stop: () => Promise<void> }>()
  const tracked = <Running extends { stop: () => Promise<void> }>(running: Running): Running => {
    open.add(running)
    return running
  }
  return {
    name: 'kafka',
    relay: (source) => {
      const kafka = client(config, source.log)
      const publisher = createPublisher(kafka)
      const publish = (rows: readonly OutboxRow[]) => publisher.publish(rows.map(factRecord))
      const cursorName = () => clusterName(kafka)
      return tracked<Relay>(startRelay({ ...source, cursorName, publish, close: publisher.close }))
    },
    listen: (target) => tracked(startListener(config, target)),
    close: async () => {
      await Promise.all([...open].map((running) => running.stop()))
      open.clear()
    },
  }
}
