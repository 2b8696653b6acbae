// The lot that a party asks something of.
import { refuse, type Actor, type EscrowFact, type Refusal } from '@ticun/protocol'
import type { Lot } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import type { Accepted } from '../decision.ts'
import { viewLot } from '../lot-view.ts'
import { mayClaim } from '../ownership.ts'

type Asked = { contractId: string; lotId: string; actor: Actor; now: string }

/** Refused: unknown_contract, not_yours, unknown_lot. */
export function ownLot(world: World, asked: Asked): Lot | Refusal {
  const { contractId, lotId } = asked
  const contract = world.contracts.get(contractId)
  if (!contract) return refuse('unknown_contract', contractId)
  if (!mayClaim(world, asked, contract)) return refuse('not_yours')
  const lot = world.lots.get(lotId)
  if (lot?.contractId !== contractId) return refuse('unknown_lot', lotId)
  return lot
}

/** What every fact about a lot says of it. */
export function lotRef({ contractId, lotId, merchantId }: Lot) {
  return { contractId, lotId, merchantId }
}

/** The lot as it is after the fact. */
export function acceptLot(world: World, lotId: string, fact: EscrowFact): Accepted {
  return {
    facts: [fact],
    answer: () => {
      const view = viewLot(world.lots.get(lotId)!)
      return () => view
    },
  }
}
