// Opaque keyset cursors: the sort values of a page's last row, so that no page skips or repeats.
import { EdgeError } from './problems.ts'

const VERSION = 1
const TEXT_MAX = 400
const VALUES_MAX = 8
const VALUE_LENGTH_MAX = 128

/** A cursor that stands after the row with these sort values. */
export function encodeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify([VERSION, ...values])).toString('base64url')
}

/** The sort values in a cursor; undefined when it is not one of ours. */
export function decodeCursor(text: string): string[] | undefined {
  if (text.length > TEXT_MAX || !/^[\w-]+$/.test(text)) return undefined
  const [version, ...values] = parseList(Buffer.from(text, 'base64url').toString('utf8'))
  if (version !== VERSION || values.length === 0 || values.length > VALUES_MAX) return undefined
  const texts = values.filter((value) => typeof value === 'string')
  const whole = texts.length === values.length
  return whole && texts.every((value) => value.length <= VALUE_LENGTH_MAX) ? texts : undefined
}

/**
 * The `count` sort values of a query's cursor; undefined on the first page. Throws what becomes
 * 400 `cursor_broken` when the cursor is another list's or damaged; `fits` tells it from the values.
 */
export function readCursor(
  cursor: string | undefined,
  count: number,
  fits: (values: readonly string[]) => boolean = () => true,
): string[] | undefined {
  if (cursor === undefined) return undefined
  const values = decodeCursor(cursor)
  if (values?.length === count && fits(values)) return values
  throw new EdgeError('cursor_broken', 'take the cursor from `next` of this very list')
}

function parseList(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}
