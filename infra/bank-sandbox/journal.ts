// Knows how to keep lines on disk so that nothing acknowledged is ever lost.
import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

export type Journal = {
  /** Queues one line (no line break inside). It is durable only after `flushed()`. */
  append: (line: string) => void
  /** Resolves when all lines appended so far are on disk; rejects for good once the disk failed. */
  flushed: () => Promise<void>
  /** False once the disk failed: memory is then ahead of the disk and must not be served. */
  healthy: () => boolean
  close: () => Promise<void>
}

type Waiter = { upTo: number; resolve: () => void; reject: (error: Error) => void }

/**
 * Opens the journal and hands every whole line in it to `replay`, oldest first.
 * A last line without its line break was never acknowledged; it is cut off.
 */
export async function openJournal(path: string, replay: (line: string) => void): Promise<Journal> {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'a')
  try {
    const bytes = await readFile(path)
    const wholeBytes = bytes.lastIndexOf(0x0a) + 1
    if (wholeBytes < bytes.length) await file.truncate(wholeBytes)
    await file.sync()
    await syncDirectory(dirname(path))
    const lines = bytes.subarray(0, wholeBytes).toString('utf8').split('\n')
    lines.pop()
    lines.forEach((line, index) => replayLine(line, index, path, replay))
  } catch (error) {
    await file.close()
    throw error
  }
  return journalOn(file)
}

function replayLine(line: string, index: number, path: string, replay: (line: string) => void) {
  try {
    replay(line)
  } catch (error) {
    throw new Error(`${path} is damaged at line ${index + 1}`, { cause: error })
  }
}

/** The file's name itself must survive a power cut, so its directory is synced too. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

function journalOn(file: FileHandle): Journal {
  let pending: string[] = []
  let appended = 0
  let durable = 0
  let writing: Promise<void> | undefined
  let failure: Error | undefined
  let waiters: Waiter[] = []

  // Lines that arrive while one fsync runs share the next one; a lone line goes at once.
  const drain = async (): Promise<void> => {
    try {
      while (pending.length > 0) {
        const batch = pending
        pending = []
        await file.appendFile(batch.map((line) => `${line}\n`).join(''))
        await file.datasync()
        durable += batch.length
        for (const waiter of waiters) if (waiter.upTo <= durable) waiter.resolve()
        waiters = waiters.filter((waiter) => waiter.upTo > durable)
      }
    } catch (error) {
      failure = new Error('the journal cannot be written', { cause: error })
      for (const waiter of waiters) waiter.reject(failure)
      waiters = []
    } finally {
      writing = undefined
    }
  }

  const flushed = (): Promise<void> => {
    if (failure !== undefined) return Promise.reject(failure)
    if (durable === appended) return Promise.resolve()
    return new Promise((resolve, reject) => waiters.push({ upTo: appended, resolve, reject }))
  }

  return {
    append: (line) => {
      pending.push(line)
      appended += 1
      if (failure === undefined) writing ??= Promise.resolve().then(drain)
    },
    flushed,
    healthy: () => failure === undefined,
    close: async () => {
      await writing
      await file.close()
    },
  }
}
