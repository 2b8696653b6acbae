// Reads an exported log (`ticun.log/1`): a header, one canonical entry a line, a checkpoint.
import { readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { ENTRY_BYTES_MAX } from '@ticun/proof'
import { z } from 'zod'
import { UnreadableError } from './flaw.ts'

export const LOG_FORMAT = 'ticun.log/1'

const HEADER_BYTES_MAX = 4_096
/** A note of a million characters, each escaped; far more than any that was signed. */
const TRAILER_BYTES_MAX = 8_388_608
const TAIL_BYTES = 8_192
const READ_BYTES = 1_048_576
const NEWLINE = 0x0a

const header = z.strictObject({
  format: z.literal(LOG_FORMAT),
  origin: z.string().min(1),
  bookId: z.string().min(1),
  /** Chain hash after the last entry, in hexadecimal. */
  chainHead: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
const trailer = z.strictObject({ checkpoint: z.string().min(1) })

export type LogHeader = z.infer<typeof header>

/** An open log; `from` and `to` (exclusive) are the offsets of its lines of entries. */
export type LogFile = {
  readonly header: LogHeader
  /** The signed note of the last line, word for word. */
  readonly checkpoint: string
  readonly from: number
  readonly to: number
}

/** The log in a file. Throws UnreadableError when header or checkpoint line are not there. */
export async function openLogFile(file: FileHandle): Promise<LogFile> {
  const { size } = await file.stat()
  const start = await readAt(file, 0, Math.min(HEADER_BYTES_MAX, size))
  const end = start.indexOf(NEWLINE)
  if (end < 0) throw new UnreadableError('has no line that ends: it is cut short')
  if (start[end - 1] === 0x0d) {
    throw new UnreadableError('has lines that end in CR LF; some program changed it on its way')
  }
  const found = header.safeParse(parseJson(start.subarray(0, end)))
  if (!found.success) {
    throw new UnreadableError(`has no good header: ${z.prettifyError(found.error)}`)
  }
  const last = await readTrailer(file, size)
  return { header: found.data, checkpoint: last.checkpoint, from: end + 1, to: last.at }
}

async function readTrailer(
  file: FileHandle,
  size: number,
): Promise<{ checkpoint: string; at: number }> {
  for (let length = TAIL_BYTES; ; length *= 2) {
    const from = Math.max(0, size - length)
    const tail = await readAt(file, from, size - from)
    const end = tail.at(-1) === NEWLINE ? tail.length - 1 : tail.length
    const before = end === 0 ? -1 : tail.lastIndexOf(NEWLINE, end - 1)
    if (before < 0 && from > 0 && length < TRAILER_BYTES_MAX) continue
    const parsed = trailer.safeParse(parseJson(tail.subarray(before + 1, end)))
    if (before >= 0 && parsed.success) {
      return { checkpoint: parsed.data.checkpoint, at: from + before + 1 }
    }
    throw new UnreadableError('does not end with its checkpoint line: it is cut short')
  }
}

/** Reads lines of entries; `offset` is where each begins. Lines are reused: copy what you keep. */
export async function* readParts(
  file: FileHandle,
  { from, to }: Pick<LogFile, 'from' | 'to'>,
): AsyncGenerator<{ lines: Generator<{ bytes: Buffer; offset: number }>; end: number }> {
  const buffer = Buffer.allocUnsafe(READ_BYTES)
  let at = from
  while (at < to) {
    const length = Math.min(READ_BYTES, to - at)
    const { bytesRead } = await file.read(buffer, 0, length, at)
    const last = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE)
    if (bytesRead < length) throw new UnreadableError('became shorter while it was read')
    // A line that no newline ends here is longer than any entry; it goes on as far as was read.
    const end = last < 0 ? length : last + 1
    yield { lines: linesOf(buffer.subarray(0, end), at), end: at + end }
    at += end
  }
}

function* linesOf(part: Buffer, partAt: number): Generator<{ bytes: Buffer; offset: number }> {
  let at = 0
  while (at < part.length) {
    const newline = part.indexOf(NEWLINE, at)
    const end = newline < 0 ? part.length : newline
    yield { bytes: part.subarray(at, end), offset: partAt + at }
    at = end + 1
  }
}

/** A reader of the entry at an offset that `readParts` told. */
export function entryReader(file: FileHandle): (offset: number) => Uint8Array {
  const buffer = Buffer.allocUnsafe(ENTRY_BYTES_MAX + 1)
  return (offset) => {
    const length = readSync(file.fd, buffer, 0, buffer.length, offset)
    const end = buffer.subarray(0, length).indexOf(NEWLINE)
    return Uint8Array.from(buffer.subarray(0, end < 0 ? length : end))
  }
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, at)
  return buffer.subarray(0, bytesRead)
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString())
    return value
  } catch {
    return undefined
  }
}
