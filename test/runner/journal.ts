// What a run of tests writes down while it goes, and what can be read from it at any moment.
import { readFileSync } from 'node:fs'
import type { Outcome } from './stage.ts'

/** One line of the journal. `id` joins the beginning of a test or a hook to its end. */
export type Line =
  | { at: 'phase'; name: string }
  | { at: 'file queued'; name: string }
  | { at: 'file ended'; name: string }
  | { at: 'began'; id: string; name: string }
  | { at: 'ended'; id: string }
  | { at: 'passed'; id: string; name: string }
  | { at: 'failed'; id: string; name: string; message: string }
  | { at: 'skipped'; id: string; name: string; reason: string }
  | { at: 'over' }

/** `open` names the tests and hooks that began and did not end, or else the phase. */
export type Progress = {
  outcome: Outcome
  open: string[]
  openFiles: string[]
  isOver: boolean
}

/** A file that is not there yet is a journal without a line. */
export function readJournal(file: string): Line[] {
  return parseJournal(textOf(file))
}

/** A last line that is only half written is left out. */
export function parseJournal(text: string): Line[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  return whole.split('\n').flatMap((line) => {
    if (line === '') return []
    const parsed: Line = JSON.parse(line)
    return [parsed]
  })
}

/** Each test counts once, by its last word. */
export function progressOf(lines: readonly Line[]): Progress {
  const outcome: Outcome = { passed: 0, failures: [], skipped: [] }
  const open = new Map<string, string>()
  const openFiles = new Set<string>()
  let phase = 'start'
  for (const line of lines) {
    if (line.at === 'phase') phase = line.name
    else if (line.at === 'file queued') openFiles.add(line.name)
    else if (line.at === 'file ended') openFiles.delete(line.name)
    else if (line.at === 'began') open.set(line.id, line.name)
    else if (line.at === 'ended') open.delete(line.id)
    else if (line.at !== 'over') count(line, outcome, open)
  }
  return {
    outcome,
    open: open.size > 0 ? [...open.values()] : [phase],
    openFiles: [...openFiles],
    isOver: lines.some((line) => line.at === 'over'),
  }
}

function count(
  line: Extract<Line, { at: 'passed' | 'failed' | 'skipped' }>,
  outcome: Outcome,
  open: Map<string, string>,
): void {
  // What a test's hooks began is over with the test.
  for (const id of open.keys()) {
    if (id === line.id || id.startsWith(`${line.id} `)) open.delete(id)
  }
  const { name } = line
  if (line.at === 'passed') outcome.passed += 1
  else if (line.at === 'failed') outcome.failures.push({ name, message: line.message })
  else outcome.skipped.push({ name, reason: line.reason })
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
