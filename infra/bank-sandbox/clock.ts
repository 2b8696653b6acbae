// Knows the time: the machine's, or in a house of tests what its clock file adds to that.
import { existsSync, readFileSync } from 'node:fs'

/** A clock; `file` holds what is added to the machine's time, in ms, once it is there. */
export function openClock(file: string | undefined): () => Date {
  const addedMs = () =>
    file !== undefined && existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  return () => new Date(Date.now() + addedMs())
}
