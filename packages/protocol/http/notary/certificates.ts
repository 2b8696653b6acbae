// HTTP contract of certificates of balance: issued to officers of any account and to parties of
// their own, shown to anybody by their code.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { instant, sequence, signedFen } from '../../parts.ts'
import { accountName } from '../escrow/views.ts'
import { route } from '../route.ts'

const certificateId = idSchema('crt')

/** What a certificate says; signed in `note`, proven by the entry and its `.tlog-proof`. */
export const certificateFile = z.object({
  format: z.literal('ticun.certificate/1'),
  note: z.string(),
  entry: z.string(),
  proof: z.string(),
})

export const certificateRoutes = {
  issueCertificate: route({
    method: 'POST',
    path: '/v1/certificates',
    summary: 'Certify what an account holds, from the signed log',
    roles: ['officer', 'merchant', 'consumer'],
    idempotent: true,
    body: z.object({
      /** One account, like 2001/lot_… or 2003/mer_…. */
      account: accountName,
      /** Which book; without it the first one that the notary met. */
      bookId: idSchema('bok').optional(),
      /** Of a lot, for a consumer: the contract that it belongs to. */
      contractId: idSchema('ctr').optional(),
    }),
    status: 201,
    reply: z.object({
      code: certificateId,
      account: z.string(),
      /** Debit positive, credit negative, as on the entry's line. */
      balanceFen: signedFen,
      /** The last entry of the account among the first `through` of the book. */
      sequence,
      through: sequence,
      issuedAt: instant,
    }),
    refusals: ['not_yours', 'unknown_book', 'unknown_account'],
  }),
  getCertificate: route({
    method: 'GET',
    path: '/v1/certificates/:code',
    summary: 'The certificate of this code, to be verified offline',
    roles: 'anyone',
    params: z.object({ code: certificateId }),
    status: 200,
    reply: certificateFile,
    refusals: ['unknown_certificate'],
  }),
} as const
