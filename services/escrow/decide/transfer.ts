// Transfer (F9): what is left of a contract's lots becomes another consumer's, by notice alone.
import { sumFen } from '@ticun/money'
import { isRefusal, refuse, type EscrowFact, type LotTerms, type Refusal } from '@ticun/protocol'
import { lotSchedule, slotFen } from '@ticun/rules'
import type { Command, LotWish } from '../command/command.ts'
import type { Contract, Lot } from '../world/nouns.ts'
import { lotsOf, type World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { freeReferences } from './names.ts'
import { isHolder } from './ownership.ts'
import { uncoveredBy } from './refunds/approve.ts'
import { termsSha256 } from './sign.ts'
import { depositsBehind, movableOf, type Movable } from './upgrade.ts'

type Transfer = Extract<Command, { verb: 'transfer-contract' }>

/**
 * Gives the chosen lots, or some free sessions of them, to another consumer: same prices, same
 * validity, same list price; what was used stays history of the old contract, and nobody gets a new
 * cooling-off. The merchant is told, not asked (法释〔2025〕4号 art 11). A guardian transfers for a
 * minor. Refused: unknown_contract, not_yours, transfer_to_self, id_taken, refund_open,
 * dispute_open, unknown_lot, as `movableOf`, refund_not_covered, transfer_whole_only,
 * no_free_slot.
 */
export function transferContract(world: World, command: Transfer, speak: Speak): Decision {
  const contract = world.contracts.get(command.contractId)
  if (!contract) return refuse('unknown_contract', command.contractId)
  if (!isHolder(world, command, contract)) return refuse('not_yours')
  if (command.toConsumerId === contract.consumerId) return refuse('transfer_to_self')
  const blocked = blockedBy(lotsOf(world, contract.contractId))
  if (blocked) return blocked
  const references = freeReferences(world, command.references)
  if (references.length < command.lots.length) return refuse('id_taken', 'reference')
  const heirs = heirFacts(world, contract, command, references[0]!, speak)
  if ('refused' in heirs) return heirs
  const moves: EscrowFact[] = []
  for (const wish of command.lots) {
    const moved = moveLot(world, contract, command, { ...wish, reference: references[0]! }, speak)
    if ('refused' in moved) return moved
    if (moved.length > 0) references.shift()
    moves.push(...moved)
  }
  if (moves.length === 0) return refuse('nothing_to_move', contract.contractId)
  const { contractId, toContractId } = command
  return { facts: [...heirs, ...moves], answer: () => () => ({ contractId, toContractId }) }
}

/** What is disputed or asked back has to be settled first, on whatever lot of the contract. */
export function blockedBy(lots: readonly Lot[]): Refusal | undefined {
  const asked = lots.find(({ status }) => status === 'REFUNDING')
  if (asked) return refuse('refund_open', asked.lotId)
  const isDisputed = (lot: Lot) => lot.slotStates.includes('D') || lot.figures.faceDisputedFen > 0n
  const disputed = lots.find(isDisputed)
  return disputed && refuse('dispute_open', disputed.lotId)
}

/**
 * The contract that takes the lots up: one that she has with the merchant, or a new one, which has
 * the reference of the first of them.
 */
function heirFacts(
  world: World,
  contract: Contract,
  command: Transfer,
  reference: string,
  speak: Speak,
): EscrowFact[] | Refusal {
  const { toConsumerId, toContractId, isNewContract } = command
  const { merchantId } = contract
  const heir = world.contracts.get(toContractId)
  if (isNewContract) {
    if (heir) return refuse('id_taken', toContractId)
    const continued = {
      contractId: toContractId,
      fromContractId: contract.contractId,
      merchantId,
      consumerId: toConsumerId,
      reference,
    }
    return [speak('contract.transferred', toContractId, continued)]
  }
  if (!heir) return refuse('unknown_contract', toContractId)
  const isHers = heir.consumerId === toConsumerId && heir.merchantId === merchantId
  return isHers ? [] : refuse('not_yours')
}

function moveLot(
  world: World,
  contract: Contract,
  command: Transfer,
  wish: LotWish & { reference: string },
  speak: Speak,
): EscrowFact[] | Refusal {
  const lot = world.lots.get(wish.fromLotId)
  if (lot?.contractId !== contract.contractId) return refuse('unknown_lot', wish.fromLotId)
  if (world.lots.has(wish.lotId)) return refuse('id_taken', wish.lotId)
  const whole = movableOf(world, lot, command.now)
  if (isRefusal(whole)) {
    // Of everything that is left, what has nothing left is left out.
    const isEmpty = ['nothing_to_move', 'lot_closed', 'lot_not_funded'].includes(whole.refused)
    return command.everything && isEmpty ? [] : whole
  }
  const movable = someOf(lot, whole, wish.slots)
  if (isRefusal(movable)) return movable
  const bar = uncoveredBy(lot, movable.amountFen)
  if (bar) return bar
  const { lotId, reference } = wish
  const { toContractId: contractId, toConsumerId: consumerId } = command
  const { merchantId, productId, productVersion } = lot
  const terms = termsOf(lot, movable)
  const ids = { contractId, merchantId, consumerId, lotId }
  const added = speak('lot.added', lotId, {
    ...ids,
    productId,
    productVersion,
    terms,
    reference,
    termsSha256: termsSha256(terms),
    origin: 'TRANSFER',
    fromLotId: lot.lotId,
    expectedFen: '0',
  })
  const transferred = speak('lot.transferred', lotId, {
    ...ids,
    fromContractId: contract.contractId,
    fromLotId: lot.lotId,
    amountFen: movable.amountFen.toString(),
    slots: movable.slots,
    faceFen: movable.faceFen.toString(),
    deposits: depositsBehind(lot, movable.amountFen),
  })
  return [added, transferred]
}

/** All of it, or the last `count` free sessions: who gives goes on with the first ones. */
function someOf(lot: Lot, whole: Movable, count: number | undefined): Movable | Refusal {
  if (count === undefined) return whole
  const { kind } = lot.terms
  if (kind === 'TERM_CARD' || kind === 'STORED_VALUE') return refuse('transfer_whole_only', kind)
  if (count > whole.slots.length) return refuse('no_free_slot', String(whole.slots.length))
  const slots = whole.slots.slice(-count)
  const amountFen = sumFen(slots.map((slot) => slotFen(lotSchedule(lot), slot)))
  return { amountFen, slots, faceFen: 0n }
}

/**
 * Terms stay the same. Of stored value the pool is what is left of it, paid and gifted, so that its
 * next fen costs what it cost before.
 */
function termsOf(lot: Lot, { amountFen, faceFen }: Movable): LotTerms {
  if (lot.terms.kind !== 'STORED_VALUE') return lot.terms
  const { bonusFen: _, ...terms } = lot.terms
  const bonusFen = faceFen - amountFen
  const paid = { ...terms, priceFen: amountFen.toString() }
  return bonusFen > 0n ? { ...paid, bonusFen: bonusFen.toString() } : paid
}
