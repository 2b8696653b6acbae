// Facts of suspense and of payouts.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { bankAccount, label, positiveFen } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { merchantId, payoutId } from './ids.ts'

export const moneyFacts = [
  fact(
    'suspense.credited',
    z.object({ suspenseId: idSchema('sus'), amountFen: positiveFen, reason: label(60) }),
  ),
  fact(
    'payout.due',
    z.object({ payoutId, runId: idSchema('run'), merchantId, amountFen: positiveFen, bankAccount }),
  ),
  fact('payout.paid', z.object({ payoutId, merchantId, amountFen: positiveFen })),
  fact(
    'payout.bounced',
    z.object({ payoutId, merchantId, amountFen: positiveFen, reason: label(200) }),
  ),
] as const
