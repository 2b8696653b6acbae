// Compares a rebuilt book with what the original and the notary say of it; pure.
import { CHART } from '@ticun/rules'
import type { Mark } from './derive.ts'
import type { NotaryWord, Snapshot } from './original.ts'

/** One row of the comparison. */
export type Row = { readonly what: string; readonly rebuilt: string; readonly original: string }

export const isEqual = ({ rebuilt, original }: Row): boolean => rebuilt === original

const NOTHING = '-'

/** Head, balances by code and every account, beside those of the original. */
export function compareBooks(rebuilt: Snapshot, original: Snapshot): Row[] {
  const row = (what: string, tell: (book: Snapshot) => string): Row => ({
    what,
    rebuilt: tell(rebuilt),
    original: tell(original),
  })
  const codes = new Set([...rebuilt.codes.keys(), ...original.codes.keys()])
  return [
    row('entries', ({ sequence }) => String(sequence)),
    row('chain head', ({ chainHead }) => chainHead),
    ...[...codes].toSorted().map((code) =>
      row(`${code} ${nameOf(code)}`, (book) => {
        const balance = book.codes.get(code)
        return balance === undefined ? NOTHING : `${balance} fen`
      }),
    ),
    row('accounts', ({ accounts }) => String(accounts)),
    row('digest of accounts', ({ accountsDigest }) => accountsDigest),
  ]
}

/** Chain hash and root at the places of which the notary spoke. */
export function compareWithNotary(marks: ReadonlyMap<bigint, Mark>, word: NotaryWord): Row[] {
  const rows: Row[] = []
  if (word.entries > 0n) {
    const rebuilt = marks.get(word.entries)?.chainHead ?? NOTHING
    const what = `notary: chain at ${word.entries}`
    rows.push({ what, rebuilt, original: word.chainHead })
  }
  if (word.size > 0) {
    const rebuilt = marks.get(BigInt(word.size))?.root ?? NOTHING
    rows.push({ what: `notary: root at ${word.size}`, rebuilt, original: word.root })
  }
  return rows
}

function nameOf(code: string): string {
  const found = Object.entries(CHART).find(([known]) => known === code)
  return found?.[1][2] ?? 'not in the chart'
}

/** Rows as a small table; equal values are shown once. */
export function tellRows(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(({ what }) => what.length))
  return rows.flatMap((row) => {
    const what = row.what.padEnd(width)
    if (isEqual(row)) return [`  = ${what}  ${row.rebuilt}`]
    const blank = ' '.repeat(width)
    return [`  ≠ ${what}  ${row.rebuilt} (rebuilt)`, `    ${blank}  ${row.original} (original)`]
  })
}
