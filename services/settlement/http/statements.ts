// Routes of bank statements and of the deposits in them.
import type { FastifyInstance } from 'fastify'
import { transact } from '@ticun/db'
import { FaultError, pageBy, serve, systemNow, type HandlerInput } from '@ticun/http'
import { newId, refuse, isRefusal, settlementRoutes as routes, type Refusal } from '@ticun/protocol'
import { BankFault } from '../bank/bank.ts'
import type { BankStatement } from '../bank/bank-statement.ts'
import { answerOnce, givenAnswer, type Outcome } from '../command/once.ts'
import { listDeposits, listStatements, listSuspense } from '../read/lists.ts'
import { awaitBook, awaitReferences } from '../statement/await-facts.ts'
import { importStatement, type Imported } from '../statement/import.ts'
import { readFile } from '../statement/read-file.ts'
import {
  confirmUpload,
  findUpload,
  keepUpload,
  listUploads,
  rejectUpload,
  statementIn,
  viewLines,
  viewUpload,
} from '../statement/uploads.ts'
import type { Context } from './context.ts'

type Input = Pick<
  HandlerInput<typeof routes.fetchStatement>,
  'caller' | 'idempotency' | 'correlationId' | 'log'
>

/** Serves them. */
export function serveStatements(app: FastifyInstance, context: Context): void {
  const { db } = context
  serve(app, routes.importStatement, async (input) => {
    const given = await givenAnswer(db, input.idempotency)
    if (given) return replyOf(routes.importStatement, given)
    const found = await readWhole(context, input.rawBody)
    if (isRefusal(found)) return found
    const outcome = await once(context, input, found.bookId, async (trx, order) => {
      const kept = await keepUpload(trx, { ...order, ...found })
      return isRefusal(kept) ? kept : { body: kept }
    })
    return replyOf(routes.importStatement, outcome)
  })
  serve(app, routes.fetchStatement, async (input) => {
    const given = await givenAnswer(db, input.idempotency)
    if (given) return replyOf(routes.fetchStatement, given)
    const { from, to } = input.body
    if (from >= to) return refuse('statement_not_readable', `${to} is not after ${from}`)
    const bytes = Buffer.from(await bankSays(context, from, to))
    const found = await readWhole(context, { mediaType: 'application/xml', bytes })
    if (isRefusal(found)) return found
    await awaitReferences(db, found.bookId, found.statement, context.factsPatienceMs)
    return imports(context, input, found.bookId, (trx, order) =>
      importStatement(trx, { ...order, ...found }),
    )
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
  serveUploads(app, context)
  serveDeposits(app, context)
}

/** What a second officer does with an uploaded statement. */
function serveUploads(app: FastifyInstance, context: Context): void {
  const { db } = context
  serve(app, routes.listUploads, async ({ query: { limit, status }, after }) => {
    const found = await listUploads(db, { after, limit: limit + 1 }, status)
    return {
      body: pageBy(routes.listUploads, found, limit, (each) => [each.uploadedAt, each.statementId]),
    }
  })
  serve(app, routes.showUpload, async ({ params: { statementId } }) => {
    const row = await findUpload(db, statementId)
    if (!row) return refuse('unknown_statement', statementId)
    return { body: { upload: viewUpload(row), lines: viewLines(row) } }
  })
  serve(app, routes.confirmStatement, async ({ params: { statementId }, body, ...input }) => {
    const row = await findUpload(db, statementId)
    if (!row) return refuse('unknown_statement', statementId)
    await awaitReferences(db, row.book_id, statementIn(row), context.factsPatienceMs)
    return imports(context, input, row.book_id, (trx, order) =>
      confirmUpload(trx, { ...order, ...body, statementId }),
    )
  })
  serve(app, routes.rejectStatement, async ({ params: { statementId }, body, ...input }) => {
    const row = await findUpload(db, statementId)
    if (!row) return refuse('unknown_statement', statementId)
    const outcome = await once(context, input, row.book_id, async (trx, order) => {
      const rejected = await rejectUpload(trx, statementId, body.reason, order)
      return isRefusal(rejected) ? rejected : { body: rejected }
    })
    return replyOf(routes.rejectStatement, outcome)
  })
}

function serveDeposits(app: FastifyInstance, { db }: Context): void {
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

function replyOf<R extends { reply: { parse: (body: unknown) => unknown } }>(
  { reply }: R,
  { answer, replayed }: Outcome,
): { body: ReturnType<R['reply']['parse']>; replayed: boolean } | Refusal {
  if ('refused' in answer) return answer
  return { body: reply.parse(answer.body) as ReturnType<R['reply']['parse']>, replayed }
}

type Found = { bookId: string; statement: BankStatement }

/** The statement in a file, and the book of its account. */
async function readWhole(
  context: Context,
  file: Parameters<typeof readFile>[0],
): Promise<Found | Refusal> {
  const { db, factsPatienceMs, escrowAccount } = context
  const reading = readFile(file, escrowAccount)
  if (isRefusal(reading)) return reading
  const { statement } = reading
  const ours = statement.account === escrowAccount
  const bookId = await awaitBook(db, statement.account, ours ? factsPatienceMs : 0)
  if (bookId !== undefined) return { bookId, statement }
  return refuse('statement_of_other_account', `no book is known with ${statement.account}`)
}

async function bankSays({ bank }: Context, from: string, to: string): Promise<string> {
  try {
    return await bank.statement(from, to)
  } catch (error) {
    if (error instanceof BankFault) throw new FaultError('the bank gives no statement now')
    throw error
  }
}

type Trx = Parameters<typeof importStatement>[0]
type Order = Omit<Parameters<typeof importStatement>[1], 'bookId' | 'statement'>

/** Does it in one transaction, once for each key. */
function once(
  { db }: Context,
  { caller, idempotency, correlationId }: Input,
  bookId: string,
  work: (trx: Trx, order: Order) => Promise<{ body: unknown } | Refusal>,
): Promise<Outcome> {
  const commandId = newId('cmd')
  const party = caller.party === undefined ? {} : { party: caller.party }
  const actor = { role: caller.role, id: caller.id, ...party }
  const order = { commandId, correlationId, actor, recordedAt: systemNow() }
  return transact(db, (trx) =>
    answerOnce(trx, { idempotency, bookId, commandId }, () => work(trx, order)),
  )
}

async function imports(
  context: Context,
  input: Input,
  bookId: string,
  work: (trx: Trx, order: Order) => Promise<Imported | Refusal>,
) {
  let imported: Imported | undefined
  const outcome = await once(context, input, bookId, async (trx, order) => {
    const result = await work(trx, order)
    if (isRefusal(result)) return result
    imported = result
    return { body: result.report }
  })
  if (imported && !outcome.replayed) tell(context, input, imported)
  return replyOf(routes.fetchStatement, outcome)
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
