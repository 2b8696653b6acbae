// Verifies a certificate of balance: signed words, the entry behind them, its place in the log.
import type { FileHandle } from 'node:fs/promises'
import {
  fromUtf8,
  parseCertificateFile,
  parseTlogProof,
  ProofError,
  verifyCertificate,
  type Certificate,
} from '@ticun/proof'
import { nodeSha256, verifyEd25519 } from '@ticun/proof/node'
import { UnreadableError, type Flaw } from './flaw.ts'
import type { Trust } from './key.ts'
import { refusalOf } from './signed-checkpoint.ts'

/** One entry, one path and two notes take far less. */
const CERTIFICATE_BYTES_MAX = 4_194_304

const FLAWS = {
  other_entry: { what: 'the entry is not the one that its words name' },
  other_balance: { what: 'the entry gives another balance than its words' },
} as const satisfies Record<string, Flaw>

export type CertificateCheck = { readonly certificate?: Certificate; readonly flaw?: Flaw }

/** Verifies the certificate in an open file. Throws UnreadableError. */
export async function verifyCertificateIn(
  file: FileHandle,
  trust: Trust,
): Promise<CertificateCheck> {
  const { size } = await file.stat()
  if (size > CERTIFICATE_BYTES_MAX) throw new UnreadableError('is too long for a certificate')
  try {
    const read = parseCertificateFile(fromUtf8(await file.readFile()))
    const verdict = await verifyCertificate(read, trust, verifyEd25519, nodeSha256)
    if (!('refused' in verdict)) return { certificate: verdict.certificate }
    const { refused } = verdict
    if (refused === 'unsigned_certificate') {
      return { flaw: { what: `its words have no good signature by the key of ${trust.origin}` } }
    }
    if (refused === 'other_entry' || refused === 'other_balance') return { flaw: FLAWS[refused] }
    return { flaw: refusalOf(refused, parseTlogProof(read.proof).checkpoint, trust) }
  } catch (error) {
    if (!(error instanceof ProofError)) throw error
    throw new UnreadableError(`is no certificate: ${error.message}`, { cause: error })
  }
}
