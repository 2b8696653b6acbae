// Knows certificates of balance: what one account holds, signed by the notary, with the entry that
// says so and that entry's place in the signed log.
import { utf8 } from './bytes.ts'
import {
  ED25519,
  formatNote,
  parseNote,
  signNote,
  type Signer,
  type VerifyEd25519,
} from './note.ts'
import { parseCount, type CheckpointPolicy } from './checkpoint.ts'
import { verifyNote } from './cosignature.ts'
import { parseEntryText } from './parse-entry.ts'
import type { Entry } from './entry.ts'
import { ProofError } from './proof-error.ts'
import { sha256 as portable, type Sha256 } from './sha256.ts'
import { parseTlogProof, verifyTlogProof, type TlogProofVerdict } from './tlog-proof.ts'

export const CERTIFICATE_FORMAT = 'ticun.certificate/1'

/** What the notary says of an account. Fen; instants UTC. */
export type Certificate = {
  /** Log of the notary. */
  readonly origin: string
  /** `crt_…`, by which anybody finds it again. */
  readonly code: string
  readonly bookId: string
  readonly account: string
  /** Debit positive, credit negative, as on the entry's line. */
  readonly balanceFen: bigint
  /** The last entry of the account among the first `through` entries of the book. */
  readonly sequence: bigint
  readonly through: bigint
  readonly issuedAt: string
}

/** The file: the signed words, the entry's canonical text, the entry's `.tlog-proof`. */
export type CertificateFile = {
  readonly note: string
  readonly entry: string
  readonly proof: string
}

export type CertificateVerdict =
  | { readonly certificate: Certificate; readonly entry: Entry }
  | { readonly refused: 'unsigned_certificate' | 'other_entry' | 'other_balance' }
  | Extract<TlogProofVerdict, { refused: string }>

const NAMES = ['code', 'book', 'account', 'balance', 'entry', 'through', 'issued'] as const

/** The words that are signed, a line each. */
export const certificateText = (certificate: Certificate): string => {
  const { origin, code, bookId, account, balanceFen, sequence, through, issuedAt } = certificate
  const values = [code, bookId, account, balanceFen, sequence, through, issuedAt]
  const lines = [CERTIFICATE_FORMAT, origin, ...NAMES.map((name, at) => `${name} ${values[at]}`)]
  if (lines.some((line) => line.includes('\n'))) throw new ProofError('a value has one line')
  return lines.map((line) => `${line}\n`).join('')
}

/** The certificate of its words. */
export const parseCertificateText = (text: string): Certificate => {
  const [format, origin = '', ...lines] = text.trimEnd().split('\n')
  if (format !== CERTIFICATE_FORMAT || lines.length !== NAMES.length) {
    throw new ProofError('not a certificate')
  }
  const [
    code = '',
    bookId = '',
    account = '',
    balance = '',
    entry = '',
    through = '',
    issuedAt = '',
  ] = lines.map((line, at) => {
    const name = `${NAMES[at]} `
    if (!line.startsWith(name)) throw new ProofError(`a certificate without ${NAMES[at]}`)
    return line.slice(name.length)
  })
  if (!/^(?:0|-?[1-9]\d{0,17})$/.test(balance)) throw new ProofError('not an amount of fen')
  const places = { sequence: BigInt(parseCount(entry)), through: BigInt(parseCount(through)) }
  return { origin, code, bookId, account, balanceFen: BigInt(balance), ...places, issuedAt }
}

/** The certificate as a signed note. */
export const signCertificate = async (
  certificate: Certificate,
  signers: readonly Signer[],
): Promise<string> => formatNote(await signNote(certificateText(certificate), signers))

/** The file's text, as it is handed out. */
export const formatCertificateFile = ({ note, entry, proof }: CertificateFile): string =>
  `${JSON.stringify({ format: CERTIFICATE_FORMAT, note, entry, proof })}\n`

/** Reads a file's text; nothing in it is verified yet. */
export const parseCertificateFile = (text: string): CertificateFile => {
  try {
    const { format, note, entry, proof }: Record<string, unknown> = JSON.parse(text)
    if (format !== CERTIFICATE_FORMAT) throw new ProofError('not a certificate')
    if (typeof note === 'string' && typeof entry === 'string' && typeof proof === 'string') {
      return { note, entry, proof }
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new ProofError('a certificate has a note, an entry and a proof')
}

/**
 * Whether a certificate holds under the notary's keys: its words are signed, the entry that it
 * names is in the signed log where it says, and that entry's line gives this balance. Malformed:
 * a ProofError.
 */
export const verifyCertificate = async (
  file: CertificateFile,
  policy: CheckpointPolicy,
  verify: VerifyEd25519,
  sha256: Sha256 = portable,
): Promise<CertificateVerdict> => {
  const note = parseNote(file.note)
  const certificate = parseCertificateText(note.text)
  if (certificate.origin !== policy.origin) return { refused: 'other_log' }
  const keys = policy.logKeys.filter((key) => key.type === ED25519)
  const verified = await verifyNote(note, keys, verify, sha256)
  if (verified.length === 0) return { refused: 'unsigned_certificate' }
  const proof = parseTlogProof(file.proof)
  const included = await verifyTlogProof(proof, utf8(file.entry), policy, verify, sha256)
  if ('refused' in included) return included
  const entry = parseEntryText(file.entry)
  const isNamed =
    entry.bookId === certificate.bookId &&
    entry.sequence === certificate.sequence &&
    BigInt(proof.index) + 1n === certificate.sequence &&
    certificate.through >= certificate.sequence
  if (!isNamed) return { refused: 'other_entry' }
  const line = entry.lines.find(({ account }) => account === certificate.account)
  return line?.balance === certificate.balanceFen
    ? { certificate, entry }
    : { refused: 'other_balance' }
}
