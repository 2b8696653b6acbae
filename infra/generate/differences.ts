// Tells how a committed document differs from what the code says now.
import type { GeneratedDocument } from './documents.ts'

const LINES_SHOWN_MAX = 8

/** One paragraph for each document that differs or that nothing makes; empty when all agree. */
export function differences(
  made: readonly GeneratedDocument[],
  committed: ReadonlyMap<string, string>,
): string[] {
  const wanted = new Set(made.map(({ path }) => path))
  const extra = [...committed.keys()].filter((path) => !wanted.has(path))
  return [
    ...made.flatMap(({ path, text }) => {
      const before = committed.get(path)
      if (before === undefined) return [`${path}: is missing`]
      return before === text ? [] : [`${path}: ${changes(before, text)}`]
    }),
    ...extra.map((path) => `${path}: nothing generates it`),
  ]
}

/** Lines that only one side has, counted and the first of them shown. */
function changes(before: string, after: string): string {
  const removed = linesOnlyIn(before, after).map((line) => `- ${line}`)
  const added = linesOnlyIn(after, before).map((line) => `+ ${line}`)
  const summary = `${removed.length} lines go, ${added.length} lines come`
  if (removed.length + added.length === 0) return 'the same lines in another order'
  const shown = [...removed.slice(0, LINES_SHOWN_MAX), ...added.slice(0, LINES_SHOWN_MAX)]
  return [summary, ...shown].join('\n    ')
}

function linesOnlyIn(text: string, other: string): string[] {
  const counts = new Map<string, number>()
  for (const line of other.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1)
  return text.split('\n').filter((line) => {
    const left = counts.get(line) ?? 0
    counts.set(line, left - 1)
    return left <= 0
  })
}
