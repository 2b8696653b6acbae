// Routes of payout runs and of the book's questions.
import { z } from 'zod'
import { factId, idSchema } from '../../ids.ts'
import { amountFen, day, instant, positiveFen, sequence, sha256Hex } from '../../parts.ts'
import { MERCHANT_STATES } from '../../statuses.ts'
import { page, pageOf, route } from '../route.ts'
import {
  accountName,
  balance,
  clock,
  contract,
  contractParams,
  entryView,
  everybody,
  receipt,
  statementLine,
} from './views.ts'

const bookParams = z.object({ bookId: idSchema('bok') })

/** Up to when, by world time and by book time, both inclusive; of all codes or of one account. */
const asOf = z.object({
  asOf: instant.optional(),
  recordedAsOf: instant.optional(),
  account: accountName.optional(),
})

/** A period of book time: from (inclusive) to (exclusive). */
const period = { from: instant.optional(), to: instant.optional() }

/** How a run divided what a merchant had earned: the payable amount is the sum of five parts. */
const divided = {
  merchantId: idSchema('mer'),
  payableFen: amountFen,
  paidFen: amountFen,
  /** Paid the merchant's debts. */
  nettedFen: amountFen,
  /** Kept as the merchant's reserve. */
  withheldFen: amountFen,
  /** Stays payable: may still be disputed. */
  inWindowFen: amountFen,
  /** Stays payable: kept back by a hold. */
  heldFen: amountFen,
}

/** Why a run paid a merchant nothing: its cycle is not over, a hold, nothing is final yet. */
export const LEFT_OUT = ['NOT_DUE', 'ON_HOLD', 'NOTHING_FINAL'] as const

export const bookRoutes = {
  contractStatement: route({
    method: 'GET',
    path: '/v1/contracts/:contractId/statement',
    summary: 'Every fen of a contract, entry by entry',
    roles: everybody,
    params: contractParams,
    cursor: ['integer'],
    query: page,
    status: 200,
    reply: z.object({ contract, items: z.array(entryView), next: z.string().optional() }),
    refusals: ['unknown_contract', 'not_yours'],
  }),
  runPayouts: route({
    method: 'POST',
    path: '/v1/payout-runs',
    summary: 'Turn what merchants have earned into payouts',
    roles: ['officer'],
    idempotent: true,
    body: z.object({
      runId: idSchema('run').optional(),
      bookId: idSchema('bok'),
      /** Also merchants whose payout cycle is not over yet. */
      early: z.boolean().optional(),
      ...clock,
    }),
    status: 201,
    reply: z.object({
      runId: idSchema('run'),
      /** Every merchant that has earned something: what it gets, what it does not, and why. */
      statements: z
        .array(
          z.object({
            ...divided,
            /** What the merchant owes after the run, and what disputes freeze. */
            owedFen: amountFen,
            disputedFen: amountFen,
            nextOn: day,
            leftOut: z.enum(LEFT_OUT).optional(),
          }),
        )
        .default([]),
      /** What holds keep back of a merchant's payable, and which. */
      heldBack: z
        .array(
          z.object({
            merchantId: idSchema('mer'),
            amountFen: positiveFen,
            holdIds: z.array(idSchema('frz')),
            /** Of the merchant, when it is what keeps all of it back. */
            status: z.enum(MERCHANT_STATES).optional(),
          }),
        )
        .default([]),
      payouts: z.array(
        z.object({
          payoutId: idSchema('pay'),
          merchantId: idSchema('mer'),
          amountFen: positiveFen,
          receipt,
        }),
      ),
    }),
    refusals: ['unknown_book'],
  }),
  listPayoutStatements: route({
    method: 'GET',
    path: '/v1/payout-statements',
    summary: 'How payout runs divided what a merchant had earned, newest first',
    roles: ['officer', 'merchant'],
    cursor: ['instant', 'id', 'id'],
    query: page.extend({ merchantId: idSchema('mer').optional() }),
    status: 200,
    reply: pageOf(z.object({ ...divided, runId: idSchema('run'), reckonedAt: instant })),
  }),
  listAccounts: route({
    method: 'GET',
    path: '/v1/books/:bookId/accounts',
    summary: 'Accounts of a book with their balances',
    roles: ['officer'],
    params: bookParams,
    cursor: ['word'],
    query: page,
    status: 200,
    reply: pageOf(balance),
    refusals: ['unknown_book'],
  }),
  listBalances: route({
    method: 'GET',
    path: '/v1/books/:bookId/balances',
    summary: 'Totals by ledger account, or one balance, as of world time and book time',
    roles: ['officer', 'regulator'],
    params: bookParams,
    query: asOf,
    status: 200,
    reply: z.object({ items: z.array(balance), lastSequence: sequence, chainHead: sha256Hex }),
    refusals: ['unknown_book', 'not_yours'],
  }),
  accountStatement: route({
    method: 'GET',
    path: '/v1/books/:bookId/accounts/:account/statement',
    summary: "An account's opening balance, lines with running balance, and closing balance",
    roles: ['officer'],
    params: bookParams.extend({ account: accountName }),
    cursor: ['instant', 'integer'],
    query: page.extend(period),
    status: 200,
    reply: z.object({
      account: z.string(),
      side: z.enum(['DEBIT', 'CREDIT']),
      openingFen: z.string(),
      items: z.array(statementLine),
      closingFen: z.string(),
      next: z.string().optional(),
    }),
    refusals: ['unknown_book'],
  }),
  listEntries: route({
    method: 'GET',
    path: '/v1/books/:bookId/entries',
    summary: 'Entries of a book in order; by cause, contract, merchant and book time',
    roles: ['officer', 'auditor'],
    params: bookParams,
    cursor: ['integer'],
    query: page.extend({
      cause: factId.optional(),
      contractId: idSchema('ctr').optional(),
      merchantId: idSchema('mer').optional(),
      ...period,
    }),
    status: 200,
    reply: pageOf(entryView),
    refusals: ['unknown_book'],
  }),
} as const
