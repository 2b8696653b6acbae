// Interest that the bank posted: it follows the principal that earned it (Art 16, F17).
import { refuse } from '@ticun/protocol'
import { shareInterest, shanghaiDate } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import type { World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { proposalFor } from './proposals.ts'

/**
 * Shares posted interest over the lots by what each held at the end of each day of the period,
 * largest remainder: one officer proposes the period, and sees the shares; another one says the
 * same, and they are booked. Refused: unknown_change, same_person, unknown_interest (none of that
 * id is left), period_not_over, nobody_held.
 */
export function allocateInterest(
  world: World,
  command: Extract<Command, { verb: 'allocate-interest' }>,
  speak: Speak,
): Decision {
  const { interestId, period, now, actor } = command
  const { from, to } = period
  const posted = world.interest.get(interestId)
  if (!posted || posted.leftFen === 0n) return refuse('unknown_interest', interestId)
  if (from > to || to >= shanghaiDate(now)) return refuse('period_not_over', `${from} – ${to}`)
  const owners = posted.owners.map(({ lotId, fenDays }) => ({ id: lotId, fenDays }))
  const shares = shareInterest(posted.leftFen, owners)
  if (shares.length === 0) return refuse('nobody_held', `${from} – ${to}`)
  const isProposal = command.step === 'PROPOSE'
  const proposal = isProposal ? undefined : proposalFor(world, interestId, period, actor)
  if (proposal && 'refused' in proposal) return proposal
  const weights = new Map(owners.map((owner) => [owner.id, owner.fenDays]))
  const items = shares.map(({ id: lotId, amountFen }) => ({
    contractId: world.lots.get(lotId)!.contractId,
    lotId,
    amountFen: amountFen.toString(),
    fenDays: weights.get(lotId)!.toString(),
  }))
  const answer = () => () => ({ interestId, items, isAllocated: !isProposal })
  if (!proposal) {
    return {
      facts: [speak('interest.allocation_proposed', interestId, { interestId, from, to })],
      answer,
    }
  }
  const facts = items.map((item) => {
    const { merchantId } = world.lots.get(item.lotId)!
    const said = { interestId, merchantId, from, to, proposedBy: proposal.by }
    return speak('interest.allocated', item.lotId, { ...item, ...said })
  })
  return { facts, answer }
}
