// `pnpm verify`: checks a log, a proof or a certificate offline, with nothing but its
// file and a public key.
import type { FileHandle } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { CERTIFICATE_FORMAT, TLOG_PROOF_HEADER } from '@ticun/proof'
import { EXIT, runCommand, UsageError, type Command, type Io } from './command.ts'
import { UnreadableError, type Flaw } from './flaw.ts'
import { openInput } from './input-file.ts'
import { readTrust, type Trust } from './key.ts'
import { LOG_FORMAT } from './log-file.ts'
import { readOlder } from './older.ts'
import { showProgress } from './progress.ts'
import { tellCertificate, tellLog, tellProof } from './report.ts'
import { verifyCertificateIn } from './verify-certificate.ts'
import { verifyLog } from './verify-log.ts'
import { verifyProof } from './verify-proof.ts'

const WITNESSES_MAX = 64

const HELP = `pnpm verify FILE --key KEY [options]: checks FILE offline.

  FILE               an exported log (pnpm export), a .tlog-proof, or a certificate
  --key KEY          public key of the notary, name+hash+base64, or a file of such lines;
                     more than once for a rotated key, or for witnesses
  --entry FILE       the entry that a .tlog-proof is about, as JSON
  --older FILE       a checkpoint or a log that was kept from before: FILE must continue it
  --chain-head HEX   the hash in which the chain of the log must end
  --witnesses N      known witnesses that must have cosigned (default 0)
  --help             show this

Exit codes: 0 all of it holds, 1 it does not hold, 2 it cannot be read.
`

type Given = {
  io: Io
  file: FileHandle
  trust: Trust
  entry: string | undefined
  older: readonly string[]
  chainHead: string | undefined
}

/** One kind of file: how it begins, and how it is verified. A new kind is a new row. */
type Kind = {
  begins: string
  verify: (given: Given) => Promise<{ told: string; flaw?: Flaw | undefined }>
}

const KINDS: readonly Kind[] = [
  { begins: `{"format":"${LOG_FORMAT}"`, verify: verifyLogFile },
  { begins: TLOG_PROOF_HEADER, verify: verifyProofFile },
  { begins: `{"format":"${CERTIFICATE_FORMAT}"`, verify: verifyCertificateFile },
]

async function verifyLogFile({ io, file, trust, older, chainHead, entry }: Given) {
  if (entry !== undefined) throw new UnreadableError('--entry goes with a .tlog-proof only')
  const olders = await Promise.all(older.map((path) => readOlder(path, trust)))
  const progress = showProgress('entries', io.progress)
  try {
    const options = { trust, olders, chainHead, onProgress: progress.at }
    const verdict = await verifyLog(file, options)
    progress.stop()
    return { told: tellLog(verdict, options), flaw: verdict.flaw }
  } finally {
    progress.stop()
  }
}

async function verifyProofFile({ file, trust, older, chainHead, entry }: Given) {
  if (older.length > 0 || chainHead !== undefined) {
    throw new UnreadableError('--older and --chain-head go with a log only')
  }
  if (entry === undefined) {
    throw new UnreadableError('is a proof; name the entry that it is about by --entry FILE')
  }
  const verdict = await verifyProof(file, entry, trust)
  return { told: tellProof(verdict), flaw: verdict.flaw }
}

async function verifyCertificateFile({ file, trust, older, chainHead, entry }: Given) {
  if (older.length > 0 || chainHead !== undefined || entry !== undefined) {
    throw new UnreadableError('--older, --chain-head and --entry do not go with a certificate')
  }
  const verdict = await verifyCertificateIn(file, trust)
  return { told: tellCertificate(verdict), flaw: verdict.flaw }
}

function readArguments(words: readonly string[]) {
  const { values, positionals } = parseArgs({
    // Package managers hand on the `--` that separates their own words from ours.
    args: words.filter((word) => word !== '--'),
    allowPositionals: true,
    options: {
      key: { type: 'string', multiple: true },
      entry: { type: 'string' },
      older: { type: 'string', multiple: true },
      'chain-head': { type: 'string' },
      witnesses: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const [path, ...more] = positionals
  const chainHead = values['chain-head']?.toLowerCase()
  const witnesses = Number(values.witnesses ?? 0)
  if (values.help === true) return undefined
  if (path === undefined || more.length > 0) throw new UsageError('name one FILE')
  if (values.key === undefined) throw new UsageError(`give the notary's public key by --key`)
  if (chainHead !== undefined && !/^[0-9a-f]{64}$/.test(chainHead)) {
    throw new UsageError('--chain-head: must be 64 hexadecimal digits')
  }
  if (!Number.isInteger(witnesses) || witnesses < 0 || witnesses > WITNESSES_MAX) {
    throw new UsageError(`--witnesses: must be a whole number from 0 to ${WITNESSES_MAX}`)
  }
  const { key, entry, older = [] } = values
  return { path, key, entry, older, chainHead, witnesses }
}

/** Runs the command to its end; the exit code. */
export const verifyCommand: Command = (words, io) =>
  runCommand(io, HELP, async () => {
    const given = readArguments(words)
    if (!given) return EXIT.HELP
    const trust = await readTrust(given.key, given.witnesses)
    const { told, flaw } = await verifyFile(given.path, { ...given, trust, io })
    io.out(`${told}\n`)
    return flaw ? EXIT.DOES_NOT_HOLD : EXIT.HOLDS
  })

async function verifyFile(path: string, given: Omit<Given, 'file'>) {
  const file = await openInput(path)
  try {
    const longest = Math.max(...KINDS.map(({ begins }) => begins.length))
    const head = Buffer.alloc(longest)
    await file.read(head, 0, longest, 0)
    const text = head.toString()
    const kind = KINDS.find(({ begins }) => text.startsWith(begins))
    if (!kind) {
      throw new UnreadableError(
        'is neither a log of pnpm export nor a .tlog-proof nor a certificate',
      )
    }
    return await kind.verify({ ...given, file })
  } catch (error) {
    const isBare = error instanceof UnreadableError && !error.message.startsWith('--')
    throw isBare ? new UnreadableError(`${path}: ${error.message}`, { cause: error }) : error
  } finally {
    await file.close()
  }
}
