// Routes of the book's questions: balances, statements of accounts, entries.
import type { FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import { pageBy, serve } from '@ticun/http'
import {
  accounts,
  balanceAt,
  chainHead,
  entries,
  statement,
  totals,
  type EntryRow,
  type LedgerTables,
  type StatementLine,
} from '@ticun/ledger'
import { escrowRoutes as routes, refuse } from '@ticun/protocol'
import { naturalBalance, sideOf } from '@ticun/rules'
import type { Context } from './context.ts'

/** The book's own tables, as the ledger's questions want them. */
export function bookOf(context: Context): Kysely<LedgerTables> {
  return context.book
}

/** Serves them. */
export function serveBook(app: FastifyInstance, context: Context): void {
  const book = bookOf(context)
  serve(app, routes.listAccounts, async ({ params, query, after }) => {
    if (!(await chainHead(book, params.bookId))) return refuse('unknown_book', params.bookId)
    const found = await accounts(book, params.bookId, after?.[0] ?? '', query.limit + 1)
    const items = found.map((each) => ({ ...each, balanceFen: each.balanceFen.toString() }))
    return { body: pageBy(routes.listAccounts, items, query.limit, (each) => [each.account]) }
  })
  serve(app, routes.listBalances, async ({ params, query, caller }) => {
    const head = await chainHead(book, params.bookId)
    if (!head) return refuse('unknown_book', params.bookId)
    const { account, asOf: occurredAt, recordedAsOf: recordedAt } = query
    // A regulator sees totals, not whose they are.
    if (account?.includes('/') && caller.role === 'regulator') return refuse('not_yours')
    const asOf = { occurredAt, recordedAt }
    const found = account
      ? [await balanceAt(book, params.bookId, account, asOf)]
      : await totals(book, params.bookId, asOf)
    const items = found.map((each) => ({ ...each, balanceFen: each.balanceFen.toString() }))
    const chain = { lastSequence: head.sequence.toString(), chainHead: head.hash.toString('hex') }
    return { body: { items, ...chain } }
  })
  serve(app, routes.accountStatement, async ({ params, query, after: last }) => {
    const { bookId, account } = params
    if (!(await chainHead(book, bookId))) return refuse('unknown_book', bookId)
    const { limit, from, to } = query
    const after = last && { recordedAt: last[0], sequence: last[1] }
    const period = { from, to, after, limit: limit + 1 }
    const { openingFen, closingFen, lines } = await statement(book, bookId, account, period)
    const items = lines.map((line) => viewLine(account, line))
    const page = pageBy(routes.accountStatement, items, limit, (each) => [
      each.recordedAt,
      each.sequence,
    ])
    const ends = { openingFen: openingFen.toString(), closingFen: closingFen.toString() }
    return { body: { account, side: sideOf(account), ...ends, ...page } }
  })
  serve(app, routes.listEntries, async ({ params, query, after: last }) => {
    if (!(await chainHead(book, params.bookId))) return refuse('unknown_book', params.bookId)
    const { limit, cause: causeId, ...wanted } = query
    const asked = { ...wanted, causeId, after: last?.[0] ?? 0n, limit: limit + 1 }
    const rows = await entries(book, params.bookId, asked)
    return {
      body: pageBy(routes.listEntries, rows.map(viewEntry), limit, (each) => [each.sequence]),
    }
  })
}

function viewLine(account: string, line: StatementLine) {
  const { amount } = line
  return {
    sequence: line.sequence.toString(),
    entrySequence: line.entry_sequence.toString(),
    entryId: line.entry_id,
    kind: line.kind,
    causeId: line.cause_id,
    ...(line.contract_id ? { contractId: line.contract_id } : {}),
    ...(line.merchant_id ? { merchantId: line.merchant_id } : {}),
    side: amount > 0n ? ('DEBIT' as const) : ('CREDIT' as const),
    amountFen: (amount > 0n ? amount : -amount).toString(),
    balanceFen: naturalBalance(account, line.balance).toString(),
    occurredAt: line.occurred_at,
    recordedAt: line.recorded_at,
  }
}

/** An entry in the wire's words. */
export function viewEntry(row: EntryRow) {
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
