// Knows that the mended client writes the bytes of its own, slower writer, and reads all again.
import { createRequire } from 'node:module'
import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  dictionary,
  integer,
} from 'fast-check'
import { nat, oneof, option, record, string, uint8Array, type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'

type Text = string | Buffer
type Message = {
  key: Text | null
  value: Text | null
  headers?: Record<string, Text | Text[]>
  timestamp?: string
}
type Producer = {
  firstTimestamp: number
  maxTimestamp: number
  firstSequence: number
  producerEpoch: number
  transactional: boolean
}
type Encoded = { buffer: Buffer }
type Client = {
  record: (message: object) => Encoded
  batch: (batch: object) => Promise<Encoded>
  writer: (batch: Producer & { messages: Message[]; dateNow: number }) => Buffer
  crc32C: (bytes: Buffer) => number
  read: (decoder: object) => Promise<{ records: Arrived[] }>
  decoder: new (bytes: Buffer) => object
}
type Arrived = {
  offset: string
  timestamp: string
  key: Buffer | null
  value: Buffer | null
  headers: Record<string, Buffer | Buffer[]>
}

const load = createRequire(import.meta.url)
const home = 'kafkajs/src/protocol/recordBatch'
const client: Client = {
  record: load(`${home}/record/v0`),
  batch: load(`${home}/v0`).RecordBatch,
  writer: load(`${home}/writer`),
  crc32C: load(`${home}/crc32C`),
  read: load(`${home}/v0/decoder`),
  decoder: load('kafkajs/src/protocol/decoder'),
}

const NOW = 1_790_000_000_000

/** Texts around the lengths whose own length takes one byte more; letters of one to four bytes. */
const text: Arbitrary<string> = oneof(
  string({ unit: 'binary', maxLength: 70 }),
  integer({ min: 0, max: 70 }).map((length) => 'x'.repeat(length)),
  integer({ min: 8_000, max: 8_300 }).map((length) => '证'.repeat(length / 2)),
)
const bytes = uint8Array({ maxLength: 80 }).map((each) => Buffer.from(each))
const value = oneof(text, bytes)
const message: Arbitrary<Message> = record(
  {
    key: option(value),
    value: option(value),
    headers: dictionary(string({ maxLength: 70 }), oneof(value, array(value, { maxLength: 3 }))),
    timestamp: constantFrom('1', `${NOW}`, `${NOW + 86_400_000}`, '4102444800000'),
  },
  { requiredKeys: ['key', 'value'] },
)
const producer: Arbitrary<Producer> = record({
  firstTimestamp: constantFrom(NOW, NOW - 5, 1),
  maxTimestamp: constant(NOW),
  firstSequence: nat(),
  producerEpoch: integer({ min: 0, max: 0x7fff }),
  transactional: constantFrom(true, false),
})

async function slowly(messages: Message[], said: Producer): Promise<Buffer> {
  const records = messages.map((each, offsetDelta) => {
    const timestampDelta = (Number(each.timestamp) || NOW) - said.firstTimestamp
    return client.record({ ...each, offsetDelta, timestampDelta })
  })
  const lastOffsetDelta = messages.length - 1
  return (await client.batch({ ...said, records, lastOffsetDelta })).buffer
}

test('a batch has the bytes of the slow writer, whatever is in it', async () => {
  await assert(
    asyncProperty(array(message, { maxLength: 80 }), producer, async (messages, said) => {
      const quickly = client.writer({ ...said, messages, dateNow: NOW })
      expect(quickly.equals(await slowly(messages, said))).toBe(true)
    }),
  )
})

test('many records of the usual size too: their offsets take two bytes and three', async () => {
  const headers = { ce_id: 'fct_01J9', ce_actor: JSON.stringify({ role: 'officer', id: '公证员' }) }
  const one = (n: number): Message => ({ key: 'bok_1', value: `{"n":${n}}`.repeat(60), headers })
  const messages = Array.from({ length: 9_000 }, (_, n) => one(n))
  const said = { firstTimestamp: NOW, maxTimestamp: NOW, firstSequence: 7, producerEpoch: 1 }
  const whole = { ...said, transactional: false }
  const quickly = client.writer({ ...whole, messages, dateNow: NOW })
  expect(quickly.equals(await slowly(messages, whole))).toBe(true)
})

const inBytes = (one: Text | null) => (one === null ? null : Buffer.from(one))

/** A header said once arrives as its bytes, one said often as a list of them. */
function arrivedHeaders(headers: Message['headers'] = {}) {
  const said = Object.entries(headers).flatMap(([name, given]): [string, Buffer | Buffer[]][] => {
    const each = (Array.isArray(given) ? given : [given]).map((one) => Buffer.from(one))
    const [first] = each
    return first === undefined ? [] : [[name, each.length === 1 ? first : each]]
  })
  return new Map(said)
}

test('what was written is read again, at whatever offset the broker put it', async () => {
  // Beyond what a number can hold exactly, too.
  const places = constantFrom(0n, 77n, 2n ** 53n - 3n, 2n ** 62n)
  const written = array(message, { maxLength: 20 })
  await assert(
    asyncProperty(written, producer, places, async (messages, said, place) => {
      const batch = client.writer({ ...said, messages, dateNow: NOW })
      batch.writeBigInt64BE(place)
      const { records } = await client.read(new client.decoder(batch))
      const told = records.map(({ offset, timestamp, key, value: body, headers }) => {
        const known = new Map(Object.entries(headers))
        return { offset, timestamp, key, value: body, headers: known }
      })
      const expected = messages.map((each, index) => ({
        offset: `${place + BigInt(index)}`,
        timestamp: `${Number(each.timestamp) || NOW}`,
        key: inBytes(each.key),
        value: inBytes(each.value),
        headers: arrivedHeaders(each.headers),
      }))
      expect(told).toEqual(expected)
    }),
  )
})

test('the sum is CRC-32C, of eight bytes a turn and of what is left', () => {
  // The check value of the catalogue of CRCs, and those of RFC 3720, appendix B.4.
  expect(client.crc32C(Buffer.from('123456789'))).toBe(0xe3069283)
  expect(client.crc32C(Buffer.alloc(32))).toBe(0x8a9136aa)
  expect(client.crc32C(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43)
  expect(client.crc32C(Buffer.from(Array.from({ length: 32 }, (_, n) => n)))).toBe(0x46dd794e)
  expect(client.crc32C(Buffer.from('a'))).toBe(0xc1d04330)
  expect(client.crc32C(Buffer.alloc(0))).toBe(0)
})
