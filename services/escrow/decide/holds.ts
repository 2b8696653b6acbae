// Holds: taken from the notary, and asked by every verb that would move what is held.
import { minFen, type Fen } from '@ticun/money'
import { refuse, type Refusal } from '@ticun/protocol'
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

/** Whether silence may confirm a session: never while its lot, consumer or merchant is held. */
export function mayDeem(
  world: World,
  { lotId, consumerId, merchantId }: { lotId: string; consumerId: string; merchantId: string },
): boolean {
  const subjects = [lotId, consumerId, merchantId]
  return holdsOn(world, ['LOT', 'CONSUMER', 'MERCHANT'], subjects).length === 0
}

export type HeldBack = { amountFen: Fen; holdIds: string[] }

/**
 * What holds keep back of a merchant's payable, in fen: all of it, or the amounts that are held
 * together, as far as there is so much. Undefined when nothing is kept back.
 */
export function heldBack(world: World, merchantId: string, payableFen: Fen): HeldBack | undefined {
  const holds = holdsOn(world, ['MERCHANT', 'AMOUNT'], [merchantId])
  if (holds.length === 0) return undefined
  const all = holds.some(({ scope }) => scope === 'MERCHANT')
  const sumFen = holds.reduce((sum, { amountFen = 0n }) => sum + amountFen, 0n)
  const amountFen = all ? payableFen : minFen(sumFen, payableFen)
  return { amountFen, holdIds: holds.map(({ holdId }) => holdId) }
}
