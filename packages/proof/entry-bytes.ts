// Knows the one canonical encoding of an entry: RFC 8785 JSON in UTF-8, integers as strings.
import { fromUtf8, utf8 } from './bytes.ts'
import type { Entry, EntryLine } from './entry.ts'
import { ProofError } from './proof-error.ts'

/** The value of `schema` in every entry of this shape. */
export const ENTRY_SCHEMA = 'ticun.entry/1'

/** Longest encoding in bytes: a log's entry bundle gives each entry a length of 16 bits. */
export const ENTRY_BYTES_MAX = 65_535

const INTEGER_MAX = 2n ** 63n - 1n
const INTEGER_MIN = -(2n ** 63n)
const INTEGER = /^(?:0|-?[1-9][0-9]{0,18})$/
const TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/
// Every month has this many days, so only later ones need the calendar.
const DAY_SURE = '28'
// What JSON must escape, and surrogates, which must come in pairs: all else is copied as it is.
const PLAIN = /^[ !#-[\]-\uD7FF\uE000-\uFFFF]+$/

const quote = (text: string): string => {
  if (PLAIN.test(text)) return '"' + text + '"'
  if (text === '') throw new ProofError('an entry holds no empty text')
  if (!text.isWellFormed()) throw new ProofError('text holds a lone surrogate')
  // ECMAScript's own escaping is RFC 8785's.
  return JSON.stringify(text)
}

const integer = (value: bigint): string => {
  if (value > INTEGER_MAX || value < INTEGER_MIN) throw new ProofError('integer beyond 64 bits')
  return '"' + value.toString() + '"'
}

const ordinal = (value: bigint): string => {
  if (value < 0n) throw new ProofError('a sequence is never negative')
  return integer(value)
}

const time = (text: string): string => {
  const day = TIME.exec(text)?.[1]
  const real = day !== undefined && day !== '00' && (day <= DAY_SURE || onCalendar(text))
  if (!real) throw new ProofError(`not a UTC time with three decimals: ${text}`)
  return '"' + text + '"'
}

const onCalendar = (text: string): boolean => {
  const instant = new Date(text)
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text
}

const optional = (key: string, text: string | undefined): string =>
  text === undefined ? '' : key + quote(text)

/** The canonical text of an entry; `entryBytes` is its UTF-8. Malformed fields are a ProofError. */
export const entryText = (entry: Entry): string => {
  if (entry.lines.length === 0) throw new ProofError('an entry has lines')
  if (entry.currency !== 'CNY') throw new ProofError('an entry is in CNY')
  let lines = ''
  for (const line of entry.lines) {
    lines += lines === '' ? '{"account":' : ',{"account":'
    lines += quote(line.account) + ',"amount":' + integer(line.amount)
    lines += ',"balance":' + integer(line.balance)
    lines += ',"sequence":' + ordinal(line.sequence) + '}'
  }
  let text = '{"bookId":' + quote(entry.bookId) + ',"causeId":' + quote(entry.causeId)
  text += optional(',"contractId":', entry.contractId)
  text += ',"currency":"CNY","entryId":' + quote(entry.entryId) + ',"kind":' + quote(entry.kind)
  text += ',"lines":[' + lines + ']' + optional(',"merchantId":', entry.merchantId)
  text += ',"occurredAt":' + time(entry.occurredAt) + ',"recordedAt":' + time(entry.recordedAt)
  return text + ',"schema":"ticun.entry/1","sequence":' + ordinal(entry.sequence) + '}'
}

/** The bytes that the chain links and the tree holds. Malformed fields are a ProofError. */
export const entryBytes = (entry: Entry): Uint8Array => {
  const bytes = utf8(entryText(entry))
  if (bytes.length > ENTRY_BYTES_MAX) throw new ProofError('entry longer than its bundle allows')
  return bytes
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (fields: Fields, key: string): string => {
  const value = fields[key]
  if (typeof value !== 'string') throw new ProofError(`${key} is not a string`)
  return value
}

const integerOf = (fields: Fields, key: string): bigint => {
  const text = textOf(fields, key)
  if (!INTEGER.test(text)) throw new ProofError(`${key} is not a plain integer`)
  return BigInt(text)
}

const lineOf = (value: unknown): EntryLine => {
  if (!isFields(value)) throw new ProofError('a line is not an object')
  return {
    account: textOf(value, 'account'),
    amount: integerOf(value, 'amount'),
    balance: integerOf(value, 'balance'),
    sequence: integerOf(value, 'sequence'),
  }
}

const entryOf = (fields: Fields): Entry => {
  const { contractId, currency, lines, merchantId } = fields
  if (currency !== 'CNY') throw new ProofError('an entry is in CNY')
  if (!Array.isArray(lines)) throw new ProofError('lines is not an array')
  return {
    bookId: textOf(fields, 'bookId'),
    causeId: textOf(fields, 'causeId'),
    ...(contractId === undefined ? {} : { contractId: textOf(fields, 'contractId') }),
    currency,
    entryId: textOf(fields, 'entryId'),
    kind: textOf(fields, 'kind'),
    lines: lines.map(lineOf),
    ...(merchantId === undefined ? {} : { merchantId: textOf(fields, 'merchantId') }),
    occurredAt: textOf(fields, 'occurredAt'),
    recordedAt: textOf(fields, 'recordedAt'),
    sequence: integerOf(fields, 'sequence'),
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new ProofError('not JSON')
  }
}

/** The entry of its canonical text; a ProofError unless encoding it again gives the same text. */
export const parseEntryText = (text: string): Entry => {
  const fields = parseJson(text)
  if (!isFields(fields)) throw new ProofError('an entry is a JSON object')
  const entry = entryOf(fields)
  // One comparison refuses spaces, other key orders, extra or repeated keys and odd escapes at once.
  if (entryText(entry) !== text) throw new ProofError('not the canonical encoding of its entry')
  return entry
}

/** The entry of its bytes; a ProofError unless encoding it again gives the very same bytes. */
export const parseEntryBytes = (bytes: Uint8Array): Entry => {
  if (bytes.length > ENTRY_BYTES_MAX) throw new ProofError('entry longer than its bundle allows')
  return parseEntryText(fromUtf8(bytes))
}
