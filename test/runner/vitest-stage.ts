// A stage that is one project of vitest.config.ts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, type Ran } from './command.ts'
import { REPORT_FILE } from './reporter.ts'
import { failedOnce, type Outcome, type Stage } from './stage.ts'

const OUTPUT_LINES_MAX = 60
const MINUTE_MS = 60_000

/** Runs the tests of one project; a run that ends badly without a failed test is a failure. */
export function vitestStage(
  project: string,
  options: { static?: boolean; withinMinutes: number },
): Stage {
  return {
    name: project,
    static: options.static ?? false,
    run: () => runProject(project, options.withinMinutes * MINUTE_MS),
  }
}

async function runProject(project: string, withinMs: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'ticun-report-'))
  const report = join(folder, 'report.json')
  try {
    const words = ['vitest', 'run', '--project', project, '--passWithNoTests']
    const ran = await runCommand([...words, '--reporter=./test/runner/reporter.ts'], {
      env: { [REPORT_FILE]: report },
      withinMs,
    })
    return judge(project, ran, read(report), withinMs)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the report says, corrected by how the program ended. */
export function judge(
  project: string,
  ran: Ran,
  report: Outcome | undefined,
  withinMs: number,
): Outcome {
  const told = ran.output.trim().split('\n').slice(-OUTPUT_LINES_MAX).join('\n')
  if (ran.isLate) return failedOnce(project, `not done after ${withinMs / MINUTE_MS} min\n${told}`)
  if (report === undefined) {
    if (ran.code === 0 && /no test files found/i.test(told)) {
      return { passed: 0, failures: [], skipped: [] }
    }
    return failedOnce(project, `ended with code ${ran.code} and left no report\n${told}`)
  }
  if (ran.code === 0 || report.failures.length > 0) return report
  const failure = { name: project, message: `ended with code ${ran.code}\n${told}` }
  return { ...report, failures: [failure] }
}

function read(file: string): Outcome | undefined {
  try {
    const outcome: Outcome = JSON.parse(readFileSync(file, 'utf8'))
    return outcome
  } catch {
    return undefined
  }
}
