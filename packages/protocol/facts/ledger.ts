// Facts that the ledger speaks on `ledger.entries.v1`.
import { z } from 'zod'
import { entryId, idSchema } from '../ids.ts'
import { currency, instant, sequence, sha256Hex, signedFen } from '../parts.ts'
import { fact } from './envelope.ts'

/** One line: signed fen (debit +, credit −) and the account's balance and own sequence after it. */
export const lineData = z.object({
  account: z.string().max(80),
  amount: signedFen,
  balance: signedFen,
  sequence,
})

/** An entry as it travels: the fields of its canonical bytes, and its place in the chain. */
export const entryData = z.object({
  bookId: idSchema('bok'),
  causeId: z.string().max(64),
  contractId: idSchema('ctr').optional(),
  currency,
  entryId,
  kind: z.string().max(40),
  lines: z.array(lineData).min(2),
  merchantId: idSchema('mer').optional(),
  occurredAt: instant,
  recordedAt: instant,
  sequence,
  hash: sha256Hex,
})

export type EntryData = z.infer<typeof entryData>

export const ledgerFacts = [fact('entry.posted', entryData)] as const

export const ledgerFact = z.discriminatedUnion('type', ledgerFacts)

export type LedgerFact = z.infer<typeof ledgerFact>
