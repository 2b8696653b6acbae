// Routes of bank statements and of the deposits in them.
import type { FastifyInstance } from 'fastify'
import { transact } from '@ticun/db'
import { pageBy, serve, systemNow, type HandlerInput } from '@ticun/http'
import { newId, refuse, isRefusal, settlementRoutes as routes, type Refusal } from '@ticun/protocol'
import { answerOnce, givenAnswer, type Outcome } from '../command/once.ts'
import { listDeposits, listStatements, listSuspense } from '../read/lists.ts'
import { awaitBook, awaitReferences } from '../statement/await-facts.ts'
import { importStatement, type Imported, type ImportReport } from '../statement/import.ts'
import { readFile } from '../statement/read-file.ts'
import type { Context } from './context.ts'

/** Serves them. */
export function serveStatements(app: FastifyInstance, context: Context): void {
  const { db } = context
  serve(app, routes.importStatement, async (input) => {
    const given = await givenAnswer(db, input.idempotency)
    return given ? replyOf(given) : takeFile(context, input)
  })
  serve(app, routes.listStatements, async ({ query: { limit }, after }) => {
    const found = await listStatements(db, { after, limit: limit + 1 })
    return {
      body: pageBy(routes.listStatements, found, limit, (each) => [
        each.importedAt,
        each.statementId,
      ]),
    }
  })
  serve(app, routes.listDeposits, async ({ query: { limit, status }, after }) => {
    const page = { after, limit: limit + 1 }
    const found = await listDeposits(db, page, status)
    return {
      body: pageBy(routes.listDeposits, found, limit, (each) => [each.bookedAt, each.depositId]),
    }
  })
  serve(app, routes.listSuspense, async ({ query: { limit }, after, now }) => {
    const page = { after, limit: limit + 1 }
    const found = await listSuspense(db, page, now)
    return {
      body: pageBy(routes.listSuspense, found, limit, (each) => [each.bookedAt, each.depositId]),
    }
  })
}

function replyOf({
  answer,
  replayed,
}: Outcome): { body: ImportReport; replayed: boolean } | Refusal {
  if ('refused' in answer) return answer
  return { body: routes.importStatement.reply.parse(answer.body), replayed }
}

type Input = HandlerInput<typeof routes.importStatement>

/** Reads, waits for what may be on its way, then imports in one transaction. */
async function takeFile(context: Context, input: Input) {
  const { db, factsPatienceMs } = context
  const reading = readFile(input.rawBody, context.escrowAccount)
  if (isRefusal(reading)) return reading
  const { statement } = reading
  const ours = statement.account === context.escrowAccount
  const bookId = await awaitBook(db, statement.account, ours ? factsPatienceMs : 0)
  if (bookId === undefined) {
    return refuse('statement_of_other_account', `no book is known with ${statement.account}`)
  }
  await awaitReferences(db, bookId, statement, factsPatienceMs)
  const { caller, idempotency, correlationId } = input
  const commandId = newId('cmd')
  const party = caller.party === undefined ? {} : { party: caller.party }
  const actor = { role: caller.role, id: caller.id, ...party }
  const recordedAt = systemNow()
  const order = { bookId, statement, commandId, correlationId, actor, recordedAt }
  let imported: Imported | undefined
  const outcome = await transact(db, (trx) =>
    answerOnce(trx, { idempotency, bookId, commandId }, async () => {
      const result = await importStatement(trx, order)
      if (isRefusal(result)) return result
      imported = result
      return { body: result.report }
    }),
  )
  if (imported && !outcome.replayed) tell(context, input, imported)
  return replyOf(outcome)
}

/** What has to be said after the commit. */
function tell(context: Context, { log }: Input, { report, strays, outdated }: Imported): void {
  context.onFacts()
  context.onImported({ ...report, ahead: report.ahead ?? 0 })
  const { statementId } = report
  for (const { line } of strays) {
    const { bankSerial, kind, direction } = line
    const details = { statementId, bankSerial, kind, direction, amountFen: String(line.amountFen) }
    // Money that leaves without an instruction of ours is what this house must never overlook.
    log.error(details, 'a line of the bank belongs to no payment of ours')
  }
  if (outdated) log.warn({ statementId }, 'the statement lacks lines that are known already')
}
