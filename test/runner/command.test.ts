// A program is ended for its silence, never for how long it works.
import { describe, test } from 'vitest'
import { runCommand } from './command.ts'

const QUIET = ['node', '-e', 'setInterval(() => {}, 1000)']
/** Speaks for longer than it may be silent. */
const TALKATIVE = [
  'node',
  '-e',
  'let n = 0; const t = setInterval(() => { console.log(n); if (++n > 16) clearInterval(t) }, 500)',
]
const SILENCE_MS = 6_000

describe.concurrent('a program', () => {
  test('that says nothing is ended', async ({ expect }) => {
    const ran = await runCommand(QUIET, { silenceMaxMs: 1_000 })
    expect(ran).toMatchObject({ isStuck: true, code: null })
  })

  test('that speaks may take its time', async ({ expect }) => {
    const ran = await runCommand(TALKATIVE, { silenceMaxMs: SILENCE_MS })
    expect(ran).toMatchObject({ isStuck: false, code: 0 })
  })

  test('whose sign moves may be silent', async ({ expect }) => {
    const began = performance.now()
    const quiet = { silenceMaxMs: 1_000, sign: () => Math.min(performance.now() - began, 4_000) }
    const ran = await runCommand(QUIET, quiet)
    expect(ran.isStuck).toBe(true)
    expect(performance.now() - began).toBeGreaterThan(4_000)
  })
})
