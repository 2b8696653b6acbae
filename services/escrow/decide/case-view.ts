// A case of a session as callers see it.
import type { SessionCaseView } from '@ticun/protocol'
import type { SessionCase } from '../world/nouns.ts'

/** In the wire's words. */
export function viewCase(each: SessionCase): SessionCaseView {
  const { byCode: _, taken: __, amountFen, merchantFen, ...rest } = each
  const { reason, answer, answerSha256, closedAt, outcome, evidenceSha256, ...known } = rest
  return {
    ...known,
    status: closedAt === undefined ? 'OPEN' : 'CLOSED',
    amountFen: amountFen.toString(),
    merchantFen: merchantFen.toString(),
    ...(reason ? { reason } : {}),
    ...(answer ? { answer } : {}),
    ...(answerSha256 ? { answerSha256 } : {}),
    ...(closedAt ? { closedAt } : {}),
    ...(outcome ? { outcome } : {}),
    ...(evidenceSha256 ? { evidenceSha256 } : {}),
  }
}
