// Facts of books, merchants, products.
import { z } from 'zod'
import { bankAccount, currency, label } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { industry } from '../policy.ts'
import { lotTerms } from '../terms.ts'
import { merchantId, productId } from './ids.ts'

export const partyFacts = [
  fact('book.opened', z.object({ currency, bankAccount })),
  fact(
    'merchant.enrolled',
    z.object({
      merchantId,
      name: label(80),
      district: label(40),
      industry,
      bankAccount,
      /** ACTIVE unless it says that its papers are not complete yet. */
      status: z.enum(['ONBOARDING', 'ACTIVE']).optional(),
    }),
  ),
  fact(
    'product.listed',
    z.object({
      productId,
      merchantId,
      name: label(80),
      terms: lotTerms,
      /** Counts the listings of one product; a contract keeps the version that it was signed on. */
      version: z.int().min(1).default(1),
    }),
  ),
  /** Sold no more; the lots that were sold stay. */
  fact('product.withdrawn', z.object({ productId, merchantId, reason: label(200) })),
] as const
