// Reads a file that somebody named on the command line, and says plainly why it cannot.
import { readFile, stat } from 'node:fs/promises'
import { ArgumentsError } from './arguments.ts'

/** A log larger than this is not a door log of one gym. */
const FILE_BYTES_MAX = 256 * 1024 * 1024

const REASONS: Record<string, string> = {
  ENOENT: 'no such file',
  EACCES: 'not readable for this user',
  EPERM: 'not readable for this user',
  ENOTDIR: 'no such file',
  ENAMETOOLONG: 'no such file',
}

/** The bytes of the file. Throws ArgumentsError that names the option, the file and the reason. */
export async function readInputFile(option: string, path: string): Promise<Uint8Array> {
  const fail = (reason: string) => new ArgumentsError(`--${option} ${path}: ${reason}`)
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw fail('is a directory')
    if (found.size > FILE_BYTES_MAX) throw fail(`is larger than ${FILE_BYTES_MAX} bytes`)
    return await readFile(path)
  } catch (error) {
    if (error instanceof ArgumentsError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw fail(REASONS[code] ?? (error instanceof Error ? error.message : String(error)))
  }
}
