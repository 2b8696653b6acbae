// Knows how a house of tests is given a time of its own before anybody looks at the clock.
import { existsSync } from 'node:fs'
import { clockFile } from './plan.ts'
import { writePrivately } from './secrets.ts'

/** Sets the clock of a data directory that has none yet to an instant (UTC). */
export function setClock(dataDir: string, instant: string): void {
  const file = clockFile(dataDir)
  if (existsSync(file)) return
  writePrivately(file, String(Date.parse(instant) - Date.now()))
}
