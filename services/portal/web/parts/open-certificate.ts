// Verifies a certificate of balance in the browser, against the key that the log names.
import {
  ProofError,
  parseVerifierKey,
  verifyCertificate,
  verifyEd25519WebCrypto,
  type Certificate,
} from '@ticun/proof'
import { getJson } from './api.ts'
import type { Answer, NotaryReply } from './api.ts'

/** `certificate` only when it holds: signed words, the entry behind them, its place in the log. */
export type CheckedCertificate = {
  readonly code: string
  readonly certificate?: Certificate
  readonly refused?: string
}

/** Loads the certificate of `path` (…/certificates/CODE) and checks it here. */
export async function loadCertificate(
  path: string,
  signal: AbortSignal,
): Promise<Answer<CheckedCertificate>> {
  const file = await getJson<NotaryReply['getCertificate']>(path, signal)
  if ('problem' in file) return file
  // Each book has a log of its own, whose key is named after it.
  const bookId = /^book (bok_\w+)$/m.exec(file.data.note)?.[1]
  const query = bookId === undefined ? '' : `?bookId=${bookId}`
  const log = await getJson<NotaryReply['logStatus']>(`/api/notary/v1/log${query}`, signal)
  if ('problem' in log) return log
  const code = path.split('/').at(-1) ?? ''
  return { data: { code, ...(await check(file.data, log.data)) } }
}

async function check(file: NotaryReply['getCertificate'], log: NotaryReply['logStatus']) {
  try {
    // Older certificates stay good after the notary has changed its key.
    const keys = [log.verifierKey, ...(log.verifierKeys ?? []).map(({ key }) => key)]
    const logKeys = [...new Set(keys)].map((key) => parseVerifierKey(key))
    const policy = { origin: log.origin, logKeys }
    const verdict = await verifyCertificate(file, policy, verifyEd25519WebCrypto)
    return 'refused' in verdict ? verdict : { certificate: verdict.certificate }
  } catch (error) {
    if (error instanceof ProofError) return { refused: 'malformed' }
    throw error
  }
}
