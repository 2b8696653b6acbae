// Knows how a test reaches a whole house: the one that is open for all files, or one of its own.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eraseDataDir, startHouse, type House, type HouseOptions } from '@ticun/house'

export type HouseAddress = Pick<House, 'urls' | 'transport' | 'bank'>

/** The house that was started for this run; throws when the test runs outside such a project. */
export function sharedHouse(): HouseAddress {
  const file = process.env['TEST_HOUSE'] ?? ''
  if (file === '') throw new Error('no house: run this in the journeys or the browser project')
  // The house wrote this file itself, from the types of its own record.
  const record: HouseAddress = JSON.parse(readFileSync(file, 'utf8'))
  return record
}

/**
 * Starts a house for one test, on free ports and on a data directory that `stop` removes.
 * Callers may state the time (CLOCK=caller), as the demo does.
 */
export async function openTestHouse(options: Partial<HouseOptions> = {}): Promise<House> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'ticun-test-house-'))
  // Postgres may run as another user than the tests.
  chmodSync(dataDir, 0o711)
  const house = await startHouse({
    ports: 'free',
    env: { ...process.env, CLOCK: 'caller' },
    log: () => {},
    ...options,
    dataDir,
  }).catch((error: unknown) => {
    rmSync(dataDir, { recursive: true, force: true })
    throw error
  })
  const stop = async () => {
    await house.stop()
    eraseDataDir(dataDir)
  }
  return { ...house, stop }
}
