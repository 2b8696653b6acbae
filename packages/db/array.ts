// Columns of a set-based statement as array text: cheaper than letting the driver escape each
// value.

/** What a cell of a column may be. */
export type Cell = string | bigint | number | null

/**
 * Characters that need no quotes inside of a Postgres array. NULL in any case would be read as
 * null.
 */
const PLAIN = /^[A-Za-z0-9_.:+/-]+$/

/**
 * One column as the text of a Postgres array, to be cast and unnested: `unnest($1::bigint[])`.
 * Any text is safe: what is not plain is quoted and escaped.
 */
export function column(cells: readonly Cell[]): string {
  let text = '{'
  for (let index = 0; index < cells.length; index += 1) {
    if (index > 0) text += ','
    const cell = cells[index]!
    if (cell === null) text += 'NULL'
    else if (typeof cell === 'string') text += quoted(cell)
    else text += cell.toString()
  }
  return text + '}'
}

function quoted(text: string): string {
  if (PLAIN.test(text) && text.toUpperCase() !== 'NULL') return text
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
