// Reads a door log (CSV: device, direction, local time) row by row, and says why a row is no good.
import { parse } from 'csv-parse/sync'
import type { WallTime, ZoneClock } from './local-time.ts'

/** Every reason for which a row can be refused, in order of precedence. */
export const ROW_REFUSALS = [
  'wrong_encoding', // not UTF-8
  'not_csv', // a quote that is not closed, or stands in the middle of a word
  'missing_column', // fewer cells than the header has, or a needed cell is empty
  'too_many_columns',
  'unknown_direction', // neither In nor Out
  'no_such_date', // 30 February, 25:00, an hour that daylight saving skipped, or no date at all
  'in_the_future', // the date exists but has not come yet
] as const

export type RowRefusal = (typeof ROW_REFUSALS)[number]

export type DoorRow = { device: string; direction: 'IN' | 'OUT'; at: string }

/** One data row: what it says, or why it is refused. `line` counts from 1, the header included. */
export type ReadRow = { line: number; row: DoorRow } | { line: number; refused: RowRefusal }

/** The file as a whole cannot be read as a door log; the message says what to mend. */
export class DoorLogError extends Error {
  override name = 'DoorLogError'
}

export type ReadOptions = {
  /** The clock of the place where the door is. */
  clock: ZoneClock
  /** Rows later than this UTC instant (ms) are refused. */
  nowMs: number
  /** Stop after this many data rows, refused ones included. */
  rowsMax?: number | undefined
}

const COLUMNS = {
  device: 'DeviceName',
  direction: 'Direction',
  at: 'AlarmDateTime',
} as const

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
/** Door logs are younger than this; older years are slips of the keyboard. */
const YEAR_MIN = 1970
/** A longer line is no row of a door log, and not worth decoding. */
const LINE_BYTES_MAX = 64 * 1024

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Yields every data row of the log, good or refused, in file order; blank lines are no rows.
 * Lines end with LF, CRLF or CR. Throws DoorLogError when there is no usable header.
 */
export function* readDoorLog(bytes: Uint8Array, options: ReadOptions): Generator<ReadRow> {
  let header: Header | undefined
  let rows = 0
  for (const { line, start, end } of lines(bytes)) {
    const text = decode(bytes.subarray(start, end))
    if (text !== undefined && text.trim() === '') continue
    if (header === undefined) {
      header = readHeader(text)
      continue
    }
    if (options.rowsMax !== undefined && rows >= options.rowsMax) return
    rows += 1
    const result = text === undefined ? 'wrong_encoding' : readRow(text, header, options)
    yield typeof result === 'string' ? { line, refused: result } : { line, row: result }
  }
  if (header === undefined) {
    throw new DoorLogError(`the log is empty: its first line must name ${wanted()}`)
  }
}

type Header = { width: number; device: number; direction: number; at: number }

function readHeader(text: string | undefined): Header {
  const cells = text === undefined ? undefined : splitCells(text.replace(/^\uFEFF/, ''))
  if (cells === undefined) {
    throw new DoorLogError(`the first line is not CSV in UTF-8; it must name ${wanted()}`)
  }
  const names = cells.map((cell) => cell.trim().toLowerCase())
  const find = (name: string): number => {
    const index = names.indexOf(name.toLowerCase())
    if (index < 0) throw new DoorLogError(`the first line does not name the column ${name}`)
    if (names.lastIndexOf(name.toLowerCase()) !== index) {
      throw new DoorLogError(`the first line names the column ${name} twice`)
    }
    return index
  }
  return {
    width: names.length,
    device: find(COLUMNS.device),
    direction: find(COLUMNS.direction),
    at: find(COLUMNS.at),
  }
}

function readRow(text: string, header: Header, options: ReadOptions): DoorRow | RowRefusal {
  const cells = splitCells(text)
  if (cells === undefined) return 'not_csv'
  if (cells.length < header.width) return 'missing_column'
  if (cells.length > header.width) return 'too_many_columns'
  const device = cells[header.device]?.trim()
  const word = cells[header.direction]?.trim()
  const time = cells[header.at]?.trim()
  if (!device || !word || !time) return 'missing_column'
  const direction = readDirection(word)
  if (direction === undefined) return 'unknown_direction'
  const wall = readWallTime(time)
  const ms = wall === undefined ? undefined : options.clock.toUtcMs(wall)
  if (ms === undefined) return 'no_such_date'
  if (ms > options.nowMs) return 'in_the_future'
  return { device, direction, at: new Date(ms).toISOString() }
}

function readDirection(word: string): DoorRow['direction'] | undefined {
  const upper = word.toUpperCase()
  return upper === 'IN' || upper === 'OUT' ? upper : undefined
}

/** Month/day/year hour:minute[:second], as the door writes it. */
function readWallTime(time: string): WallTime | undefined {
  const found = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) +(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(time)
  if (found === null) return undefined
  const [month, day, year, hour, minute, second] = found.slice(1).map((part) => Number(part ?? 0))
  if (year === undefined || month === undefined || day === undefined) return undefined
  if (hour === undefined || minute === undefined || year < YEAR_MIN) return undefined
  return { year, month, day, hour, minute, second: second ?? 0 }
}

/** The cells of one line; it is parsed alone, so that a bad quote cannot swallow later lines. */
function splitCells(line: string): string[] | undefined {
  try {
    const records: string[][] = parse(line, { record_delimiter: '\n', relax_column_count: true })
    return records.length === 1 ? records[0] : undefined
  } catch {
    return undefined
  }
}

function decode(bytes: Uint8Array): string | undefined {
  if (bytes.length > LINE_BYTES_MAX) return undefined
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function* lines(bytes: Uint8Array): Generator<{ line: number; start: number; end: number }> {
  let start = 0
  let line = 1
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]
    if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) continue
    yield { line, start, end: index }
    if (byte === CARRIAGE_RETURN && bytes[index + 1] === LINE_FEED) index += 1
    start = index + 1
    line += 1
  }
  if (start < bytes.length) yield { line, start, end: bytes.length }
}

function wanted(): string {
  return Object.values(COLUMNS).join(', ')
}
