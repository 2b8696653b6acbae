// Facts of a merchant's reserve: what is no longer needed of it is payable again.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { label, positiveFen } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { merchantId } from './ids.ts'

export const releaseId = idSchema('rel')

const release = { merchantId, releaseId, amountFen: positiveFen }

export const reserveFacts = [
  /** An officer proposes it; another one has to approve. A newer proposal replaces it. */
  fact('reserve.release_requested', z.object({ ...release, reason: label(200) })),
  fact('reserve.released', z.object({ ...release, requestedBy: z.string().max(64) })),
] as const
