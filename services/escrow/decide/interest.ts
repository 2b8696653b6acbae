// Interest that the bank posted: it follows the principal that earned it (Art 16, F17).
import { refuse } from '@ticun/protocol'
import { shareInterest, shanghaiDate } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import type { World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'

/**
 * Shares posted interest over the lots by what each held at the end of each day of the period,
 * largest remainder. Refused: unknown_interest (none of that id is left), period_not_over,
 * nobody_held.
 */
export function allocateInterest(
  world: World,
  command: Extract<Command, { verb: 'allocate-interest' }>,
  speak: Speak,
): Decision {
  const { interestId, period, now } = command
  const { from, to } = period
  const posted = world.interest.get(interestId)
  if (!posted || posted.leftFen === 0n) return refuse('unknown_interest', interestId)
  if (from > to || to >= shanghaiDate(now)) return refuse('period_not_over', `${from} – ${to}`)
  const owners = posted.owners.map(({ lotId, fenDays }) => ({ id: lotId, fenDays }))
  const shares = shareInterest(posted.leftFen, owners)
  if (shares.length === 0) return refuse('nobody_held', `${from} – ${to}`)
  const weights = new Map(owners.map((owner) => [owner.id, owner.fenDays]))
  const facts = shares.map(({ id: lotId, amountFen }) => {
    const { contractId, merchantId } = world.lots.get(lotId)!
    return speak('interest.allocated', lotId, {
      interestId,
      contractId,
      lotId,
      merchantId,
      amountFen: amountFen.toString(),
      fenDays: weights.get(lotId)!.toString(),
      from,
      to,
    })
  })
  const items = facts.map(({ data: { contractId, lotId, amountFen, fenDays } }) => {
    return { contractId, lotId, amountFen, fenDays }
  })
  return { facts, answer: () => () => ({ interestId, items }) }
}
