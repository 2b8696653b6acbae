// Opens a file that somebody named on the command line, and says plainly why it cannot.
import { open, type FileHandle } from 'node:fs/promises'
import { UnreadableError } from './flaw.ts'

const REASONS: Record<string, string> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  ENAMETOOLONG: 'no such file',
  EACCES: 'not readable for this user',
  EPERM: 'not readable for this user',
  EISDIR: 'is a directory',
}

/** The open file; `option` stands before its name in messages. Throws UnreadableError. */
export async function openInput(path: string, option = ''): Promise<FileHandle> {
  const fail = (why: string) => new UnreadableError(`${option}${path}: ${why}`)
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw fail(REASONS[error.code ?? ''] ?? error.message)
  })
  const found = await file.stat()
  if (found.isFile() && found.size > 0) return file
  await file.close()
  if (found.isDirectory()) throw fail('is a directory')
  throw fail(found.isFile() ? 'is empty' : 'is not a file on a disk')
}
