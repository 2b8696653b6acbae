// The text by which a fact is kept in the outbox, and how it becomes a message without being read.
import type { Fact } from '@ticun/protocol'
import { messageOf, toMessage, type Message } from './cloud-event.ts'

/** The JSON of a fact in one fixed order, `data` last: so a relay can cut it instead of reading. */
export function storedText(fact: Fact): string {
  const { id, source, type, subject, recordedAt, occurredAt, bookId, bookSequence } = fact
  return JSON.stringify({
    id,
    source,
    type,
    subject,
    recordedAt,
    occurredAt,
    bookId,
    bookSequence,
    correlationId: fact.correlationId,
    causationId: fact.causationId,
    actor: fact.actor,
    data: fact.data,
  })
}

/** A string without quotes and escapes is the same inside JSON and outside. */
const PLAIN = String.raw`"([^"\\]*)"`
const FIRST = ['id', 'source', 'type', 'subject', 'recordedAt', 'occurredAt', 'bookId']
const LAST = ['correlationId', 'causationId']
const ENVELOPE = new RegExp(
  [
    String.raw`^\{`,
    ...FIRST.map((name) => `"${name}":${PLAIN},`),
    `(?:"bookSequence":${PLAIN},)?`,
    ...LAST.map((name) => `"${name}":${PLAIN},`),
    String.raw`"actor":(\{[^{}\\]*\}),"data":(?=\{)`,
  ].join(''),
)

/** What `ENVELOPE` finds: the whole, and its groups. */
type Parts = [
  ...[head: string, id: string, source: string, type: string, subject: string],
  ...[recordedAt: string, occurredAt: string, bookId: string, bookSequence: string | undefined],
  ...[correlationId: string, causationId: string, actor: string],
]

/**
 * The message of a stored fact. What `storedText` wrote is cut into its parts: they are the bytes
 * that reading and writing it again would give, for a tenth of the time. Any other text (an escape
 * in the envelope, another order) is read.
 */
export function storedMessage(text: string): Message {
  const found = ENVELOPE.exec(text)
  if (found === null) return toMessage(JSON.parse(text) as Fact)
  const [head, id, source, type, subject, recordedAt, occurredAt, bookId, ...rest] =
    found as unknown as Parts
  const [bookSequence, correlationId, causationId, actor] = rest
  const first = { id, source, type, subject, recordedAt, occurredAt, bookId, bookSequence }
  return messageOf({ ...first, correlationId, causationId }, actor, text.slice(head.length, -1))
}
