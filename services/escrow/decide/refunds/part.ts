// Sessions that nobody confirmed do not stand in the way of a refund: they are parted off first.
import type { EscrowFact } from '@ticun/protocol'
import { spendFen, withSlot } from '@ticun/rules'
import type { Lot, Session } from '../../world/nouns.ts'
import { sessionsOf, type World } from '../../world/world.ts'
import type { Speak } from '../decision.ts'
import { refForFact } from '../sessions.ts'

/** What is said of each on her behalf; the merchant answers it, and an officer decides. */
const REASON = '退款时未确认 / not confirmed when a refund was asked for'

/**
 * Puts every unconfirmed session of a lot into dispute (2002), as if she had objected to each:
 * upheld it is the merchant's, else what it took is hers again. The lot is given back as it is
 * then, so that the rest can be quoted and go at once.
 */
export function partUnconfirmed(
  world: World,
  lot: Lot,
  speak: Speak,
): { facts: EscrowFact[]; lot: Lot } {
  const waiting = sessionsOf(world, lot.contractId)
    .filter(({ lotId, status }) => lotId === lot.lotId && status === 'SUBMITTED')
    .toSorted((a, b) => (a.sessionId < b.sessionId ? -1 : 1))
  const facts: EscrowFact[] = []
  let rest = lot
  for (const session of waiting) {
    const { sessionId, faceFen } = session
    // Of stored value each is priced after those before it, so that all are what one spend is.
    const fen = faceFen === undefined ? session.amountFen : spendFen(rest, faceFen)
    const said = { amountFen: fen.toString(), reason: REASON }
    facts.push(speak('session.disputed', sessionId, { ...refForFact(session), ...said }))
    rest = without(rest, session, fen)
  }
  return { facts, lot: rest }
}

function without(lot: Lot, { slot, faceFen = 0n }: Session, fen: bigint): Lot {
  if (slot !== undefined) return { ...lot, slotStates: withSlot(lot.slotStates, slot, 'D') }
  const { figures } = lot
  return {
    ...lot,
    figures: {
      ...figures,
      faceWaitingFen: figures.faceWaitingFen - faceFen,
      faceDisputedFen: figures.faceDisputedFen + faceFen,
      disputedFen: figures.disputedFen + fen,
    },
  }
}
