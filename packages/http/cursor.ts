// Opaque keyset cursors: the sort values of a page's last row, so that no page skips or repeats.
import type { CursorKind, RouteContract } from '@ticun/protocol'
import { EdgeError } from './problems.ts'

const VERSION = 1
const TEXT_MAX = 400
const LONG_MAX = 2n ** 63n - 1n

/** What a value is in a handler; as text, each of these is something that Postgres takes. */
type Value = { instant: string; integer: bigint; id: string; word: string }
/** What a value is made from: a number may come as its digits. */
type Source = { instant: string; integer: bigint | string; id: string; word: string }

type CursorOf<C> = C extends { cursor: infer K extends readonly CursorKind[] } ? K : readonly []

/** The sort values that a cursor of this contract's list carries. */
export type CursorValues<C> = Made<CursorOf<C>, Value>
type CursorSources<C> = Made<CursorOf<C>, Source>
type Made<K extends readonly CursorKind[], Of extends Record<CursorKind, unknown>> = {
  -readonly [I in keyof K]: Of[K[I]]
}

/** Any instant that Postgres gives, also one that no request could bring in today. */
const INSTANT = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const READERS: { [K in CursorKind]: (text: string) => Value[K] | undefined } = {
  instant: (text) => (INSTANT.test(text) && isReal(text) ? text : undefined),
  integer: (text) => {
    const value = /^\d{1,19}$/.test(text) ? BigInt(text) : undefined
    return value !== undefined && value <= LONG_MAX ? value : undefined
  },
  id: (text) => (/^[a-z]{3}_\w{1,100}$/.test(text) ? text : undefined),
  word: (text) => (/^[\x21-\x7e]{1,128}$/.test(text) ? text : undefined),
}

function isReal(instant: string): boolean {
  const ms = Date.parse(instant)
  return !Number.isNaN(ms) && new Date(ms).toISOString() === instant
}

/** A page of `limit` items out of up to `limit + 1`, with the cursor of the next one. */
export function pageBy<const C extends RouteContract, T>(
  _list: C,
  found: readonly T[],
  limit: number,
  keysOf: (item: T) => CursorSources<C>,
): { items: T[]; next?: string } {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  if (found.length <= limit || last === undefined) return { items }
  return { items, next: cursorOf<C>(keysOf(last)) }
}

/** A cursor of this contract's list that stands after the row with these sort values. */
export function cursorOf<C extends RouteContract>(values: CursorSources<C>): string {
  const texts = [...(values as readonly (string | bigint)[])].map(String)
  return Buffer.from(JSON.stringify([VERSION, ...texts])).toString('base64url')
}

/**
 * The sort values in a cursor of the query or the body; undefined on the first page. Throws what
 * becomes 400 `cursor_broken` when it is no cursor of a list that is sorted so.
 */
export function readCursor<const C extends RouteContract>(
  contract: C,
  ...parts: readonly unknown[]
): CursorValues<C> | undefined {
  const cursor = parts.map(cursorIn).find((each) => each !== undefined)
  if (contract.cursor === undefined || cursor === undefined) return undefined
  const texts = unpack(cursor)
  const values = contract.cursor.map((kind, index) => READERS[kind](texts[index] ?? ''))
  if (texts.length === values.length && !values.includes(undefined)) {
    return values as CursorValues<C>
  }
  throw new EdgeError('cursor_broken', 'take the cursor from `next` of this very list', [
    { pointer: '/cursor', detail: 'is none that this list has given' },
  ])
}

function cursorIn(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined
  const cursor: unknown = Reflect.get(part, 'cursor')
  return typeof cursor === 'string' ? cursor : undefined
}

/** The texts in a cursor; none when it is not one of ours. */
function unpack(cursor: string): string[] {
  if (cursor.length > TEXT_MAX || !/^[\w-]+$/.test(cursor)) return []
  const [version, ...values] = parseList(Buffer.from(cursor, 'base64url').toString('utf8'))
  return version === VERSION && values.every((value) => typeof value === 'string') ? values : []
}

function parseList(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}
