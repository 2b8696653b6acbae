// Verifies an exported log: every leaf, the chain, the balances, the tree, the signature.
import type { FileHandle } from 'node:fs/promises'
import { equal, hex, type Checkpoint, type Cosignature } from '@ticun/proof'
import { createBookCheck, type BookCheck } from './book-check.ts'
import { firstOf, UnreadableError, type Flaw } from './flaw.ts'
import type { Trust } from './key.ts'
import { entryReader, openLogFile, readParts, type LogFile, type LogHeader } from './log-file.ts'
import { doubtOlder, type Older } from './older.ts'
import { believe } from './signed-checkpoint.ts'

export type LogOptions = {
  readonly trust: Trust
  readonly olders?: readonly Older[]
  /** The chain's hash after the last entry, in hexadecimal, as somebody else told it. */
  readonly chainHead?: string | undefined
  readonly onProgress?: (done: number, total: number) => void
}

export type LogVerdict = {
  readonly header: LogHeader
  /** Absent when the checkpoint itself is not believed; then no entry was looked at. */
  readonly checkpoint?: Checkpoint
  readonly cosignatures: readonly Cosignature[]
  /** Entries that were checked and hold by themselves. */
  readonly entries: number
  readonly chainHead: string
  /** Time from first to last entry, in seconds. */
  readonly seconds: number
  /** Absent when all holds. */
  readonly flaw?: Flaw
}

/** Verifies the log in an open file. Throws UnreadableError when it is no whole log. */
export async function verifyLog(file: FileHandle, options: LogOptions): Promise<LogVerdict> {
  const log = await openLogFile(file)
  const believed = await believe(log.checkpoint, options.trust)
  const none = { header: log.header, cosignatures: [], entries: 0, chainHead: '', seconds: 0 }
  if ('what' in believed) return { ...none, flaw: believed }
  const { checkpoint, cosignatures } = believed
  if (checkpoint.origin !== log.header.origin) {
    const [expected, found] = [checkpoint.origin, log.header.origin]
    return { ...none, flaw: { what: 'the header names another log', expected, found } }
  }
  const olders = options.olders ?? []
  const larger = olders.find(({ size }) => size > checkpoint.size)
  if (larger) {
    throw new UnreadableError(
      `--older ${larger.path}: is of ${larger.size} entries, newer than the log with its ` +
        `${checkpoint.size}; verify that one instead`,
    )
  }
  const book = createBookCheck({
    bookId: log.header.bookId,
    rootsAt: [...olders.map(({ size }) => size), checkpoint.size],
  })
  try {
    const began = performance.now()
    const flaw =
      (await takeAll(file, log, { book, size: checkpoint.size, options })) ??
      (await doubtWhole({ file, log, book, checkpoint, options }))
    const seconds = (performance.now() - began) / 1000
    const head = { chainHead: hex(book.chainHead()), entries: book.size() }
    const { header } = log
    return { header, checkpoint, cosignatures, seconds, ...head, ...(flaw ? { flaw } : {}) }
  } finally {
    book.close()
  }
}

type Taking = { book: BookCheck; size: number; options: LogOptions }

/** Takes every entry; the first flaw that entries show among themselves. */
async function takeAll(
  file: FileHandle,
  log: LogFile,
  { book, size, options }: Taking,
): Promise<Flaw | undefined> {
  const settle = () => book.settle(entryReader(file))
  for await (const { lines } of readParts(file, log)) {
    for (const { bytes, offset } of lines) {
      const flaw = book.take(bytes, offset)
      // What only shows at the end may lie before what shows here.
      if (flaw) return firstOf([settle(), flaw])
    }
    options.onProgress?.(book.size(), size)
  }
  return settle()
}

type Whole = {
  file: FileHandle
  log: LogFile
  book: BookCheck
  checkpoint: Checkpoint
  options: LogOptions
}

/** What is wrong with the log as a whole, when its entries fit each other. */
async function doubtWhole(whole: Whole): Promise<Flaw | undefined> {
  const { file, log, book, checkpoint, options } = whole
  const { size, root } = checkpoint
  const own: Older = { path: 'the checkpoint', size, root, isLog: false }
  const olders = [...(options.olders ?? []), ...(book.size() < size ? [] : [own])]
  const known = olders.filter((one) => one.size <= book.size())
  const older = await doubtOlder(known, book.rootAt, { file, lines: log })
  if (older) return older
  if (book.size() !== size) {
    const sequence = Math.min(book.size(), size) + 1
    const what = book.size() < size ? 'it is missing' : 'the checkpoint does not cover it'
    return { sequence, what, expected: `${size} entries`, found: `${book.size()} entries` }
  }
  return doubtChainHead(book, options.chainHead ?? log.header.chainHead)
}

function doubtChainHead(book: BookCheck, expected: string | undefined): Flaw | undefined {
  const found = hex(book.chainHead())
  if (expected === undefined || equal(Buffer.from(expected, 'hex'), book.chainHead())) {
    return undefined
  }
  return { what: 'the chain ends in another hash', expected, found }
}
