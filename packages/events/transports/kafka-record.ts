// Facts and dead letters as records of a broker, and how many go into one send.
import type { Topic } from '@ticun/protocol'
import { fromMessage, typeOf, type ArrivedMessage } from '../cloud-event.ts'
import type { Arrival, DeadLetter, Parcel } from '../inbox.ts'
import type { OutboxRow } from '../outbox.ts'
import { storedMessage } from '../stored-fact.ts'

/** Below Kafka's usual limit of 1 MiB for one batch of records. */
const SEND_BYTES_MAX = 700_000

export type KafkaRecord = {
  topic: string
  key: string
  value: string
  headers: Record<string, string>
}

export function factRecord(row: OutboxRow): KafkaRecord {
  return { topic: row.topic, ...storedMessage(row.payload) }
}

/** A message as it arrives; `place` names its partition. One that nobody wants stays unread. */
export function arrivalOf(
  message: ArrivedMessage & { offset: string },
  place: string,
  wants: ((type: string) => boolean) | undefined,
): Arrival {
  const position = message.offset
  const type = wants && typeOf(message)
  if (type !== undefined && wants?.(type) === false) {
    return { position, id: '', payload: undefined, isPassedOver: true }
  }
  const { id, payload } = fromMessage(message)
  // A message without an id must still be put aside once only.
  return { position, id: id ?? `${place}/${position}`, payload }
}

/** A dead letter for `<listener>.dead.v1`, with its reason and where it was found. */
export function deadRecord(listener: string, parcel: Parcel, letter: DeadLetter): KafkaRecord {
  return {
    topic: `${listener}.dead.v1`,
    key: letter.arrival.id,
    value: JSON.stringify(letter.arrival.payload ?? null),
    headers: {
      ticun_reason: letter.reason,
      ticun_topic: parcel.topic,
      ticun_position: `${parcel.partition}/${letter.arrival.position}`,
      'content-type': 'application/json',
    },
  }
}

type Asked = { message: { key?: Buffer | string | null }; partitionMetadata: readonly unknown[] }

/** The usual partition of a key; most facts have the key of the one before, so it is kept. */
export function keepingPlace<A extends Asked>(usual: (asked: A) => number): (asked: A) => number {
  let last: { key: Asked['message']['key']; count: number; place: number } | undefined
  return (asked) => {
    const { key } = asked.message
    const count = asked.partitionMetadata.length
    if (!key || key !== last?.key || count !== last.count) {
      last = { key, count, place: usual(asked) }
    }
    return last.place
  }
}

/** Cuts records into sends, in order, none of them too large for the broker. */
export function cutBySize(records: readonly KafkaRecord[]): KafkaRecord[][] {
  const parts: KafkaRecord[][] = []
  let bytes = Infinity
  for (const record of records) {
    const size = Buffer.byteLength(record.value) + bytesOfHeaders(record)
    if (bytes + size > SEND_BYTES_MAX) {
      parts.push([])
      bytes = 0
    }
    bytes += size
    parts.at(-1)?.push(record)
  }
  return parts
}

function bytesOfHeaders({ headers }: KafkaRecord): number {
  let bytes = 0
  for (const name in headers) bytes += name.length + Buffer.byteLength(headers[name] ?? '')
  return bytes
}

/** The topic of this name among those that were asked for. */
export function topicNamed(topics: readonly Topic[], name: string): Topic {
  const found = topics.find((topic) => topic === name)
  if (found === undefined) throw new Error(`a batch of ${name} arrived, which nobody asked for`)
  return found
}
