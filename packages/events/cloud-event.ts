// A fact as a CloudEvents 1.0 message in binary mode: attributes in headers, `data` in the value.
import type { Envelope, Fact } from '@ticun/protocol'

export type Headers = Record<string, string>
export type Message = { key: string; value: string; headers: Headers }

/** What a broker hands over; kafkajs gives header values as bytes. */
export type ArrivedMessage = {
  value: Buffer | null
  headers?: Record<string, Buffer | string | (Buffer | string)[] | undefined>
}

/** What an envelope says, but for the actor. */
export type Attributes = Record<keyof Omit<Envelope, 'actor' | 'bookSequence'> | 'type', string> & {
  bookSequence?: string | undefined
}

export function toMessage(fact: Fact): Message {
  return messageOf(fact, JSON.stringify(fact.actor), JSON.stringify(fact.data))
}

/** The message of these attributes, and of actor and data as JSON. */
export function messageOf(said: Attributes, actor: string, data: string): Message {
  const headers: Headers = {
    ce_specversion: '1.0',
    ce_id: said.id,
    ce_source: said.source,
    ce_type: said.type,
    ce_subject: said.subject,
    ce_time: said.recordedAt,
    ce_occurredat: said.occurredAt,
    ce_bookid: said.bookId,
    ce_correlationid: said.correlationId,
    ce_causationid: said.causationId,
    ce_actor: actor,
    'content-type': 'application/json',
  }
  if (said.bookSequence !== undefined) headers['ce_booksequence'] = said.bookSequence
  return { key: said.bookId, value: data, headers }
}

/** The fact in a message, not yet checked. What cannot be read stays out and fails the check. */
export function fromMessage(message: ArrivedMessage): { id: string | undefined; payload: unknown } {
  const header = (name: string) => headerOf(message, name)
  const id = header('ce_id')
  const bookSequence = header('ce_booksequence')
  const payload = {
    id,
    source: header('ce_source'),
    type: header('ce_type'),
    subject: header('ce_subject'),
    recordedAt: header('ce_time'),
    occurredAt: header('ce_occurredat'),
    bookId: header('ce_bookid'),
    ...(bookSequence === undefined ? {} : { bookSequence }),
    correlationId: header('ce_correlationid'),
    causationId: header('ce_causationid'),
    actor: parse(header('ce_actor')),
    data: parse(message.value?.toString('utf8')),
  }
  return { id, payload }
}

/** The type that a message names, without reading anything else of it. */
export function typeOf(message: ArrivedMessage): string | undefined {
  return headerOf(message, 'ce_type')
}

/** One header as text; undefined when there is none. */
export function headerOf(message: ArrivedMessage, name: string): string | undefined {
  const found = message.headers?.[name]
  const one = Array.isArray(found) ? found[0] : found
  return one === undefined ? undefined : one.toString()
}

/** Text that is no JSON is kept as it is, so that a dead letter shows what came. */
function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return text
  }
}
