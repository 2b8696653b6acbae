// Routes of books, merchants, products and contracts.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { industry } from '../../facts/policy.ts'
import { amountFen, bankAccount, day, label, wordsUpTo } from '../../parts.ts'
import { page, pageOf, route } from '../route.ts'
import { book, clock, contract, contractParams, everybody, merchant, shownStatus } from './views.ts'

export const peopleRoutes = {
  openBook: route({
    method: 'POST',
    path: '/v1/books',
    summary: 'Open a book for a notary escrow account',
    roles: ['officer'],
    idempotent: true,
    body: z.object({ bookId: idSchema('bok').optional(), bankAccount, ...clock }),
    status: 201,
    reply: book,
    refusals: ['id_taken'],
  }),
  listBooks: route({
    method: 'GET',
    path: '/v1/books',
    summary: 'Books',
    roles: ['officer', 'regulator', 'clock'],
    status: 200,
    reply: z.object({ items: z.array(book) }),
  }),
  enrolMerchant: route({
    method: 'POST',
    path: '/v1/merchants',
    summary: 'Enrol a merchant',
    roles: ['officer'],
    idempotent: true,
    body: z.object({
      merchantId: idSchema('mer').optional(),
      bookId: idSchema('bok'),
      name: label(80),
      industry,
      district: label(40),
      bankAccount,
      /** ONBOARDING while its papers are not complete: it sells nothing until it is activated. */
      status: z.enum(['ONBOARDING', 'ACTIVE']).optional(),
      ...clock,
    }),
    status: 201,
    reply: merchant,
    refusals: ['unknown_book', 'id_taken'],
  }),
  listMerchants: route({
    method: 'GET',
    path: '/v1/merchants',
    summary: 'Merchants that the caller may see',
    roles: everybody,
    status: 200,
    reply: z.object({ items: z.array(merchant) }),
  }),
  merchantSummary: route({
    method: 'GET',
    path: '/v1/merchants/:merchantId/summary',
    summary: "A merchant's money: held, awaiting, payable, on the way, paid",
    roles: ['officer', 'merchant'],
    params: z.object({ merchantId: idSchema('mer') }),
    status: 200,
    refusals: ['unknown_merchant', 'not_yours'],
    reply: z.object({
      merchantId: idSchema('mer'),
      contracts: z.int(),
      heldFen: amountFen,
      awaitingFen: amountFen,
      /** Earned in all, and not taken back. */
      earnedFen: amountFen,
      payableFen: amountFen,
      /** Of what is payable: may still be disputed. */
      inWindowFen: amountFen,
      /** Frozen by open disputes. */
      disputedFen: amountFen,
      reserveFen: amountFen,
      /** Owed by the merchant: its next earnings are netted off. */
      receivableFen: amountFen,
      /** The first day (Shanghai) on which a payout run pays it. */
      nextPayoutOn: day,
      inTransitFen: amountFen,
      paidFen: amountFen,
    }),
  }),
  signContract: route({
    method: 'POST',
    path: '/v1/contracts',
    summary: "Sign a contract on a snapshot of the product's terms",
    roles: ['merchant', 'consumer'],
    idempotent: true,
    body: z.object({
      contractId: idSchema('ctr').optional(),
      lotId: idSchema('lot').optional(),
      productId: idSchema('prd'),
      consumerId: idSchema('con'),
      consumerName: label(40),
      ...clock,
    }),
    status: 201,
    reply: contract,
    refusals: [
      'unknown_product',
      'not_yours',
      'merchant_not_selling',
      'id_taken',
      'product_withdrawn',
      'cap_amount_exceeded',
      'cap_sessions_exceeded',
      'cap_term_exceeded',
      'cap_total_exceeded',
    ],
  }),
  listContracts: route({
    method: 'GET',
    path: '/v1/contracts',
    summary: 'Contracts that the caller may see, newest first',
    roles: everybody,
    cursor: ['id'],
    query: page.extend({
      status: shownStatus.optional(),
      search: wordsUpTo(40).optional(),
    }),
    status: 200,
    reply: pageOf(contract),
  }),
  getContract: route({
    method: 'GET',
    path: '/v1/contracts/:contractId',
    summary: 'One contract',
    roles: everybody,
    params: contractParams,
    status: 200,
    reply: contract,
    refusals: ['unknown_contract', 'not_yours'],
  }),
} as const
