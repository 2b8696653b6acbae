// How facts of holds change the world.
import { put, type ChangeTable } from './change.ts'

export const holdChanges = {
  'hold.placed': (world, { data: { amountFen, ...data }, occurredAt }) =>
    put(world, 'holds', data.holdId, {
      ...data,
      amountFen: amountFen === undefined ? undefined : BigInt(amountFen),
      placedAt: occurredAt,
      liftedAt: undefined,
    }),
  'hold.lifted': (world, { data: { holdId }, occurredAt }) =>
    put(world, 'holds', holdId, { ...world.holds.get(holdId)!, liftedAt: occurredAt }),
} satisfies Partial<ChangeTable>
