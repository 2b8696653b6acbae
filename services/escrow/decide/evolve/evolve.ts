// How a fact changes the world; pure bookkeeping of state, no judgement.
import type { EscrowFact } from '@ticun/protocol'
import { naturalBalance, posting, type Draft } from '@ticun/rules'
import type { World } from '../../world/world.ts'
import type { ChangeTable } from './change.ts'
import { chargebackChanges } from './chargebacks.ts'
import { guardianshipChanges } from './guardianships.ts'
import { holdChanges } from './holds.ts'
import { lotMoveChanges } from './lot-moves.ts'
import { lotChanges } from './lots.ts'
import { massRefundChanges } from './mass-refunds.ts'
import { merchantChanges } from './merchants.ts'
import { moneyChanges } from './money.ts'
import { offerChanges } from './offers.ts'
import { partyChanges } from './parties.ts'
import { policyChanges } from './policies.ts'
import { refundChanges } from './refunds.ts'
import { sessionChanges } from './sessions.ts'
import { timeChanges } from './time.ts'

const table: ChangeTable = {
  ...partyChanges,
  ...lotChanges,
  ...lotMoveChanges,
  ...sessionChanges,
  ...refundChanges,
  ...chargebackChanges,
  ...moneyChanges,
  ...policyChanges,
  ...timeChanges,
  ...holdChanges,
  ...offerChanges,
  ...guardianshipChanges,
  ...merchantChanges,
  ...massRefundChanges,
}

/**
 * Applies a fact that a decision gave; the world then looks as if it was always so. Gives the entry
 * that it causes, if any.
 */
export function evolve(world: World, fact: EscrowFact): Draft | undefined {
  const change = table[fact.type] as (world: World, fact: EscrowFact) => void
  world.applying = fact.type
  change(world, fact)
  const draft = posting(fact)
  if (draft) trackBalances(world, draft)
  return draft
}

const CODE_LENGTH = 4
const MERCHANT_CODES: readonly string[] = ['2003', '2008', '1101']

/** Keeps merchants' balances in step with the posting table, for the next command of the batch. */
function trackBalances({ balances }: World, { lines }: Draft): void {
  for (const { account, amount } of lines) {
    if (!MERCHANT_CODES.includes(account.slice(0, CODE_LENGTH))) continue
    balances.set(account, (balances.get(account) ?? 0n) + naturalBalance(account, amount))
  }
}
