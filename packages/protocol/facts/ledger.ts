// Facts that the ledger speaks on `ledger.entries.v1`.
import { z } from 'zod'
import { entryId, factId, idSchema } from '../ids.ts'
import { currency, sequence, sha256Hex, signedFen } from '../parts.ts'
import { fact } from './envelope.ts'

/** One line: signed fen (debit +, credit −) and the account's balance and own sequence after it. */
export const lineData = z.object({
  account: z.string().max(80),
  amount: signedFen,
  balance: signedFen,
  sequence,
})

/**
 * What an entry's canonical bytes hold beside the envelope, and its place in the chain. Nothing is
 * said twice, so nothing can contradict itself.
 */
export const entryData = z.object({
  contractId: idSchema('ctr').optional(),
  currency,
  kind: z.string().max(40),
  lines: z.array(lineData).min(2),
  merchantId: idSchema('mer').optional(),
  hash: sha256Hex,
})

export type EntryData = z.infer<typeof entryData>

/**
 * An entry as it travels: named after the fact that caused it (`id`, `causationId`), about itself
 * (`subject`), at its place in the book (`bookSequence`).
 */
const entryPosted = fact('entry.posted', entryData).extend({
  subject: entryId,
  causationId: factId,
  bookSequence: sequence,
})

export const ledgerFacts = [entryPosted] as const

export const ledgerFact = z.discriminatedUnion('type', ledgerFacts)

export type LedgerFact = z.infer<typeof ledgerFact>
