// How facts of suspense and of payouts change the world.
import type { Payout } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import { nothing, put, type ChangeTable } from './change.ts'

function changePayout(world: World, payoutId: string, status: Payout['status']): void {
  put(world, 'payouts', payoutId, { ...world.payouts.get(payoutId)!, status })
}

export const moneyChanges = {
  'suspense.credited': nothing,
  'payout.due': (world, fact) => {
    const { bankAccount: _, amountFen, ...due } = fact.data
    const amount = { amountFen: BigInt(amountFen), status: 'DUE', dueAt: fact.occurredAt } as const
    put(world, 'payouts', due.payoutId, { ...due, ...amount })
  },
  'payout.paid': (world, fact) => changePayout(world, fact.data.payoutId, 'PAID'),
  'payout.bounced': (world, fact) => changePayout(world, fact.data.payoutId, 'BOUNCED'),
} satisfies Partial<ChangeTable>
