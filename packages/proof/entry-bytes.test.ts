// Knows the golden vectors of the encoding, and every way an encoding is refused.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryBytes, fromHex, hex, parseEntryBytes, sha256, utf8, type Entry } from './index.ts'
import golden from './vectors/entry.json' with { type: 'json' }

const SESSION: Entry = {
  bookId: 'bok_01JZX3B5M7N9P2Q4R6S8T0V1W3',
  causeId: 'ses_01JZX3B5M7N9P2Q4R6S8T0V1W4',
  contractId: 'ctr_01JZX3B5M7N9P2Q4R6S8T0V1W5',
  currency: 'CNY',
  entryId: 'ent_01JZX3B5M7N9P2Q4R6S8T0V1W6',
  kind: 'session.released',
  lines: [
    { account: 'liability:held:ctr_1', amount: 8330n, balance: -91630n, sequence: 3n },
    { account: 'liability:payable:mer_1', amount: -8330n, balance: -8330n, sequence: 1n },
  ],
  merchantId: 'mer_01JZX3B5M7N9P2Q4R6S8T0V1W7',
  occurredAt: '2015-02-02T00:11:00.000Z',
  recordedAt: '2015-02-02T00:11:00.123Z',
  sequence: 17n,
}
const TEXT = new TextDecoder().decode(entryBytes(SESSION))

/** Vectors hold integers as text, as the encoding does. */
const entryOfVector = ({ entry }: (typeof golden)[number]): Entry => ({
  bookId: entry.bookId,
  causeId: entry.causeId,
  ...(entry.contractId === undefined ? {} : { contractId: entry.contractId }),
  currency: 'CNY',
  entryId: entry.entryId,
  kind: entry.kind,
  lines: entry.lines.map((line) => ({
    account: line.account,
    amount: BigInt(line.amount),
    balance: BigInt(line.balance),
    sequence: BigInt(line.sequence),
  })),
  ...(entry.merchantId === undefined ? {} : { merchantId: entry.merchantId }),
  occurredAt: entry.occurredAt,
  recordedAt: entry.recordedAt,
  sequence: BigInt(entry.sequence),
})

test.each(golden)('golden: $name', (vector) => {
  const bytes = entryBytes(entryOfVector(vector))
  expect(hex(bytes)).toBe(vector.bytes)
  expect(hex(sha256(bytes))).toBe(vector.sha256)
  expect(parseEntryBytes(fromHex(vector.bytes))).toEqual(entryOfVector(vector))
})

test('the encoding reads as the README says', () => {
  expect(TEXT).toBe(
    '{"bookId":"bok_01JZX3B5M7N9P2Q4R6S8T0V1W3","causeId":"ses_01JZX3B5M7N9P2Q4R6S8T0V1W4",' +
      '"contractId":"ctr_01JZX3B5M7N9P2Q4R6S8T0V1W5","currency":"CNY",' +
      '"entryId":"ent_01JZX3B5M7N9P2Q4R6S8T0V1W6","kind":"session.released","lines":[' +
      '{"account":"liability:held:ctr_1","amount":"8330","balance":"-91630","sequence":"3"},' +
      '{"account":"liability:payable:mer_1","amount":"-8330","balance":"-8330","sequence":"1"}],' +
      '"merchantId":"mer_01JZX3B5M7N9P2Q4R6S8T0V1W7","occurredAt":"2015-02-02T00:11:00.000Z",' +
      '"recordedAt":"2015-02-02T00:11:00.123Z","schema":"ticun.entry/1","sequence":"17"}',
  )
})

describe('any entry', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
  const fen = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  const ordinal = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })
  const time = fc
    .date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString())
  const line = fc.record({ account: text, amount: fen, balance: fen, sequence: ordinal })
  const entry: fc.Arbitrary<Entry> = fc.record(
    {
      bookId: text,
      causeId: text,
      contractId: text,
      currency: fc.constant('CNY' as const),
      entryId: text,
      kind: text,
      lines: fc.array(line, { minLength: 1, maxLength: 4 }),
      merchantId: text,
      occurredAt: time,
      recordedAt: time,
      sequence: ordinal,
    },
    {
      requiredKeys: [
        'bookId',
        'causeId',
        'currency',
        'entryId',
        'kind',
        'lines',
        'occurredAt',
        'recordedAt',
        'sequence',
      ],
    },
  )

  /** RFC 8785 for a value without numbers: sorted keys and ECMAScript's own strings. */
  const canonical = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
    if (typeof value === 'bigint') return `"${value}"`
    if (typeof value !== 'object' || value === null) return JSON.stringify(value)
    const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
    const texts = members.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    return `{${texts.join(',')}}`
  }

  test('is RFC 8785 JSON and comes back the same', () => {
    fc.assert(
      fc.property(entry, (any) => {
        const bytes = entryBytes(any)
        expect(hex(bytes)).toBe(hex(utf8(canonical({ ...any, schema: 'ticun.entry/1' }))))
        expect(parseEntryBytes(bytes)).toEqual(any)
      }),
    )
  })

  test('is never read from any other bytes', () => {
    const bytes = entryBytes(SESSION)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bent = bytes.slice()
        bent[at] = (bent[at] ?? 0) ^ by
        let read: Entry | undefined
        try {
          read = parseEntryBytes(bent)
        } catch {
          return
        }
        expect(hex(entryBytes(read))).toBe(hex(bent))
      }),
    )
  })
})

test.each([
  ['a space', TEXT.replace(':', ': ')],
  ['a trailing newline', `${TEXT}\n`],
  ['a byte order mark', `\uFEFF${TEXT}`],
  ['another key order', TEXT.replace(/("bookId":"[^"]*"),("causeId":"[^"]*")/, '$2,$1')],
  ['an unknown key', TEXT.replace('{"bookId"', '{"a":"1","bookId"')],
  ['a repeated key', TEXT.replace('"currency":"CNY"', '"currency":"CNY","currency":"CNY"')],
  ['a missing key', TEXT.replace(/"kind":"[^"]*",/, '')],
  ['another schema', TEXT.replace('ticun.entry/1', 'ticun.entry/2')],
  ['another currency', TEXT.replace('CNY', 'USD')],
  ['a JSON number', TEXT.replace('"8330"', '8330')],
  ['a leading zero', TEXT.replace('"8330"', '"08330"')],
  ['a plus sign', TEXT.replace('"8330"', '"+8330"')],
  ['a negative zero', TEXT.replace('"8330"', '"-0"')],
  ['a fraction', TEXT.replace('"8330"', '"83.30"')],
  ['65 bits', TEXT.replace('"8330"', '"9223372036854775808"')],
  ['a negative sequence', TEXT.replace('"17"', '"-17"')],
  ['an escape nobody needs', TEXT.replace('session.', '\\u0073ession.')],
  ['no lines', TEXT.replace(/"lines":\[.*\],/, '"lines":[],')],
  ['an empty id', TEXT.replace(/"entryId":"[^"]*"/, '"entryId":""')],
  ['two decimals', TEXT.replace('00:11:00.000Z', '00:11:00.00Z')],
  ['an offset', TEXT.replace('00:11:00.000Z', '00:11:00.000+00:00')],
  ['a day that never was', TEXT.replace('2015-02-02T00:11:00.000', '2015-02-29T00:11:00.000')],
  [
    'a day that the book never had',
    TEXT.replace('2015-02-02T00:11:00.123', '2015-02-30T00:11:00.123'),
  ],
  ['a 25th hour', TEXT.replace('00:11:00.000', '24:00:00.000')],
  ['an array', '[]'],
  ['nothing', ''],
])('refuses %s', (_, text) => {
  expect(text).not.toBe(TEXT)
  expect(() => parseEntryBytes(utf8(text))).toThrow(expect.objectContaining({ name: 'ProofError' }))
})

test('refuses to write what could not be read', () => {
  const wrong: Partial<Entry>[] = [
    { kind: '' },
    { kind: '\uD800' },
    { lines: [] },
    { sequence: -1n },
    { sequence: 2n ** 63n },
    { occurredAt: '2015-02-02T00:11:00Z' },
    { recordedAt: '2015-04-31T00:11:00.000Z' },
    { kind: 'k'.repeat(65_535) },
  ]
  for (const fields of wrong) expect(() => entryBytes({ ...SESSION, ...fields })).toThrow()
  expect(() => parseEntryBytes(Uint8Array.of(0xff))).toThrow('not UTF-8')
})

test('the 29th of February is a day when it is one', () => {
  const leap = { ...SESSION, occurredAt: '2016-02-29T23:59:59.999Z' }
  expect(parseEntryBytes(entryBytes(leap))).toEqual(leap)
})
