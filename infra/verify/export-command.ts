// `pnpm export`: makes the log file that `pnpm verify` checks out of a running notary's pages.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { base64 } from '@ticun/proof'
import { z } from 'zod'
import { EXIT, runCommand, UsageError, type Command, type Io } from './command.ts'
import { exportLog } from './export-log.ts'
import { UnreadableError } from './flaw.ts'
import { readTrust } from './key.ts'
import { openLogSource } from './log-source.ts'
import { showProgress } from './progress.ts'
import { tellFlaw } from './report.ts'

const DATA_DIR = join(import.meta.dirname, '..', '..', '.data')

const HELP = `pnpm export [options]: writes the whole log of a running notary into one file.

  --notary URL   the notary (default: the one of the house that runs here)
  --out FILE     the file to make (default: exports/log-SIZE.jsonl in its data folder)
  --key KEY      public key of the notary, name+hash+base64, or a file of such lines;
                 without it the notary is asked for its key
  --help         show this

TOKEN in the environment is the access token of an officer or a regulator; an office that shows its
entries to everybody asks for none. Of a demo house that runs here it comes by itself.
Exit codes: 0 written, and all of it holds; 1 the log does not hold; 2 it cannot be read.
`

const house = z.object({ urls: z.object({ notary: z.url() }) })

function readArguments(words: readonly string[]) {
  const { values } = parseArgs({
    args: words.filter((word) => word !== '--'),
    options: {
      notary: { type: 'string' },
      out: { type: 'string' },
      key: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.notary !== undefined && !URL.canParse(values.notary)) {
    throw new UsageError(`--notary ${values.notary}: is no address`)
  }
  if (values.out === '') throw new UsageError('--out: names nothing')
  return values
}

/** The notary of the house that runs here. */
async function localNotary(dataDir: string): Promise<string> {
  const path = join(dataDir, 'house.json')
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UnreadableError(`no house runs on ${dataDir}; start it, or name one by --notary URL`)
  })
  const found = house.safeParse(JSON.parse(text))
  if (found.success) return found.data.urls.notary
  throw new UnreadableError(`${path}: the house is still starting`)
}

/** Runs the command to its end; the exit code. */
export const exportCommand: Command = (words, io) =>
  runCommand(io, HELP, async () => {
    const given = readArguments(words)
    return given.help === true ? EXIT.HELP : run(given, io)
  })

async function run(given: ReturnType<typeof readArguments>, io: Io): Promise<number> {
  const dataDir = io.env['TICUN_DATA'] ?? DATA_DIR
  const notary = given.notary ?? (await localNotary(dataDir))
  const source = openLogSource(notary, io.env['TOKEN'])
  const key = given.key ?? [(await source.status()).verifierKey]
  const trust = await readTrust(key)
  const pathFor = (size: number) => given.out ?? join(dataDir, 'exports', `log-${size}.jsonl`)
  const progress = showProgress('entries', io.progress)
  const exported = await exportLog({ source, trust, pathFor, onProgress: progress.at }).finally(
    progress.stop,
  )
  if ('what' in exported) {
    io.out(`log     ${notary}\n${tellFlaw(exported).join('\n')}\n`)
    return EXIT.DOES_NOT_HOLD
  }
  const { path, checkpoint, chainHead } = exported
  const told = [
    `log     ${checkpoint.origin}`,
    `signed  ${checkpoint.size} entries, root ${base64(checkpoint.root)}`,
    `chain   ${chainHead}`,
    `file    ${path}`,
    `check   pnpm verify ${path} --key '${key.join("' --key '")}'`,
  ]
  if (!given.key) told.push('        (that key is what the notary says; compare it elsewhere)')
  io.out(`${told.join('\n')}\n`)
  return EXIT.HOLDS
}
