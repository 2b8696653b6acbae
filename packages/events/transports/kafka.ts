// The transport over Apache Kafka; beside these few files none of the services knows its client.
import type { OutboxRow } from '../outbox.ts'
import { startRelay } from '../relay.ts'
import type { Place } from '../sent.ts'
import type { Relay, Transport } from '../transport.ts'
import { client, clusterName, endsOf, type KafkaTransportConfig } from './kafka-client.ts'
import { startListener } from './kafka-listener.ts'
import { readBeyond, readLast } from './kafka-tail.ts'
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
      const carrying = startRelay({
        ...source,
        cursorName: () => clusterName(kafka),
        publish: (rows: readonly OutboxRow[], cuts: ReadonlyMap<string, string>) =>
          publisher.publish(rows.map((row) => factRecord(row, cuts))),
        endsOf: (places: readonly Place[]) => endsOf(kafka, places),
        close: publisher.close,
      })
      return tracked<Relay>(carrying)
    },
    listen: (target) => tracked(startListener(config, target)),
    tail: (topic) => readLast(config, topic),
    beyond: (db, topic) => readBeyond(config, db, topic),
    close: async () => {
      await Promise.all([...open].map((running) => running.stop()))
      open.clear()
    },
  }
}
