// How the test run speaks: one line for each stage, then what failed, what was skipped, the sum.
import { sumOf, type Ended, type Outcome } from './stage.ts'

const NAME_COLUMNS = 12
const MESSAGE_LINES_MAX = 120

export function stageLine(ended: Ended): string {
  const { passed, failures, skipped } = ended
  const mark = failures.length > 0 ? '✗' : '✓'
  const seconds = (ended.ms / 1000).toFixed(1).padStart(7)
  const skips = skipped.length > 0 ? `, ${skipped.length} skipped` : ''
  const fails = failures.length > 0 ? `, ${failures.length} FAILED` : ''
  const name = ended.name.padEnd(NAME_COLUMNS)
  return `${mark} ${name}${seconds} s   ${passed} passed${fails}${skips}`
}

/** Everything after the stages; its last line is `N passed, N failed, N skipped`, alone. */
export function closingLines(stages: readonly Outcome[]): string[] {
  const { passed, failures, skipped } = sumOf(stages)
  const lines: string[] = []
  if (skipped.length > 0) lines.push('', 'Skipped:')
  for (const { name, reason } of skipped) lines.push(`  - ${withoutReason(name)}: ${reason}`)
  if (failures.length > 0) lines.push('', 'Failed:')
  for (const [index, { name, message }] of failures.entries()) {
    lines.push('', `  ${index + 1}) ${name}`, ...messageLines(message))
  }
  if (passed + failures.length === 0) lines.push('', 'No test ran; that is a failure too.')
  lines.push('', `${passed} passed, ${failures.length} failed, ${skipped.length} skipped`)
  return lines
}

/** 0 when something ran and nothing failed. */
export function exitCodeOf(stages: readonly Outcome[]): number {
  const { passed, failures } = sumOf(stages)
  return failures.length > 0 || passed === 0 ? 1 : 0
}

/** The reason is told beside the name anyway. */
function withoutReason(name: string): string {
  return name.replace(/ \(skipped: .+\)$/, '')
}

function messageLines(message: string): string[] {
  const lines = message.split('\n')
  const shown = lines.slice(0, MESSAGE_LINES_MAX)
  if (lines.length > shown.length) shown.push(`… ${lines.length - shown.length} more lines`)
  return shown.map((line) => `     ${line}`)
}
