// Serves certificates: issued to officers and owners, shown to whoever has the code.
import type { FastifyInstance } from 'fastify'
import { transact, type Database } from '@ticun/db'
import { serve } from '@ticun/http'
import { CERTIFICATE_FORMAT, type CertificateFile } from '@ticun/proof'
import { isRefusal, notaryRoutes as routes, refuse, type ReplyOf } from '@ticun/protocol'
import { answerOnce } from '../command/once.ts'
import type { Office } from '../key/office.ts'
import type { NotaryTables } from '../tables.ts'
import { issue } from './issue.ts'
import { ownerBar } from './owner.ts'

export type CertificateOptions = {
  db: Database<NotaryTables>
  office: Office
  witnessesMin: number
  /** Who holds a lot, escrow knows; without it consumers get no certificates. */
  escrowUrl: string | undefined
}

/** Puts `/v1/certificates` on a server. */
export function serveCertificates(app: FastifyInstance, options: CertificateOptions): void {
  const { db, office, witnessesMin, escrowUrl } = options
  serve(app, routes.issueCertificate, async ({ body, caller, token, idempotency, now }) => {
    const bar = await ownerBar(escrowUrl, caller, token, body)
    if (bar) return bar
    const { answer, replayed } = await transact(db, (trx) =>
      answerOnce(trx, idempotency, async (commandId) => {
        const issuing = { office, witnessesMin, commandId, issuedBy: caller.id, now }
        const issued = await issue(trx, body, issuing)
        if (isRefusal(issued)) return issued
        const { code, account, balanceFen, sequence, through, issuedAt } = issued
        const figures = [balanceFen, sequence, through].map(String)
        const [balance, entry, size] = figures
        const said = { balanceFen: balance, sequence: entry, through: size }
        return { body: { code, account, ...said, issuedAt } }
      }),
    )
    if (isRefusal(answer)) return answer
    // The same verb made it, now or under the same key before.
    return { body: answer.body as ReplyOf<typeof routes.issueCertificate.reply>, replayed }
  })
  serve(app, routes.getCertificate, async ({ params: { code } }) => {
    const found = await db
      .selectFrom('certificate')
      .select('file')
      .where('code', '=', code)
      .executeTakeFirst()
    if (!found) return refuse('unknown_certificate', code)
    const { note, entry, proof } = found.file as unknown as CertificateFile
    return { body: { format: CERTIFICATE_FORMAT, note, entry, proof } as const }
  })
}
