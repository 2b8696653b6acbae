// Routes of refunds, payout runs, statements and the book's questions.
import type { FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import { readCursor, serve } from '@ticun/http'
import {
  accounts,
  chainHead,
  entries,
  totals,
  type EntryRow,
  type LedgerTables,
} from '@ticun/ledger'
import { escrowRoutes as routes, isRefusal, newId, refuse, type ReplyOf } from '@ticun/protocol'
import { quoteOf } from '../decide/refunds.ts'
import { listRefunds } from '../read/lists.ts'
import type { Lot } from '../world/world.ts'
import { submit, type Context } from './context.ts'
import { pageBy, showContract } from './people.ts'

type Body<R extends keyof typeof routes> = ReplyOf<(typeof routes)[R]['reply']>

/** Serves them. */
export function serveMoney(app: FastifyInstance, context: Context): void {
  serveRefunds(app, context)
  serveBook(app, context)
  serve(app, routes.runPayouts, ({ body, ...input }) => {
    const verb = { verb: 'run-payouts' as const, runId: body.runId ?? newId('run') }
    return submit(routes.runPayouts, context, body.bookId, input, verb)
  })
  serve(app, routes.contractStatement, async ({ params, query, caller }) => {
    const shown = await showContract(context, params.contractId, caller)
    if (isRefusal(shown)) return shown
    const after = BigInt(readCursor(query.cursor, 1)?.[0] ?? '0')
    const book = bookOf(context)
    const rows = await entries(book, shown.bookId, after, query.limit + 1, params.contractId)
    const page = pageBy(rows.map(viewEntry), query.limit, (each) => [each.sequence])
    return { body: { contract: shown.view, ...page } }
  })
}

/** The book's own tables, as the ledger's questions want them. */
function bookOf(context: Context): Kysely<LedgerTables> {
  return context.db
}

function serveRefunds(app: FastifyInstance, context: Context): void {
  const { db, locate } = context
  serve(app, routes.quoteRefund, async ({ params, caller, now }) => {
    const shown = await showContract(context, params.contractId, caller)
    if (isRefusal(shown)) return shown
    return {
      body: viewQuote(params.contractId, shown.lot, shown.contract.terms.coolingOffDays, now),
    }
  })
  serve(app, routes.requestRefund, async ({ params, body, ...input }) => {
    const { contractId } = params
    const place = await locate(contractId)
    if (!place) return refuse('unknown_contract', contractId)
    const refundId = body.refundId ?? newId('ref')
    const verb = { verb: 'request-refund' as const, contractId, refundId, reason: body.reason }
    return submit(routes.requestRefund, context, place.bookId, input, verb)
  })
  serve(app, routes.listRefunds, async ({ query, caller }) => {
    const { cursor, limit, status, contractId } = query
    const before = readCursor(cursor, 1)?.[0]
    const found = await listRefunds(db, caller, {
      limit: limit + 1,
      ...(before ? { before } : {}),
      ...(status ? { status } : {}),
      ...(contractId ? { contractId } : {}),
    })
    return { body: pageBy(found, limit, (each) => [each.refundId]) }
  })
  serve(app, routes.decideRefund, async ({ params, body, ...input }) => {
    const { refundId } = params
    const place = await locate(refundId)
    if (!place) return refuse('unknown_refund', refundId)
    const verb = { verb: 'decide-refund' as const, refundId, body }
    return submit(routes.decideRefund, context, place.bookId, input, verb)
  })
}

/** A quote in the wire's words; an unfunded lot has nothing to give back. */
function viewQuote(
  contractId: string,
  lot: Lot,
  coolingOffDays: number,
  now: string,
): Body<'quoteRefund'> {
  if (lot.status === 'UNFUNDED') {
    const none = { refundableFen: '0', awaitingFen: '0', items: [] }
    return { contractId, asOf: now, formula: 'F2', ...none }
  }
  const { slots: _, ...quote } = quoteOf(lot, coolingOffDays, now)
  return {
    ...quote,
    contractId,
    asOf: now,
    refundableFen: quote.refundableFen.toString(),
    awaitingFen: quote.awaitingFen.toString(),
    items: quote.items.map((item) => ({ ...item, amountFen: item.amountFen.toString() })),
  }
}

function viewEntry(row: EntryRow) {
  return {
    entryId: row.entry_id,
    sequence: row.sequence.toString(),
    kind: row.kind,
    causeId: row.cause_id,
    ...(row.contract_id ? { contractId: row.contract_id } : {}),
    ...(row.merchant_id ? { merchantId: row.merchant_id } : {}),
    currency: 'CNY' as const,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    hash: row.hash.toString('hex'),
    lines: row.lines,
  }
}

function serveBook(app: FastifyInstance, context: Context): void {
  const book = bookOf(context)
  serve(app, routes.listAccounts, async ({ params, query }) => {
    if (!(await chainHead(book, params.bookId))) return refuse('unknown_book', params.bookId)
    const after = readCursor(query.cursor, 1)?.[0] ?? ''
    const found = await accounts(book, params.bookId, after, query.limit + 1)
    const items = found.map((each) => ({ ...each, balanceFen: each.balanceFen.toString() }))
    return { body: pageBy(items, query.limit, (each) => [each.account]) }
  })
  serve(app, routes.listBalances, async ({ params, query }) => {
    const head = await chainHead(book, params.bookId)
    if (!head) return refuse('unknown_book', params.bookId)
    const asOf = { occurredAt: query.asOf, recordedAt: query.recordedAsOf }
    const found = await totals(book, params.bookId, asOf)
    const items = found.map((each) => ({ ...each, balanceFen: each.balanceFen.toString() }))
    const chain = { lastSequence: head.sequence.toString(), chainHead: head.hash.toString('hex') }
    return { body: { items, ...chain } }
  })
  serve(app, routes.listEntries, async ({ params, query }) => {
    if (!(await chainHead(book, params.bookId))) return refuse('unknown_book', params.bookId)
    const after = BigInt(readCursor(query.cursor, 1)?.[0] ?? '0')
    const rows = await entries(book, params.bookId, after, query.limit + 1)
    return { body: pageBy(rows.map(viewEntry), query.limit, (each) => [each.sequence]) }
  })
}
