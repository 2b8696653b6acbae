// Where two entries first depart from each other, for people; pure.
import type { Entry } from '@ticun/proof'

export type Difference = { key: string; was: string; other: string }

/** The first field, in the order of `other`, whose value is not the same in both. */
export function firstDifference(entry: Entry, other: Entry): Difference | undefined {
  const own = flat(entry)
  const expected = flat(other)
  for (const key of new Set([...expected.keys(), ...own.keys()])) {
    const [was, wanted] = [own.get(key) ?? 'absent', expected.get(key) ?? 'absent']
    if (was !== wanted) return { key, was, other: wanted }
  }
  return undefined
}

function flat(entry: Entry): Map<string, string> {
  const { lines, ...rest } = entry
  const fields = Object.entries(rest).map(([key, value]): [string, string] => [key, String(value)])
  const parts = lines.flatMap((line, at) =>
    Object.entries(line).map(([key, value]): [string, string] => [
      `line ${at + 1} ${key}`,
      String(value),
    ]),
  )
  return new Map([...fields, ...parts])
}
