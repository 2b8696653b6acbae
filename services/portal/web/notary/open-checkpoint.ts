// Verifies the latest checkpoint in the browser, against the key that the log names.
import {
  ProofError,
  base64,
  openCheckpoint,
  parseVerifierKey,
  verifyEd25519WebCrypto,
} from '@ticun/proof'
import { getJson, getText } from '../parts/api.ts'
import type { Answer, NotaryReply } from '../parts/api.ts'

type LogStatus = NotaryReply['logStatus']

/** Undefined `verdict` = there is no checkpoint yet. */
export type CheckedLog = {
  readonly log: LogStatus
  readonly verdict?: { readonly good: boolean; readonly size: number; readonly root: string }
}

/** Loads the log's status and its newest checkpoint, and checks the signature here. */
export async function loadCheckpoint(
  path: string,
  signal: AbortSignal,
): Promise<Answer<CheckedLog>> {
  const log = await getJson<LogStatus>('/api/notary/v1/log', signal)
  if ('problem' in log) return log
  const published = await getText(path, signal)
  if ('problem' in published) {
    return published.problem.status === 404 ? { data: { log: log.data } } : published
  }
  return { data: { log: log.data, verdict: await check(published.data, log.data) } }
}

async function check(published: string, log: LogStatus) {
  const none = { good: false, size: 0, root: '' }
  try {
    const policy = { origin: log.origin, logKeys: [parseVerifierKey(log.verifierKey)] }
    const verdict = await openCheckpoint(published, policy, verifyEd25519WebCrypto)
    if ('refused' in verdict) return none
    const { size, root } = verdict.checkpoint
    return { good: true, size, root: base64(root) }
  } catch (error) {
    if (error instanceof ProofError) return none
    throw error
  }
}
