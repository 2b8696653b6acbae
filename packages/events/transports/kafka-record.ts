// Facts and dead letters as records of a broker, and how many go into one send.
import type { Topic } from '@ticun/protocol'
import { fromMessage, headerOf, typeOf, type ArrivedMessage } from '../cloud-event.ts'
import type { Arrival, DeadLetter, Parcel } from '../inbox.ts'
import type { OutboxRow } from '../outbox.ts'
import { storedMessage } from '../stored-fact.ts'

/**
 * Kafka's usual limit is 1 MiB for the records of a topic in one send. No letter takes more than
 * three bytes, so whatever they are, so many are below it.
 */
const SEND_LETTERS_MAX = 340_000

export type KafkaRecord = {
  topic: string
  key: string
  value: string
  headers: Record<string, string>
}

/** Tells readers where the topic was cut off and grew again. */
export const CUTS_HEADER = 'ticun_cuts'

/** A fact of the outbox, with the `cuts` of its topic where there are any. */
export function factRecord(row: OutboxRow, cuts: ReadonlyMap<string, string>): KafkaRecord {
  const message = storedMessage(row.payload)
  const cutsOfTopic = cuts.get(row.topic)
  if (cutsOfTopic !== undefined) message.headers[CUTS_HEADER] = cutsOfTopic
  return { topic: row.topic, ...message }
}

/** The id of the fact in a message, without reading anything else of it. */
export function idOf(message: ArrivedMessage): string | undefined {
  return headerOf(message, 'ce_id')
}

/** Where the topic was cut off, as its speaker says with this message. */
export function cutsIn(message: ArrivedMessage): string | undefined {
  return headerOf(message, CUTS_HEADER)
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

type Asked = {
  topic: string
  message: { key?: Buffer | string | null }
  partitionMetadata: readonly unknown[]
}

/**
 * The usual partition of a key; most facts have the key of the one before, so it is kept. Each
 * other one is told to `note`.
 */
export function keepingPlace<A extends Asked>(
  usual: (asked: A) => number,
  note: (topic: string, key: string, place: number) => void = () => {},
): (asked: A) => number {
  let last:
    { topic: string; key: Asked['message']['key']; count: number; place: number } | undefined
  return (asked) => {
    const { topic } = asked
    const { key } = asked.message
    const count = asked.partitionMetadata.length
    if (!key || key !== last?.key || count !== last.count || topic !== last.topic) {
      last = { topic, key, count, place: usual(asked) }
      note(topic, String(key), last.place)
    }
    return last.place
  }
}

/** Cuts records into sends, in order, none of them too large for the broker. */
export function cutBySize(records: readonly KafkaRecord[]): KafkaRecord[][] {
  let part: KafkaRecord[] = []
  const parts = [part]
  let letters: Record<string, number> = {}
  for (const record of records) {
    const { topic } = record
    const size = lettersOf(record)
    if (part.length > 0 && (letters[topic] ?? 0) + size > SEND_LETTERS_MAX) {
      part = []
      parts.push(part)
      letters = {}
    }
    letters[topic] = (letters[topic] ?? 0) + size
    part.push(record)
  }
  return records.length > 0 ? parts : []
}

function lettersOf({ value, headers }: KafkaRecord): number {
  let letters = value.length
  for (const name in headers) letters += name.length + (headers[name]?.length ?? 0)
  return letters
}

/** The topic of this name among those that were asked for. */
export function topicNamed(topics: readonly Topic[], name: string): Topic {
  const found = topics.find((topic) => topic === name)
  if (found === undefined) throw new Error(`a batch of ${name} arrived, which nobody asked for`)
  return found
}
