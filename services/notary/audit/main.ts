// `pnpm audit-book`: holds a running house's book against the notary's log and old checkpoints.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { logStatus, notaryRoutes } from '@ticun/protocol'
import { openCheckpoint, parseVerifierKey } from '@ticun/proof'
import { nodeSha256, verifyEd25519 } from '@ticun/proof/node'
import { z } from 'zod'
import { checkOlder, type Older } from './older.ts'
import { servedEntries } from './served-book.ts'

const EXIT_HOLDS = 0
const EXIT_DOES_NOT_HOLD = 1
const EXIT_CANNOT_TELL = 2
const REQUEST_MAX_MS = 60_000

const HELP = `pnpm audit-book [options]: holds the book, as it is served, against what was signed.

  --older FILE   a checkpoint that was kept; also hashes the whole book anew (may be repeated)
  --key KEY      public key of the notary, name+hash+base64 (may be repeated); without it the
                 notary is asked for its keys
  --book ID      which book (default: the notary's first one)
  --escrow URL, --notary URL   default: the house that runs on .data, or on TICUN_DATA
  --help         show this

TOKEN in the environment is an officer's access token.
Exit codes: 0 the book holds; 1 it was changed; 2 it cannot be told.`

type Addresses = { escrow: string; notary: string }
const house = z.object({ urls: z.object({ escrow: z.url(), notary: z.url() }) })

/** Runs the command with these words; answers its exit code. Lines go to `print`. */
export async function auditBook(
  words: readonly string[],
  token: string,
  print: (line: string) => void,
): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      older: { type: 'string', multiple: true },
      key: { type: 'string', multiple: true },
      book: { type: 'string' },
      escrow: { type: 'string' },
      notary: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    print(HELP)
    return EXIT_HOLDS
  }
  const at = await findAddresses(values)
  const answer = await fetch(new URL(notaryRoutes.logStatus.path, at.notary))
  const status = logStatus.parse(await answer.json())
  const bookId = values.book ?? status.bookId
  if (bookId === undefined) throw new Error('the notary has heard of no book yet')
  print(`book ${bookId}, audited by ${status.origin}`)
  const keys = values.key ?? [status.verifierKey, ...status.verifierKeys.map(({ key }) => key)]
  const isFirst = bookId === status.bookId
  const origin = isFirst ? status.origin : `${status.origin}/${bookId}`
  const olders = await readOlders(values.older ?? [], origin, keys)
  const found = await compareAll(at.notary, bookId, token, print)
  const served = servedEntries({ escrowUrl: at.escrow, bookId, token })
  const holds = olders.length === 0 || (await compareOlders(bookId, served, olders, print))
  const verdict = holds ? found : 'changed'
  print(VERDICTS[verdict][1])
  return VERDICTS[verdict][0]
}

const VERDICTS = {
  same: [EXIT_HOLDS, 'THE BOOK HOLDS'],
  changed: [EXIT_DOES_NOT_HOLD, 'THE BOOK WAS CHANGED'],
  unheard: [EXIT_CANNOT_TELL, 'AUDIT AGAIN IN TEN MINUTES: then whatever is honest was heard'],
} as const

async function compareAll(
  notaryUrl: string,
  bookId: string,
  token: string,
  print: (line: string) => void,
): Promise<keyof typeof VERDICTS> {
  let cursor: string | undefined
  for (;;) {
    const answer = await fetch(new URL(notaryRoutes.audit.path, notaryUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ bookId, ...(cursor === undefined ? {} : { cursor }) }),
      signal: AbortSignal.timeout(REQUEST_MAX_MS),
    })
    if (!answer.ok) throw new Error(`the notary answered ${answer.status} ${await answer.text()}`)
    const { through, difference, unheard, next } = notaryRoutes.audit.reply.parse(
      await answer.json(),
    )
    if (difference) {
      print(`  ✓ entries 1 to ${through} are the ones that the notary copied`)
      print(`  ✗ first bad entry: ${difference.sequence}: ${difference.detail}`)
      return 'changed'
    }
    if (unheard !== undefined) {
      print(`  ✓ entries 1 to ${through} are the ones that the notary copied`)
      print(`  ? entry ${unheard} is young, and the notary has not heard of it`)
      return 'unheard'
    }
    if (next === undefined) {
      print(`  ✓ all ${through} entries are, byte for byte, the ones that the notary copied`)
      return 'same'
    }
    cursor = next
  }
}

async function compareOlders(
  bookId: string,
  served: Parameters<typeof checkOlder>[1],
  olders: readonly Older[],
  print: (line: string) => void,
): Promise<boolean> {
  const { entries, contradiction } = await checkOlder(bookId, served, olders)
  if (!contradiction) {
    print(`  ✓ ${entries} entries, hashed anew, continue ${olders.length} older checkpoints`)
    return true
  }
  const { path, from, to, detail } = contradiction
  const place = from === to ? `entry ${from}` : `one of the entries ${from} to ${to}`
  print(`  ✗ ${path}: not the book that was signed: ${detail}`)
  print(`    first bad entry: ${place}`)
  return false
}

async function readOlders(
  paths: readonly string[],
  origin: string,
  keys: readonly string[],
): Promise<Older[]> {
  // One key signs the logs of all books, each under its own name.
  const logKeys = [...new Set(keys)].map((key) => ({
    ...parseVerifierKey(key, nodeSha256),
    name: origin,
  }))
  return Promise.all(
    paths.map(async (path) => {
      const note = await readFile(path, 'utf8')
      const opened = await openCheckpoint(note, { origin, logKeys }, verifyEd25519, nodeSha256)
      if ('refused' in opened) throw new Error(`${path}: ${opened.refused}`)
      return { path, ...opened.checkpoint }
    }),
  )
}

async function findAddresses(given: {
  escrow?: string | undefined
  notary?: string | undefined
}): Promise<Addresses> {
  const { escrow, notary } = given
  if (escrow !== undefined && notary !== undefined) return { escrow, notary }
  const root = join(import.meta.dirname, '..', '..', '..')
  const file = join(process.env['TICUN_DATA'] ?? join(root, '.data'), 'house.json')
  const { urls } = house.parse(JSON.parse(await readFile(file, 'utf8')))
  return { escrow: escrow ?? urls.escrow, notary: notary ?? urls.notary }
}

if (import.meta.main) {
  try {
    const print = (line: string) => process.stdout.write(`${line}\n`)
    process.exitCode = await auditBook(process.argv.slice(2), process.env['TOKEN'] ?? '', print)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = EXIT_CANNOT_TELL
  }
}
