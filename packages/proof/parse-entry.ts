// Knows how to read an entry back from its canonical encoding, and refuses every other spelling.
import { fromUtf8 } from './bytes.ts'
import { checkInteger, checkTime, ENTRY_BYTES_MAX, entryText } from './entry-bytes.ts'
import type { Entry, EntryLine } from './entry.ts'
import { ProofError } from './proof-error.ts'

const INTEGER = /^(?:0|-?[1-9][0-9]{0,18})$/

// The encoding as a grammar, in three pieces. What matches it is canonical by construction, and 3
// times as fast as reading JSON and encoding it again. Texts with escapes take the long way.
const TEXT = String.raw`"([ !#-[\]-\uD7FF\uE000-\uFFFF]+)"`
const WHOLE = '"(0|-?[1-9][0-9]{0,18})"'
const COUNT = '"(0|[1-9][0-9]{0,18})"'
const TIME = String.raw`"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"`
const HEAD = new RegExp(
  String.raw`\{"bookId":${TEXT},"causeId":${TEXT},(?:"contractId":${TEXT},)?"currency":"CNY",` +
    String.raw`"entryId":${TEXT},"kind":${TEXT},"lines":\[`,
  'y',
)
const LINE = new RegExp(
  String.raw`\{"account":${TEXT},"amount":${WHOLE},"balance":${WHOLE},"sequence":${COUNT}\}([,\]])`,
  'y',
)
const TAIL = new RegExp(
  String.raw`(?:,"merchantId":${TEXT})?,"occurredAt":${TIME},"recordedAt":${TIME},` +
    String.raw`"schema":"ticun\.entry/1","sequence":${COUNT}\}$`,
  'y',
)

const at = (pattern: RegExp, text: string, index: number): RegExpExecArray | null => {
  pattern.lastIndex = index
  return pattern.exec(text)
}

const whole = (text: string): bigint => checkInteger(BigInt(text))

/** Reads an entry without escapes; undefined if the text is anything else. */
const match = (text: string): Entry | undefined => {
  const head = at(HEAD, text, 0)
  if (head === null) return undefined
  const [, bookId = '', causeId = '', contractId, entryId = '', kind = ''] = head
  const lines: EntryLine[] = []
  let end = HEAD.lastIndex
  let divider = ','
  while (divider === ',') {
    const line = at(LINE, text, end)
    if (line === null) return undefined
    const [, account = '', amount = '', balance = '', sequence = '', next = ''] = line
    lines.push({
      account,
      amount: whole(amount),
      balance: whole(balance),
      sequence: whole(sequence),
    })
    divider = next
    end = LINE.lastIndex
  }
  const tail = at(TAIL, text, end)
  if (tail === null) return undefined
  const [, merchantId, occurredAt = '', recordedAt = '', sequence = ''] = tail
  checkTime(occurredAt)
  checkTime(recordedAt)
  const entry: { -readonly [Key in keyof Entry]: Entry[Key] } = {
    bookId,
    causeId,
    currency: 'CNY',
    entryId,
    kind,
    lines,
    occurredAt,
    recordedAt,
    sequence: whole(sequence),
  }
  if (contractId !== undefined) entry.contractId = contractId
  if (merchantId !== undefined) entry.merchantId = merchantId
  return entry
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

const parseStrictly = (text: string): Entry => {
  const fields = parseJson(text)
  if (!isFields(fields)) throw new ProofError('an entry is a JSON object')
  const entry = entryOf(fields)
  // One comparison refuses spaces, other key orders, extra or repeated keys and odd escapes.
  if (entryText(entry) !== text) throw new ProofError('not the canonical encoding of its entry')
  return entry
}

/** The entry of its canonical text; a ProofError unless encoding it again gives the same text. */
export const parseEntryText = (text: string): Entry => match(text) ?? parseStrictly(text)

/** The entry of its bytes; a ProofError unless encoding it again gives the very same bytes. */
export const parseEntryBytes = (bytes: Uint8Array): Entry => {
  if (bytes.length > ENTRY_BYTES_MAX) throw new ProofError('entry longer than its bundle allows')
  return parseEntryText(fromUtf8(bytes))
}
