// A stage that is one project of vitest.config.ts; its tests have limits, the stage has none.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, type Ran } from './command.ts'
import { progressOf, readJournal, type Progress } from './journal.ts'
import { SILENCE_MAX_MS } from './limits.ts'
import { JOURNAL_FILE } from './reporter.ts'
import type { Failure, OnStart, Outcome, Stage } from './stage.ts'

const OUTPUT_LINES_MAX = 60

type Options = {
  static?: boolean
  cores?: Stage['cores']
  /** Another configuration than the root's, for tests of the runner itself. */
  config?: string
  silenceMaxMs?: number
  env?: Record<string, string>
}

/** Runs the tests of one project; a run that ends badly without a failed test is a failure. */
export function vitestStage(project: string, options: Options = {}): Stage {
  return {
    name: project,
    static: options.static ?? false,
    cores: options.cores ?? 1,
    run: (onStart) => runProject(project, options, onStart),
  }
}

async function runProject(project: string, options: Options, onStart: OnStart): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'ticun-report-'))
  const journal = join(folder, 'journal.jsonl')
  try {
    const config = options.config === undefined ? [] : ['--config', options.config]
    const words = ['vitest', 'run', ...config, '--project', project, '--passWithNoTests']
    const ran = await runCommand([...words, '--reporter=./test/runner/reporter.ts'], {
      env: { ...options.env, [JOURNAL_FILE]: journal },
      silenceMaxMs: options.silenceMaxMs ?? SILENCE_MAX_MS,
      sign: () => sizeOf(journal),
      onStart,
    })
    return judge(project, ran, progressOf(readJournal(journal)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the journal counted, and how the program ended: what passed is never lost. */
export function judge(project: string, ran: Ran, progress: Progress): Outcome {
  const { outcome, isOver } = progress
  const told = ran.output.trim().split('\n').slice(-OUTPUT_LINES_MAX).join('\n')
  if (ran.isStuck) return withFailures(outcome, hung(project, progress, told))
  if (!isOver && ran.code === 0 && /no test files found/i.test(told)) return outcome
  if (isOver && (ran.code === 0 || outcome.failures.length > 0)) return outcome
  const message = `ended with code ${ran.code}${isOver ? '' : `\n${unfinished(progress)}`}\n${told}`
  return withFailures(outcome, [{ name: project, message }])
}

/** Whatever had begun and did not end is named, each as a failure. */
function hung(project: string, progress: Progress, told: string): Failure[] {
  const message = `hangs: it was ended when nothing had begun or ended for too long`
  return progress.open.map((name) => ({
    name: progress.openFiles.length > 0 ? name : `${project} > ${name}`,
    message: [message, unfinished(progress), told].join('\n'),
  }))
}

function unfinished({ open, openFiles }: Progress): string {
  const files = openFiles.length === 0 ? 'none' : openFiles.join(', ')
  return `at that moment: ${open.join(', ')}\nfiles that did not end: ${files}`
}

function withFailures(outcome: Outcome, failures: readonly Failure[]): Outcome {
  return { ...outcome, failures: [...outcome.failures, ...failures] }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
