// Transfer (F9): what is left of a contract's lots becomes another consumer's, once she accepts it.
import { sumFen } from '@ticun/money'
import {
  isRefusal,
  refuse,
  type EscrowFact,
  type GivenLot,
  type LotTerms,
  type Refusal,
} from '@ticun/protocol'
import { lotSchedule, slotFen } from '@ticun/rules'
import type { Command } from '../command/command.ts'
import type { Contract, Lot } from '../world/nouns.ts'
import type { Offer, TransferWish } from '../world/offer.ts'
import { lotsOf, type World } from '../world/world.ts'
import type { Decision, Speak } from './decision.ts'
import { freeReferences } from './names.ts'
import { lapseOf } from './offer-term.ts'
import { isHolder } from './ownership.ts'
import { uncoveredBy } from './refunds/approve.ts'
import { termsSha256 } from './sign.ts'
import { depositsBehind, movableOf, type Movable } from './upgrade.ts'

type Transfer = Extract<Command, { verb: 'transfer-contract' }>

/**
 * Offers the chosen lots, or some free sessions of them, to another consumer: same prices, same
 * validity, same list price; what was used stays history of the old contract, and nobody gets a new
 * cooling-off. Nothing moves, and nobody is bound, before the other one accepts it. The merchant is
 * told, not asked (法释〔2025〕4号 art 11). A guardian gives for a minor. Refused: unknown_contract,
 * not_yours, transfer_to_self, id_taken, refund_open, dispute_open, unknown_lot, as `movableOf`,
 * refund_not_covered, transfer_whole_only, no_free_slot.
 */
export function transferContract(world: World, command: Transfer, speak: Speak): Decision {
  const { contractId, toContractId, isNewContract, toConsumerId: consumerId, now } = command
  const contract = world.contracts.get(contractId)
  if (!contract) return refuse('unknown_contract', contractId)
  if (!isHolder(world, command, contract)) return refuse('not_yours')
  if (consumerId === contract.consumerId) return refuse('transfer_to_self')
  const to = { contractId: toContractId, consumerId, isNewContract }
  const blocked = blockedBy(lotsOf(world, contractId)) ?? heirRefusal(world, contract, to)
  if (blocked) return blocked
  const lots = chosen(world, contract, command)
  if (isRefusal(lots)) return lots
  const [first] = lots
  if (!first) return refuse('nothing_to_move', contractId)
  const { merchantId, consumerId: fromConsumerId } = contract
  const { lotId, reference, fromLotId } = first.given
  const { productId, productVersion } = world.lots.get(fromLotId)!
  const { terms } = first
  const offerId = isNewContract ? toContractId : lotId
  const ids = { offerId, contractId: toContractId, merchantId, consumerId, lotId }
  const agreed = { productId, productVersion, reference, terms, termsSha256: termsSha256(terms) }
  const from = { fromContractId: contractId, fromConsumerId, isNewContract }
  const fact = speak('transfer.offered', offerId, {
    ...ids,
    ...agreed,
    ...from,
    lots: lots.map(({ given }) => given),
    lapsesAt: lapseOf(now),
  })
  return { facts: [fact], answer: () => () => ({ contractId, toContractId, offerId }) }
}

/** What is given of each lot, with a reference that nobody has; of everything, what can be. */
function chosen(
  world: World,
  contract: Contract,
  command: Transfer,
): { given: GivenLot; terms: LotTerms }[] | Refusal {
  const references = freeReferences(world, command.references)
  if (references.length < command.lots.length) return refuse('id_taken', 'reference')
  const lots: { given: GivenLot; terms: LotTerms }[] = []
  for (const wish of command.lots) {
    const part = partOf(world, contract.contractId, wish, command.now)
    if (!isRefusal(part)) {
      const { lot, movable } = part
      const worth = { count: movable.slots.length, amountFen: fenOf(movable) }
      const given = { ...wish, reference: references[lots.length]!, ...worth }
      lots.push({ given, terms: termsOf(lot, movable) })
      continue
    }
    // Of everything that is left, what has nothing left is left out.
    const isEmpty = ['nothing_to_move', 'lot_closed', 'lot_not_funded'].includes(part.refused)
    if (!command.everything || !isEmpty) return part
  }
  return lots
}

const fenOf = ({ amountFen }: Movable) => amountFen.toString()

/**
 * What the other one's acceptance makes of it: her lots, with all that was offered. Refused:
 * transfer_changed where it is not worth any more what it was (a term card runs on meanwhile), and
 * as `transferContract`.
 */
export function transferFacts(
  world: World,
  offer: Offer & { transfer: TransferWish },
  now: string,
  speak: Speak,
): EscrowFact[] | Refusal {
  const { fromContractId, isNewContract, lots } = offer.transfer
  const contract = world.contracts.get(fromContractId)
  if (!contract) return refuse('unknown_contract', fromContractId)
  const blocked =
    blockedBy(lotsOf(world, fromContractId)) ??
    heirRefusal(world, contract, {
      ...offer,
      isNewContract,
    })
  if (blocked) return blocked
  const moves: EscrowFact[] = []
  for (const given of lots) {
    const part = partOf(world, fromContractId, given, now)
    if (isRefusal(part)) return part
    const { lot, movable } = part
    const isSame = fenOf(movable) === given.amountFen || lot.terms.kind === 'TERM_CARD'
    if (!isSame) return refuse('transfer_changed', lot.lotId)
    moves.push(...moveLot(offer, part, given, speak))
  }
  return [...(isNewContract ? [heirFact(offer, speak)] : []), ...moves]
}

/** What is disputed or asked back has to be settled first, on whatever lot of the contract. */
export function blockedBy(lots: readonly Lot[]): Refusal | undefined {
  const asked = lots.find(({ status }) => status === 'REFUNDING')
  if (asked) return refuse('refund_open', asked.lotId)
  const isDisputed = (lot: Lot) => lot.slotStates.includes('D') || lot.figures.faceDisputedFen > 0n
  const disputed = lots.find(isDisputed)
  return disputed && refuse('dispute_open', disputed.lotId)
}

/** The contract that takes the lots up: one that she has with the merchant, or a new one. */
function heirRefusal(
  world: World,
  { merchantId }: Contract,
  to: { contractId: string; consumerId: string; isNewContract: boolean },
): Refusal | undefined {
  const heir = world.contracts.get(to.contractId)
  if (to.isNewContract) return heir && refuse('id_taken', to.contractId)
  if (!heir) return refuse('unknown_contract', to.contractId)
  const isHers = heir.consumerId === to.consumerId && heir.merchantId === merchantId
  return isHers ? undefined : refuse('not_yours')
}

/** A new contract has the reference of the first of its lots. */
function heirFact(offer: Offer & { transfer: TransferWish }, speak: Speak): EscrowFact {
  const { offerId, contractId, merchantId, consumerId, reference, transfer } = offer
  const { fromContractId } = transfer
  const ids = { contractId, fromContractId, merchantId, consumerId }
  return speak('contract.transferred', contractId, { ...ids, reference, offerId })
}

type Part = { lot: Lot; movable: Movable }

/** What of a lot goes, now. */
function partOf(
  world: World,
  contractId: string,
  { fromLotId, lotId, slots }: { fromLotId: string; lotId: string; slots?: number | undefined },
  now: string,
): Part | Refusal {
  const lot = world.lots.get(fromLotId)
  if (lot?.contractId !== contractId) return refuse('unknown_lot', fromLotId)
  if (world.lots.has(lotId)) return refuse('id_taken', lotId)
  const whole = movableOf(world, lot, now)
  if (isRefusal(whole)) return whole
  const movable = someOf(lot, whole, slots)
  if (isRefusal(movable)) return movable
  return uncoveredBy(lot, movable.amountFen) ?? { lot, movable }
}

function moveLot(
  { offerId, contractId, consumerId, transfer }: Offer & { transfer: TransferWish },
  { lot, movable }: Part,
  { lotId, reference }: GivenLot,
  speak: Speak,
): EscrowFact[] {
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
    offerId,
    expectedFen: '0',
  })
  const transferred = speak('lot.transferred', lotId, {
    ...ids,
    fromContractId: transfer.fromContractId,
    fromLotId: lot.lotId,
    amountFen: fenOf(movable),
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
