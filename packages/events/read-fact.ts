// Reads what arrived on a topic: a fact that we know, one that we do not know yet, or a broken one.
import { factSchemas, type Fact, type Topic } from '@ticun/protocol'

export type Reading = { fact: Fact } | { unknownType: string } | { broken: string }

const ISSUES_MAX = 5

const KNOWN_TYPES = new Map<string, ReadonlySet<string>>(
  Object.entries(factSchemas).map(([topic, schema]) => [
    topic,
    new Set(schema.options.map((option) => option.shape.type.value)),
  ]),
)

/**
 * A type that this program does not know comes from a newer speaker and is no error; a known type
 * whose body breaks its schema is.
 */
export function readFact(topic: Topic, payload: unknown): Reading {
  const type = textOf(payload, 'type')
  if (type === undefined) return { broken: 'the fact has no type' }
  if (KNOWN_TYPES.get(topic)?.has(type) !== true) return { unknownType: type }
  const parsed = factSchemas[topic].safeParse(payload)
  if (parsed.success) return { fact: parsed.data }
  const issues = parsed.error.issues
    .slice(0, ISSUES_MAX)
    .map(({ path, message }) => `${path.join('/')}: ${message}`)
  return { broken: issues.join('; ') }
}

function textOf(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = Reflect.get(value, key)
  return typeof found === 'string' ? found : undefined
}
