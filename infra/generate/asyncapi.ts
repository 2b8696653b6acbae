// Makes the AsyncAPI document of all facts from the schemas that check them.
import { readFileSync } from 'node:fs'
import { envelope, factSchemas, TOPICS, type Topic } from '@ticun/protocol'
import { parse } from 'yaml'
import { z } from 'zod'

const TOPICS_FILE = new URL('../kafka/topics.yaml', import.meta.url)
const VERSION = '1.0.0'

type Json = Record<string, unknown>
type TopicPlan = { topic: string; owner: string; partitions: number; retention: string }

const planFile = z.object({
  topics: z.array(
    z.object({
      topic: z.string(),
      owner: z.string(),
      partitions: z.int(),
      retention: z.string(),
    }),
  ),
})

/** The document: one channel for each topic, one message for each type of fact. */
export function asyncapi(): Json {
  const plans = planFile.parse(parse(readFileSync(TOPICS_FILE, 'utf8'))).topics
  const topics = Object.values(TOPICS)
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Ticun facts 提存事实',
      version: VERSION,
      description:
        'CloudEvents 1.0 in binary mode: the attributes travel as ce_ headers, the value is the ' +
        'data alone. The key is the book, so all facts of one book stay in order.',
      license: { name: 'AGPL-3.0-or-later' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(topics.map((topic) => [topic, channelOf(topic, plans)])),
    operations: Object.fromEntries(
      topics.map((topic) => [
        `speak-${topic}`,
        {
          action: 'send',
          channel: ref('channels', topic),
          summary: `Spoken by ${ownerOf(topic, plans)}.`,
        },
      ]),
    ),
    components: {
      messages: Object.assign({}, ...topics.map(messagesOf)),
      schemas: { bookId: schemaOf(envelope.shape.bookId), envelope: envelopeHeaders() },
    },
  }
}

function channelOf(topic: Topic, plans: readonly TopicPlan[]): Json {
  const plan = planOf(topic, plans)
  return {
    address: topic,
    description: `Owner: ${plan.owner}. Retention: ${plan.retention}.`,
    messages: Object.fromEntries(typesOf(topic).map((type) => [type, ref('messages', type)])),
    bindings: { kafka: { topic, partitions: plan.partitions, replicas: 1 } },
  }
}

function messagesOf(topic: Topic): Json {
  const messages: Json = {}
  for (const option of factSchemas[topic].options) {
    const type = option.shape.type.value
    messages[type] = {
      name: type,
      contentType: 'application/json',
      headers: {
        allOf: [
          { $ref: '#/components/schemas/envelope' },
          { type: 'object', properties: { ce_type: { type: 'string', const: type } } },
        ],
      },
      payload: schemaOf(option.shape.data),
      bindings: { kafka: { key: { $ref: '#/components/schemas/bookId' } } },
    }
  }
  return messages
}

/** The envelope as the transport writes it: text, one header for each attribute. */
function envelopeHeaders(): Json {
  const { shape } = envelope
  const properties = {
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: schemaOf(shape.id),
    ce_source: schemaOf(shape.source),
    ce_type: { type: 'string' },
    ce_subject: schemaOf(shape.subject),
    ce_time: schemaOf(shape.recordedAt),
    ce_occurredat: schemaOf(shape.occurredAt),
    ce_bookid: { $ref: '#/components/schemas/bookId' },
    ce_booksequence: schemaOf(shape.bookSequence.unwrap()),
    ce_correlationid: schemaOf(shape.correlationId),
    ce_causationid: schemaOf(shape.causationId),
    ce_actor: {
      type: 'string',
      contentMediaType: 'application/json',
      description: 'JSON of role, id and, where there is one, party.',
    },
    'content-type': { type: 'string', const: 'application/json' },
  }
  const required = Object.keys(properties).filter((name) => name !== 'ce_booksequence')
  return { type: 'object', properties, required }
}

function schemaOf(schema: z.ZodType): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-7' })
  return rest
}

function typesOf(topic: Topic): string[] {
  return factSchemas[topic].options.map((option) => option.shape.type.value)
}

function planOf(topic: Topic, plans: readonly TopicPlan[]): TopicPlan {
  const plan = plans.find((each) => each.topic === topic)
  if (plan === undefined) throw new Error(`infra/kafka/topics.yaml does not name ${topic}`)
  return plan
}

function ownerOf(topic: Topic, plans: readonly TopicPlan[]): string {
  return planOf(topic, plans).owner
}

/** A JSON reference; `~` and `/` would need escaping, and no name of ours holds them. */
function ref(place: 'channels' | 'messages', name: string): Json {
  return { $ref: place === 'channels' ? `#/channels/${name}` : `#/components/messages/${name}` }
}
