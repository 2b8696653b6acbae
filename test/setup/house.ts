// Before journeys: one whole house for all files, described by the file that TEST_HOUSE names.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTestHouse } from '../support/house.ts'

const ERROR_LINES_MAX = 40

/** Starts the house, unless TEST_HOUSE names one already; returns what stops it. */
export async function setup(): Promise<() => Promise<void>> {
  if ((process.env['TEST_HOUSE'] ?? '') !== '') return async () => {}
  const lines: string[] = []
  const dataDir = mkdtempSync(join(tmpdir(), 'ticun-test-house-'))
  const house = await openTestHouse({ dataDir, log: (line) => lines.push(line) }).catch(
    (cause: unknown) => {
      const told = lines.slice(-ERROR_LINES_MAX).join('\n')
      throw new Error(`the house for the tests does not start\n${told}`, { cause })
    },
  )
  process.env['TEST_HOUSE'] = join(dataDir, 'house.json')
  return async () => {
    delete process.env['TEST_HOUSE']
    await house.stop()
  }
}
