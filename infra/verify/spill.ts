// Knows how to sort more records than memory should hold into buckets of one temporary file.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const BUCKETS = 64
/** A record must fit: longer than the longest entry, of which records keep a part only. */
const CHUNK_BYTES = 65_536

type Bucket = { bytes: Buffer; used: number; chunks: { at: number; length: number }[] }

export type Spill = {
  /** Room for a record of so many bytes at the end of a bucket, to be filled at once. */
  room: (bucket: number, length: number) => { bytes: Buffer; at: number }
  /** What was written to a bucket, in order, in parts of whole records; each part is reused. */
  parts: (bucket: number) => Generator<Buffer>
  /** How many bytes a bucket holds. */
  size: (bucket: number) => number
  close: () => void
}

/** A spill in the folder for temporary files; nothing is written there before it is needed. */
export function createSpill(): Spill {
  const buckets: (Bucket | undefined)[] = []
  let file: number | undefined
  let fileEnd = 0

  const flush = (bucket: Bucket) => {
    file ??= openTemporary()
    writeSync(file, bucket.bytes, 0, bucket.used, fileEnd)
    bucket.chunks.push({ at: fileEnd, length: bucket.used })
    fileEnd += bucket.used
    bucket.used = 0
  }
  return {
    room: (index, length) => {
      const bucket = (buckets[index] ??= {
        bytes: Buffer.allocUnsafe(CHUNK_BYTES),
        used: 0,
        chunks: [],
      })
      if (bucket.used + length > CHUNK_BYTES) flush(bucket)
      const at = bucket.used
      bucket.used += length
      return { bytes: bucket.bytes, at }
    },
    parts: function* (index) {
      const bucket = buckets[index]
      if (!bucket) return
      const part = Buffer.allocUnsafe(CHUNK_BYTES)
      for (const { at, length } of bucket.chunks) {
        if (file === undefined || readSync(file, part, 0, length, at) !== length) {
          throw new Error('a temporary file was changed by somebody else')
        }
        yield part.subarray(0, length)
      }
      yield bucket.bytes.subarray(0, bucket.used)
    },
    size: (index) => {
      const bucket = buckets[index]
      if (!bucket) return 0
      return bucket.chunks.reduce((sum, { length }) => sum + length, bucket.used)
    },
    close: () => {
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}

/** A file that nobody else can open, and that is gone with this process however it ends. */
function openTemporary(): number {
  const folder = mkdtempSync(join(tmpdir(), 'ticun-verify-'))
  try {
    return openSync(join(folder, 'spill'), 'wx+', 0o600)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
