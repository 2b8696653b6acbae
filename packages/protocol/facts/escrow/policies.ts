// Facts of policies: what an officer proposes holds only once another one has approved it.
import { z } from 'zod'
import { idSchema } from '../../ids.ts'
import { label } from '../../parts.ts'
import { fact } from '../envelope.ts'
import { policyDraft } from '../policy.ts'

const policyId = idSchema('pol')

export const policyFacts = [
  fact('policy.proposed', z.object({ policyId, policy: policyDraft })),
  /** In force from its own first day; the actor approved it, `setBy` proposed it. */
  fact('policy.set', z.object({ policyId, policy: policyDraft, setBy: z.string().max(64) })),
  fact('policy.rejected', z.object({ policyId, reason: label(200) })),
] as const
