// Knows that the bank lives at the time of its house.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openClock } from './clock.ts'

const YEAR_MS = 365 * 86_400_000

test('the time is that of the machine, until the house of tests adds to it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bank-clock-'))
  const file = join(folder, 'clock')
  const clock = openClock(file)
  const aheadMs = () => clock().getTime() - Date.now()
  try {
    expect(Math.abs(openClock(undefined)().getTime() - Date.now())).toBeLessThan(1_000)
    expect(Math.abs(aheadMs())).toBeLessThan(1_000)
    writeFileSync(file, String(-YEAR_MS))
    expect(Math.abs(aheadMs() + YEAR_MS)).toBeLessThan(1_000)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
