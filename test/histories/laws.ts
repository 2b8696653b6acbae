// What must hold after every step, told as a list of what does not.
import { sumFen } from '@ticun/money'
import type { EscrowFact } from '@ticun/protocol'
import { lotBalance, slotsIn, type SlotState } from '@ticun/rules'
import type { Lot, Session } from '../../services/escrow/world/nouns.ts'
import type { World } from '../../services/escrow/world/world.ts'
import type { Plain } from './plain.ts'

type Check = (what: string, is: unknown, should: unknown) => void

/** Runs the checks and gives the complaints. */
function complaints(run: (check: Check) => void): string[] {
  const wrong: string[] = []
  run((what, is, should) => {
    if (is !== should) wrong.push(`${what}: ${String(is)}, and should be ${String(should)}`)
  })
  return wrong
}

/** Plain sums of facts, and each lot's slots and figures, say the same; what is held is covered. */
export function lawsOfMoney(world: World, plain: Plain): string[] {
  return complaints((check) => {
    for (const [lotId, lot] of world.lots) {
      const sums = plain.lots.get(lotId)
      if (lot.paidAt === undefined || !sums) continue
      const { paidFen, interestFen, heldFen, disputedFen, ...rest } = lotBalance(lot)
      const { earnedFen, adjustedFen, refundedFen, transferredFen, chargedBackFen } = rest
      check(`${lotId} paid`, paidFen, sums.paid)
      check(`${lotId} interest`, interestFen, sums.interest)
      check(`${lotId} held`, heldFen, sums.held)
      check(`${lotId} disputed`, disputedFen, sums.disputed)
      check(`${lotId} merchant's`, earnedFen + adjustedFen, sums.merchant)
      check(`${lotId} refunded`, refundedFen, sums.refunded)
      check(`${lotId} transferred`, transferredFen, sums.transferred)
      check(`${lotId} taken back`, chargedBackFen, sums.takenBack)
      const { held, disputed, merchant, refunded, transferred, paid, interest } = sums
      const parts = [held, disputed, merchant, refunded, transferred, sums.takenBack]
      check(`${lotId} parts`, sumFen(parts), paid + interest)
      check(
        `${lotId} has a part below 0`,
        [...parts, paid].find((fen) => fen < 0n),
        undefined,
      )
      lawsOfDeposits(lot, check)
    }
    for (const [merchantId, own] of plain.merchants) {
      const lots = [...world.lots.values()].filter((lot) => lot.merchantId === merchantId)
      const gave = sumFen(lots.map(({ lotId }) => plain.lots.get(lotId)?.merchant ?? 0n))
      const { payable, inTransit, paid, reserve, owed, takenBack, fees, feesOwed } = own
      const has = payable + inTransit + paid + reserve - owed
      check(`${merchantId} has`, has, gave - takenBack - fees)
      const toLots = lots.map(({ figures }) => figures.owedFen + figures.chargebackOwedFen)
      check(`${merchantId} owes`, owed, sumFen(toLots) + feesOwed)
      check(
        `${merchantId} has a part below 0`,
        [payable, inTransit, paid, reserve, owed, feesOwed].find((fen) => fen < 0n),
        undefined,
      )
    }
  })
}

/**
 * What the merchant owes to a lot is not in the bank: whatever leaves the lot for a consumer is
 * covered by the rest. Asked after each fact, for the next one may be a session that is used up.
 */
export function lawOfCover(world: World, plain: Plain, fact: EscrowFact): string[] {
  const { type, data } = fact
  const leaves = type === 'refund.due' || type === 'lot.transferred' || type === 'lot.upgraded'
  if (!leaves) return []
  const lotId = 'fromLotId' in data ? data.fromLotId : data.lotId
  const { held, disputed } = plain.lots.get(lotId)!
  const { owedFen } = world.lots.get(lotId)!.figures
  if (owedFen <= held + disputed) return []
  return [`${lotId} is owed ${owedFen} and has ${held + disputed} after ${type}`]
}

/** The payments behind a lot: what stayed with it, and what went back by them. */
function lawsOfDeposits({ lotId, deposits, figures, ...lot }: Lot, check: Check): void {
  const { paidFen, transferredFen, refundedFen } = lotBalance({ ...lot, figures })
  check(
    `${lotId} payments`,
    sumFen(deposits.map(({ amountFen }) => amountFen)),
    paidFen - transferredFen,
  )
  const tooMuch = deposits.find(
    (each) => each.refundedFen > each.amountFen || each.refundedFen < 0n,
  )
  check(`${lotId} more went back than came by`, tooMuch?.depositId, undefined)
  const principal = sumFen(deposits.map((each) => each.refundedFen))
  check(`${lotId} principal back`, principal <= refundedFen, true)
}

const BY_STATUS: Partial<Record<Session['status'], SlotState>> = {
  SUBMITTED: 'S',
  CONFIRMED: 'C',
  DISPUTED: 'D',
  SETTLED: 'P',
}

/** What sessions, refunds and upgrades say of a lot is what the lot says of itself. */
export function lawsOfState(world: World): string[] {
  return complaints((check) => {
    const sessions = Map.groupBy(world.sessions.values(), ({ lotId }) => lotId)
    for (const lot of world.lots.values()) {
      const own = sessions.get(lot.lotId) ?? []
      if (lot.terms.kind === 'STORED_VALUE') checkFaces(lot, own, check)
      else checkSlots(lot, own, check)
      checkTaken(world, lot, check)
    }
    for (const { sessionId, closedAt } of world.cases.values()) {
      const { status } = world.sessions.get(sessionId)!
      const isOpen = status === 'UNFUNDED' || status === 'DISPUTED'
      check(`${sessionId} has an open case`, closedAt === undefined, isOpen)
    }
  })
}

function checkSlots(lot: Lot, sessions: readonly Session[], check: Check): void {
  const said = new Map(
    sessions.flatMap(({ slot, status }) => {
      const state = BY_STATUS[status]
      return slot === undefined || state === undefined ? [] : [[slot, state] as const]
    }),
  )
  const isTerm = lot.terms.kind === 'TERM_CARD'
  for (const [slot, state] of Array.from(lot.slotStates).entries()) {
    const isUsed = ['S', 'D', 'P'].includes(state) || (state === 'C' && !isTerm)
    if (isUsed) check(`${lot.lotId} slot ${slot}`, said.get(slot), state)
    else check(`${lot.lotId} slot ${slot} is ${state} and its session`, said.get(slot), undefined)
  }
}

function checkFaces(lot: Lot, sessions: readonly Session[], check: Check): void {
  const face = (status: Session['status']) =>
    sumFen(sessions.filter((each) => each.status === status).map(({ faceFen }) => faceFen ?? 0n))
  const { faceWaitingFen, faceDisputedFen, faceSpentFen, disputedFen } = lot.figures
  const amounts = sessions.filter(({ status }) => status === 'DISPUTED')
  check(`${lot.lotId} waiting`, faceWaitingFen, face('SUBMITTED'))
  check(`${lot.lotId} disputed face`, faceDisputedFen, face('DISPUTED'))
  check(`${lot.lotId} disputed fen`, disputedFen, sumFen(amounts.map(({ amountFen }) => amountFen)))
  const isSpent = faceSpentFen >= face('CONFIRMED')
  check(`${lot.lotId} spent`, isSpent && faceSpentFen <= face('CONFIRMED') + face('SETTLED'), true)
}

const OPEN = ['REQUESTED', 'AGREED', 'CONTESTED', 'MEDIATION', 'ARBITRATION', 'AWARDED']

/** A lot is out of reach exactly while a refund or an upgrade that takes something is open. */
function checkTaken(world: World, lot: Lot, check: Check): void {
  const { lotId, status, slotStates } = lot
  const refunds = [...world.refunds.values()].filter(
    (each) => each.lotId === lotId && OPEN.includes(each.status),
  )
  const upgrades = [...world.lots.values()].filter(
    (each) =>
      each.fromLotId === lotId &&
      each.origin === 'UPGRADE' &&
      (each.status === 'UNFUNDED' || each.status === 'PART_FUNDED'),
  )
  check(`${lotId} refunds and upgrades at once`, refunds.length + upgrades.length <= 1, true)
  check(`${lotId} out of reach`, status === 'REFUNDING', refunds.length + upgrades.length > 0)
  const asked = refunds.flatMap(({ slots }) => slots).toSorted((a, b) => a - b)
  const taken = slotsIn(slotStates, 'R')
  if (upgrades.length === 0) check(`${lotId} taken`, taken.join(), asked.join())
}
