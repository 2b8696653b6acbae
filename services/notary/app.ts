// The notary's HTTP server, from its parts.
import type { FastifyInstance } from 'fastify'
import type { Database } from '@ticun/db'
import { serveDeadFacts } from '@ticun/dead-facts'
import { buildServer, systemNow, type ServerOptions } from '@ticun/http'
import { serveAlerts } from './alert/routes.ts'
import { serveAudits } from './audit/routes.ts'
import { serveCertificates } from './certificate/routes.ts'
import { serveEntries } from './certificate/entries.ts'
import type { Floor } from './checkpoint/floor.ts'
import { serveLog } from './checkpoint/routes.ts'
import { serveFreezes } from './freeze/routes.ts'
import type { Office } from './key/office.ts'
import { createFollower } from './replay/follow.ts'
import { serveReconciliation } from './reconciliation/routes.ts'
import type { NotaryTables } from './tables.ts'
import { serveTrialBalance } from './trial-balance/routes.ts'
import type { Witness } from './witness/witnesses.ts'

export type Context = {
  db: Database<NotaryTables>
  office: Office
  transport: 'kafka' | 'postgres'
  witnesses: Witness[]
  /** Cosignatures that a published checkpoint must have. */
  witnessesMin: number
  /** What was signed before: less is never shown. */
  floor: Floor
  /** Whether bundles of entries are for everybody; else they are for officers and regulators. */
  entriesArePublic: boolean
  /** Escrow, for audits and for whose a lot is; without it there are no audits. */
  escrowUrl: string | undefined
  /** Facts were committed. */
  onFacts: () => void
}

/** Builds the server; nothing is connected before the first request. */
export function buildNotary(
  options: Omit<ServerOptions, 'service' | 'title'>,
  context: Context,
): FastifyInstance {
  const { db, office, witnessesMin, escrowUrl } = context
  const app = buildServer({ ...options, service: 'notary', title: 'Ticun notary 公证核验' })
  serveLog(app, context)
  serveEntries(app, { db, witnessesMin, escrowUrl })
  serveTrialBalance(app, db)
  serveReconciliation(app, db)
  serveAlerts(app, db)
  serveCertificates(app, { db, office, witnessesMin, escrowUrl })
  serveFreezes(app, { db, onFacts: context.onFacts })
  const told = { now: systemNow, log: options.log }
  serveDeadFacts(app, { db, handle: createFollower(told), onTaken: context.onFacts })
  if (escrowUrl) serveAudits(app, { db, escrowUrl, told })
  return app
}
