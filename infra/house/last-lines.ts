// Knows how to quote the end of a log file in an error.
import { existsSync, readFileSync } from 'node:fs'

const LINES_MAX = 15

/** The last lines of the file, or a plain word when there is none. */
export function lastLines(file: string, count: number = LINES_MAX): string {
  if (!existsSync(file)) return '(no log)'
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
}
