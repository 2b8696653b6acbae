// How a fact changes the world; pure bookkeeping of state, no judgement.
import type { EscrowFact } from '@ticun/protocol'
import { posting } from '@ticun/rules'
import type { World } from '../../world/world.ts'
import type { ChangeTable } from './change.ts'
import { holdChanges } from './holds.ts'
import { lotChanges } from './lots.ts'
import { moneyChanges } from './money.ts'
import { partyChanges } from './parties.ts'
import { policyChanges } from './policies.ts'
import { refundChanges } from './refunds.ts'
import { sessionChanges } from './sessions.ts'
import { timeChanges } from './time.ts'

const table: ChangeTable = {
  ...partyChanges,
  ...lotChanges,
  ...sessionChanges,
  ...refundChanges,
  ...moneyChanges,
  ...policyChanges,
  ...timeChanges,
  ...holdChanges,
}

/** Applies a fact that a decision gave; the world then looks as if it was always so. */
export function evolve(world: World, fact: EscrowFact): void {
  const change = table[fact.type] as (world: World, fact: EscrowFact) => void
  world.applying = fact.type
  change(world, fact)
  trackPayable(world, fact)
}

/** Keeps what is payable in step with the posting table, for a payout run in the same batch. */
function trackPayable(world: World, fact: EscrowFact): void {
  for (const line of posting(fact)?.lines ?? []) {
    if (!line.account.startsWith('2003/')) continue
    const merchantId = line.account.slice('2003/'.length)
    world.payable.set(merchantId, (world.payable.get(merchantId) ?? 0n) - line.amount)
  }
}
