// Holds: taken from the notary, and asked by every verb that would move what is held.
import { minFen, type Fen } from '@ticun/money'
import { refuse, type MerchantState, type Refusal } from '@ticun/protocol'
import { MERCHANT_ALLOWS } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import type { Hold } from '../world/nouns.ts'
import type { World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'

/**
 * Takes a freeze as the notary tells it. One that is known, or ended before it was known, changes
 * nothing: facts may come twice. Never refused, or an order would not be obeyed.
 */
export function takeFreeze(
  world: World,
  command: Extract<Command, { verb: 'take-freeze' }>,
  speak: Speak,
): Decision {
  const { freezeId: holdId, scope, subjectId, state, ...freeze } = command.fact.data
  const known = world.holds.get(holdId)
  const answer = () => () => ({})
  const hold = { holdId, scope, subjectId }
  if (state === 'PLACED') {
    if (known) return { facts: [], answer }
    const amount = 'amountFen' in freeze ? { amountFen: freeze.amountFen } : {}
    return { facts: [speak('hold.placed', holdId, { ...hold, ...amount })], answer }
  }
  if (!known || known.liftedAt !== undefined) return { facts: [], answer }
  return { facts: [speak('hold.lifted', holdId, { ...hold, by: state })], answer }
}

/** The holds in force of these scopes on any of these subjects. */
export function holdsOn(
  world: World,
  scopes: readonly Hold['scope'][],
  subjectIds: readonly string[],
): Hold[] {
  if (world.holds.size === 0) return []
  return [...world.holds.values()].filter(
    (hold) =>
      hold.liftedAt === undefined &&
      scopes.includes(hold.scope) &&
      subjectIds.includes(hold.subjectId),
  )
}

/** Nothing of a held lot, or of a held consumer, moves: `on_hold`, with the ids of the holds. */
export function lotRefusal(
  world: World,
  { lotId, consumerId }: { lotId: string; consumerId: string },
): Refusal | undefined {
  const holds = holdsOn(world, ['LOT', 'CONSUMER'], [lotId, consumerId])
  if (holds.length === 0) return undefined
  return refuse('on_hold', holds.map(({ holdId }) => holdId).join(', '))
}

/**
 * Whether time alone may release what is held of a lot: never while it, its consumer or its
 * merchant is held (`on_hold`), or while the merchant's state does not allow it.
 */
export function timeRefusal(
  world: World,
  { lotId, consumerId, merchantId }: { lotId: string; consumerId: string; merchantId: string },
): Refusal | undefined {
  const subjects = [lotId, consumerId, merchantId]
  const holds = holdsOn(world, ['LOT', 'CONSUMER', 'MERCHANT'], subjects)
  if (holds.length > 0) return refuse('on_hold', holds.map(({ holdId }) => holdId).join(', '))
  const { status } = world.merchants.get(merchantId)!
  return MERCHANT_ALLOWS[status].deemed ? undefined : refuse('merchant_not_serving', status)
}

/** `status`: of the merchant, when it is what keeps all of it back. */
export type HeldBack = { amountFen: Fen; holdIds: string[]; status?: MerchantState }

/**
 * What is kept back of a merchant's payable, in fen: all of it, because of a hold on the merchant
 * or of its state; or the amounts that are held together, as far as there is so much. Undefined
 * when nothing is kept back.
 */
export function heldBack(world: World, merchantId: string, payableFen: Fen): HeldBack | undefined {
  const holds = holdsOn(world, ['MERCHANT', 'AMOUNT'], [merchantId])
  const { status } = world.merchants.get(merchantId)!
  const stopped = !MERCHANT_ALLOWS[status].payout
  if (holds.length === 0 && !stopped) return undefined
  const all = stopped || holds.some(({ scope }) => scope === 'MERCHANT')
  const sumFen = holds.reduce((sum, { amountFen = 0n }) => sum + amountFen, 0n)
  const amountFen = all ? payableFen : minFen(sumFen, payableFen)
  const holdIds = holds.map(({ holdId }) => holdId)
  return { amountFen, holdIds, ...(stopped ? { status } : {}) }
}
