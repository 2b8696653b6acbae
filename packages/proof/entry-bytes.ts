// Knows the one canonical encoding of an entry: RFC 8785 JSON in UTF-8, integers as strings.
import { utf8 } from './bytes.ts'
import type { Entry } from './entry.ts'
import { ProofError } from './proof-error.ts'

/** The value of `schema` in every entry of this shape. */
export const ENTRY_SCHEMA = 'ticun.entry/1'

/** Longest encoding in bytes: a log's entry bundle gives each entry a length of 16 bits. */
export const ENTRY_BYTES_MAX = 65_535

const INTEGER_MAX = 2n ** 63n - 1n
const INTEGER_MIN = -(2n ** 63n)
const TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/
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

/** The integer itself, if 64 bits hold it; else a ProofError. */
export const checkInteger = (value: bigint): bigint => {
  if (value > INTEGER_MAX || value < INTEGER_MIN) throw new ProofError('integer beyond 64 bits')
  return value
}

const integer = (value: bigint): string => '"' + checkInteger(value).toString() + '"'

const ordinal = (value: bigint): string => {
  if (value < 0n) throw new ProofError('a sequence is never negative')
  return integer(value)
}

/** The text itself, if it is a UTC time with three decimals; else a ProofError. */
export const checkTime = (text: string): string => {
  const day = text.slice(8, 10)
  const isTime = TIME.test(text) && (day <= DAY_SURE || onCalendar(text))
  if (!isTime) throw new ProofError(`not a UTC time with three decimals: ${text}`)
  return text
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
  text += ',"occurredAt":"' + checkTime(entry.occurredAt)
  text += '","recordedAt":"' + checkTime(entry.recordedAt)
  return text + '","schema":"ticun.entry/1","sequence":' + ordinal(entry.sequence) + '}'
}

/** The bytes that the chain links and the tree holds. Malformed fields are a ProofError. */
export const entryBytes = (entry: Entry): Uint8Array => {
  const bytes = utf8(entryText(entry))
  if (bytes.length > ENTRY_BYTES_MAX) throw new ProofError('entry longer than its bundle allows')
  return bytes
}
