// Makes a log file out of a running notary's public pages, verifying all of it on the way.
import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { base64, equal, hex, parseEntryBytes, ProofError, type Checkpoint } from '@ticun/proof'
import { createBookCheck, type BookCheck } from './book-check.ts'
import { UnreadableError, type Flaw } from './flaw.ts'
import type { Trust } from './key.ts'
import { entryReader, LOG_FORMAT } from './log-file.ts'
import type { LogSource } from './log-source.ts'
import { believe } from './signed-checkpoint.ts'

export type ExportOptions = {
  readonly source: LogSource
  readonly trust: Trust
  /** The file to make, told the number of entries; an old one there is replaced when all holds. */
  readonly pathFor: (size: number) => string
  readonly onProgress?: (done: number, total: number) => void
}

export type Exported =
  { readonly path: string; readonly checkpoint: Checkpoint; readonly chainHead: string } | Flaw

/** Exports the log as its newest checkpoint signs it, or says what is wrong with it. */
export async function exportLog(options: ExportOptions): Promise<Exported> {
  const note = await options.source.checkpoint()
  const believed = await believe(note, options.trust)
  if ('what' in believed) return believed
  const { checkpoint } = believed
  if (checkpoint.size === 0) throw new UnreadableError('the log has no entries yet')
  const path = options.pathFor(checkpoint.size)
  const draft = `${path}.${randomBytes(4).toString('hex')}.part`
  const file = await openDraft(draft)
  const book = createBookCheck({})
  try {
    const flaw = await download(file, { ...options, checkpoint, note, book })
    if (flaw) return flaw
    await file.sync()
    await rename(draft, path)
    return { path, checkpoint, chainHead: hex(book.chainHead()) }
  } finally {
    book.close()
    await file.close()
    await rm(draft, { force: true })
  }
}

async function openDraft(path: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(path), { recursive: true })
    return await open(path, 'wx+')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UnreadableError(`--out: ${why}`, { cause: error })
  }
}

type Download = ExportOptions & { checkpoint: Checkpoint; note: string; book: BookCheck }

async function download(file: FileHandle, options: Download): Promise<Flaw | undefined> {
  const { source, checkpoint, note, book, onProgress } = options
  let at = 0
  const write = async (text: string | Uint8Array) => {
    const bytes = Buffer.from(text)
    await file.write(bytes, 0, bytes.length, at)
    at += bytes.length
  }
  for await (const entries of source.bundles(checkpoint.size)) {
    if (at === 0) await write(`${headerOf(checkpoint.origin, entries[0])}\n`)
    let offset = at
    for (const bytes of entries) {
      const flaw = book.take(bytes, offset)
      if (flaw) return flaw
      offset += bytes.length + 1
    }
    await write(Buffer.concat(entries.flatMap((bytes) => [bytes, Buffer.from('\n')])))
    onProgress?.(book.size(), checkpoint.size)
  }
  await write(`${JSON.stringify({ checkpoint: note })}\n`)
  const flaw = book.settle(entryReader(file))
  if (flaw || equal(book.root(), checkpoint.root)) return flaw
  const what = 'the entries fit each other and not the root that the checkpoint signs'
  return { what, expected: base64(checkpoint.root), found: base64(book.root()) }
}

function headerOf(origin: string, first: Uint8Array | undefined): string {
  try {
    const { bookId } = parseEntryBytes(first ?? new Uint8Array())
    return JSON.stringify({ format: LOG_FORMAT, origin, bookId })
  } catch (error) {
    if (!(error instanceof ProofError)) throw error
    throw new UnreadableError(`the first entry is none: ${error.message}`, { cause: error })
  }
}
