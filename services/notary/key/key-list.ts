// Which keys the office has signed with, signs with and will: one file, or a list with times.
import { readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { instant } from '@ticun/protocol'
import { z } from 'zod'

/**
 * While a key is handed over, both the old and the new one sign, unless the list says otherwise.
 */
export const HANDOVER_MS = 30 * 24 * 3_600_000

/** Keys of a single file sign from here on. */
const EVER = '1970-01-01T00:00:00.000Z'
const LIST_NAME = 'keys.json'

/** Where a private key is: a file, a program that signs with it, or nowhere any more. */
export type KeySource =
  | { readonly file: string }
  | { readonly command: readonly string[]; readonly publicKey: string }
  | { readonly publicKey: string }

/** A key signs from `from` until `until` (UTC); what it signed stays signed for ever. */
export type ListedKey = {
  readonly source: KeySource
  readonly from: string
  readonly until?: string
}

const term = { from: instant, until: instant.optional() }
const list = z.object({
  keys: z
    .array(
      z.union([
        z.strictObject({ ...term, file: z.string().min(1) }),
        z.strictObject({ ...term, command: z.array(z.string()).min(1), publicKey: z.string() }),
        z.strictObject({ ...term, publicKey: z.string() }),
      ]),
    )
    .min(1),
})

/**
 * The keys, oldest first. `path` is a private key (PKCS #8, PEM), a list (`keys.json`), or a folder
 * that holds one. Throws when the list is malformed or two keys begin at once.
 */
export async function readKeyList(path: string): Promise<ListedKey[]> {
  const found = await stat(path)
  const file = found.isDirectory() ? join(path, LIST_NAME) : path
  if (!file.endsWith('.json')) return [{ source: { file }, from: EVER }]
  const read = list.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`)
  const sorted = read.data.keys.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  return sorted.map(({ from, until, ...where }, at) => {
    const next = sorted[at + 1]
    if (next?.from === from) throw new Error(`${file}: two keys begin at ${from}`)
    const source = 'file' in where ? { file: resolve(dirname(file), where.file) } : where
    const end = until ?? (next && handoverEnd(next.from))
    return { source, from, ...(end === undefined ? {} : { until: end }) }
  })
}

function handoverEnd(nextFrom: string): string {
  return new Date(Date.parse(nextFrom) + HANDOVER_MS).toISOString()
}
