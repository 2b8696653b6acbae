// What hangs is named, and what passed before it is counted, however it hangs.
import { describe, test } from 'vitest'
import { vitestStage } from './vitest-stage.ts'

const CONFIG = 'test/runner/hanging/vitest.config.ts'
const HERE = 'test/runner/hanging'

/** Long enough for a busy machine to start vitest, since its start says nothing. */
const SILENCE_MS = 20_000

const run = (project: string) =>
  vitestStage(project, { config: CONFIG, silenceMaxMs: SILENCE_MS }).run(() => {})
const namesOf = ({ failures }: { failures: { name: string }[] }) => failures.map((it) => it.name)

// Their silence is waited for at the same time.
describe.concurrent('a run of tests', () => {
  test('with a test that waits for ever fails by its own limit', async ({ expect }) => {
    const outcome = await run('test')
    expect(outcome.passed).toBe(3)
    expect(namesOf(outcome)).toEqual([`${HERE}/test.case.ts > waits for ever`])
  })

  test('with a hook that waits for ever fails by its own limit', async ({ expect }) => {
    const outcome = await run('hook')
    expect(outcome.passed).toBe(1)
    expect(namesOf(outcome)).toEqual([
      `${HERE}/hook.case.ts > with a slow house > around its tests`,
    ])
    expect(outcome.failures[0]?.message).toMatch(/hook timed out/i)
    expect(outcome.skipped.map(({ reason }) => reason)).toEqual(['what comes before it failed'])
  })

  test('with a test that no time-out reaches is ended by the silence, and named', async ({
    expect,
  }) => {
    const outcome = await run('loop')
    expect(outcome.passed).toBe(3)
    expect(namesOf(outcome)).toEqual([`${HERE}/loop.case.ts > loops for ever`])
    expect(outcome.failures[0]?.message).toContain(`files that did not end: ${HERE}/loop.case.ts`)
  })

  test('with a set-up of all tests that never ends is named', async ({ expect }) => {
    const outcome = await run('set-up')
    expect(outcome.passed).toBe(0)
    expect(namesOf(outcome)).toEqual(['set-up > global set-up'])
  })

  test('with a tear-down that never ends takes nothing away from what passed', async ({
    expect,
  }) => {
    const outcome = await run('tear-down')
    expect(outcome.passed).toBe(3)
    expect(namesOf(outcome)).toEqual(['tear-down > global tear-down'])
  })

  test('with a test that takes its process down is named, and what passed is counted', async ({
    expect,
  }) => {
    const outcome = await run('crash')
    expect(outcome.passed).toBe(1)
    expect(namesOf(outcome)).toContain(`${HERE}/crash.case.ts > dies`)
  })
})
