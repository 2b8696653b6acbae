// A merchant's reserve: what is no longer needed of it is payable again, when two officers say so.
import { refuse, type EscrowFact, type Refusal } from '@ticun/protocol'
import { releasableFen } from '@ticun/rules'
import type { Command } from '../../command/command.ts'
import { moneyOf, type World } from '../../world/world.ts'
import type { Accepted, Decision, Speak } from '../decision.ts'
import { policyValue } from '../policy-of.ts'
import { viewMerchant } from './view.ts'

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>

/** Whether so much (fen) of the reserve is free now. Refused: reserve_needed, with what is free. */
function neededBy(
  world: World,
  merchantId: string,
  amountFen: bigint,
  now: string,
): Refusal | undefined {
  const floorBasisPoints = policyValue(world, 'reserve_floor_basis_points', merchantId, now)
  const { reserveFen, receivableFen } = moneyOf(world, merchantId)
  const answersFor = world.answersFor.get(merchantId)!
  const freeFen = releasableFen({ reserveFen, receivableFen, ...answersFor, floorBasisPoints })
  return amountFen > freeFen ? refuse('reserve_needed', freeFen.toString()) : undefined
}

/**
 * Proposes to release a part of a merchant's reserve; a newer proposal replaces the one that waits.
 * Refused: unknown_merchant, reserve_needed.
 */
export function releaseReserve(
  world: World,
  command: Of<'release-reserve'>,
  speak: Speak,
): Decision {
  const { merchantId, releaseId, amountFen, reason, now } = command
  if (!world.merchants.has(merchantId)) return refuse('unknown_merchant', merchantId)
  const needed = neededBy(world, merchantId, BigInt(amountFen), now)
  if (needed) return needed
  const data = { merchantId, releaseId, amountFen, reason }
  return accept(world, merchantId, speak('reserve.release_requested', merchantId, data))
}

/**
 * Approves the release that waits: reserve → payable (2008 → 2003), paid with the next run. What is
 * needed is judged again. Refused: unknown_merchant, unknown_release, same_person, reserve_needed.
 */
export function approveRelease(
  world: World,
  command: Of<'approve-release'>,
  speak: Speak,
): Decision {
  const { merchantId, releaseId, actor, now } = command
  const merchant = world.merchants.get(merchantId)
  if (!merchant) return refuse('unknown_merchant', merchantId)
  const { pendingRelease: pending } = merchant
  if (pending?.releaseId !== releaseId) return refuse('unknown_release', releaseId)
  const { requestedBy, amountFen } = pending
  if (requestedBy === actor.id) return refuse('same_person', 'somebody else has to approve')
  const needed = neededBy(world, merchantId, amountFen, now)
  if (needed) return needed
  const data = { merchantId, releaseId, amountFen: amountFen.toString(), requestedBy }
  return accept(world, merchantId, speak('reserve.released', merchantId, data))
}

function accept(world: World, merchantId: string, fact: EscrowFact): Accepted {
  return {
    facts: [fact],
    answer: () => {
      const merchant = viewMerchant(world.merchants.get(merchantId)!, world.bookId)
      return (receipts) => {
        const receipt = receipts.get(fact.id)
        return { merchant, ...(receipt ? { receipt } : {}) }
      }
    },
  }
}
