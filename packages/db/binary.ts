// Columns of a set-based statement in Postgres' binary form: nothing is quoted here and nothing is
// parsed there.

/** Types of elements: the numbers that Postgres gives them are the same on every server. */
const TEXT = 25
const BIGINT = 20
const TIMESTAMPTZ = 1184
const BYTEA = 17

const HEADER_BYTES = 20
const LENGTH_BYTES = 4
const LONG_BYTES = 8
const LONG_BITS = 64
const NULL_LENGTH = -1
/** The most that a letter takes in UTF-8. */
const LETTER_BYTES_MAX = 4
/** 2000-01-01 UTC, from which Postgres counts. */
const EPOCH_MS = 946_684_800_000

/** One column of text, for `unnest($1::text[])`. */
export function texts(cells: readonly (string | null)[]): Buffer {
  // Nearly all is ASCII: to write it as if it were, and look, is quicker than to count before.
  return writeTexts(cells, lettersIn(cells), true) ?? writeTexts(cells, bytesIn(cells), false)!
}

/** Undefined when a cell turns out to be no ASCII, and all should be. */
function writeTexts(
  cells: readonly (string | null)[],
  bytes: number,
  isAscii: boolean,
): Buffer | undefined {
  const column = open(TEXT, cells, bytes + LETTER_BYTES_MAX)
  const view = viewOf(column)
  let at = HEADER_BYTES
  for (const cell of cells) {
    at += LENGTH_BYTES
    const length = cell === null ? NULL_LENGTH : column.write(cell, at, 'utf8')
    // Also where it did not fit: there is room for one letter more, and all are written whole.
    if (isAscii && cell !== null && length !== cell.length) return undefined
    view.setInt32(at - LENGTH_BYTES, length)
    if (cell !== null) at += length
  }
  return column.subarray(0, at)
}

function lettersIn(cells: readonly (string | null)[]): number {
  let letters = 0
  for (const cell of cells) letters += cell === null ? 0 : cell.length
  return letters
}

function bytesIn(cells: readonly (string | null)[]): number {
  let bytes = 0
  for (const cell of cells) bytes += cell === null ? 0 : Buffer.byteLength(cell)
  return bytes
}

/** One column of whole numbers, for `unnest($1::bigint[])`. */
export function bigints(cells: readonly (bigint | null)[]): Buffer {
  return longs(BIGINT, cells, (cell) => cell)
}

/** One column of times (ISO 8601, UTC, at most milliseconds), for `unnest($1::timestamptz[])`. */
export function instants(cells: readonly (string | null)[]): Buffer {
  let last: string | undefined
  let micros = 0n
  return longs(TIMESTAMPTZ, cells, (cell) => {
    if (cell !== last) micros = microsOf(cell)
    last = cell
    return micros
  })
}

function microsOf(text: string): bigint {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new RangeError(`not a time: ${text}`)
  return BigInt(ms - EPOCH_MS) * 1_000n
}

/** One column of bytes, for `unnest($1::bytea[])`. */
export function byteStrings(cells: readonly Uint8Array[]): Buffer {
  let bytes = 0
  for (const cell of cells) bytes += cell.length
  const column = open(BYTEA, cells, bytes)
  let at = HEADER_BYTES
  for (const cell of cells) {
    column.writeInt32BE(cell.length, at)
    column.set(cell, at + LENGTH_BYTES)
    at += LENGTH_BYTES + cell.length
  }
  return column
}

function longs<Cell>(
  type: number,
  cells: readonly (Cell | null)[],
  longOf: (cell: Cell) => bigint,
): Buffer {
  let given = 0
  for (const cell of cells) if (cell !== null) given += 1
  const column = open(type, cells, given * LONG_BYTES)
  const view = viewOf(column)
  let at = HEADER_BYTES
  for (const cell of cells) {
    view.setInt32(at, cell === null ? NULL_LENGTH : LONG_BYTES)
    at += LENGTH_BYTES
    if (cell === null) continue
    const long = longOf(cell)
    // A view would cut it to size.
    if (BigInt.asIntN(LONG_BITS, long) !== long) throw new RangeError(`beyond 64 bits: ${long}`)
    view.setBigInt64(at, long)
    at += LONG_BYTES
  }
  return column
}

/** An array of one dimension that begins at 1; `bytes` is what its cells hold together. */
function open(type: number, cells: readonly unknown[], bytes: number): Buffer {
  const column = Buffer.allocUnsafe(HEADER_BYTES + cells.length * LENGTH_BYTES + bytes)
  column.writeInt32BE(1, 0)
  column.writeInt32BE(cells.includes(null) ? 1 : 0, 4)
  column.writeInt32BE(type, 8)
  column.writeInt32BE(cells.length, 12)
  column.writeInt32BE(1, 16)
  return column
}

/** A view writes a number as it is; a Buffer takes a large one apart, into new ones. */
function viewOf(column: Buffer): DataView {
  return new DataView(column.buffer, column.byteOffset, column.byteLength)
}
