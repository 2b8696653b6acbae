// How facts of suspense and of payouts change the world.
import { minFen } from '@ticun/money'
import { renameId } from '@ticun/protocol'
import { reckoningKey, type Payout, type ReckoningFigures } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import { addFigures, nothing, put, type ChangeTable } from './change.ts'
import { payIn } from './lots.ts'
import { closeProposal, propose } from './proposed.ts'
import { addOwed } from './taking.ts'

function changePayout(world: World, payoutId: string, status: Payout['status']): void {
  put(world, 'payouts', payoutId, { ...world.payouts.get(payoutId)!, status })
}

/** What a run has divided of what was released from the reserve is dealt with. */
function settleReleased(world: World, merchantId: string, fen: ReckoningFigures): void {
  const merchant = world.merchants.get(merchantId)!
  const doneFen = minFen(merchant.releasedFen, fen.nettedFen + fen.withheldFen + fen.paidFen)
  if (doneFen === 0n) return
  const releasedFen = merchant.releasedFen - doneFen
  put(world, 'merchants', merchantId, { ...merchant, releasedFen })
}

export const moneyChanges = {
  'suspense.credited': (world, { data, occurredAt }) => {
    const { suspenseId, reason, depositId = renameId(suspenseId, 'dep') } = data
    const amountFen = BigInt(data.amountFen)
    const money = { amountFen, leftFen: amountFen, paidAt: occurredAt, tries: 0 }
    const item = { suspenseId, depositId, reason, status: 'WAITING' as const, ...money }
    put(world, 'suspense', suspenseId, item)
  },
  'suspense.assignment_proposed': (world, { data, actor, occurredAt }) => {
    const { suspenseId, ...what } = data
    propose(world, { subjectId: suspenseId, what, by: actor.id, at: occurredAt })
  },
  'suspense.assigned': (world, { data }) => {
    closeProposal(world, data.suspenseId)
    payIn(world, data, data.heldFen !== undefined)
    const item = world.suspense.get(data.suspenseId)!
    const leftFen = item.leftFen - BigInt(data.amountFen)
    const status = leftFen === 0n ? 'ASSIGNED' : 'WAITING'
    put(world, 'suspense', item.suspenseId, { ...item, leftFen, status })
  },
  'suspense.match_missed': nothing,
  'suspense.due': (world, { data: { suspenseId } }) => {
    closeProposal(world, suspenseId)
    const item = world.suspense.get(suspenseId)!
    put(world, 'suspense', suspenseId, { ...item, status: 'INSTRUCTED', tries: item.tries + 1 })
  },
  'suspense.paid': (world, { data: { suspenseId } }) => {
    const item = world.suspense.get(suspenseId)!
    put(world, 'suspense', suspenseId, { ...item, status: 'RETURNED', leftFen: 0n })
  },
  'suspense.returned': (world, { data: { suspenseId } }) => {
    const item = world.suspense.get(suspenseId)!
    put(world, 'suspense', suspenseId, { ...item, status: 'WAITING' })
  },
  'interest.credited': nothing,
  'interest.allocation_proposed': (world, { data, actor, occurredAt }) => {
    const { interestId, ...what } = data
    propose(world, { subjectId: interestId, what, by: actor.id, at: occurredAt })
  },
  // It is held with the lot, and no slot's.
  'interest.allocated': (world, { data: { interestId, lotId, amountFen } }) => {
    const fen = BigInt(amountFen)
    closeProposal(world, interestId)
    addFigures(world, lotId, { creditFen: fen, interestFen: fen })
    const posted = world.interest.get(interestId)
    if (posted) world.interest.set(interestId, { ...posted, leftFen: posted.leftFen - fen })
  },
  'payout.reckoned': (world, fact) => {
    const { runId, merchantId, debts, ...figures } = fact.data
    const fen = Object.fromEntries(
      Object.entries(figures).map(([name, text]) => [name, BigInt(text)]),
    ) as ReckoningFigures
    const reckoning = { runId, merchantId, reckonedAt: fact.occurredAt, ...fen }
    put(world, 'reckonings', reckoningKey(reckoning), reckoning)
    settleReleased(world, merchantId, fen)
    for (const { lotId, amountFen, chargeback } of debts) {
      const paidFen = -BigInt(amountFen)
      if (chargeback) addFigures(world, lotId, { chargebackOwedFen: paidFen })
      else addOwed(world, lotId, paidFen)
    }
  },
  'payout.due': (world, fact) => {
    const { bankAccount: _, amountFen, ...due } = fact.data
    const amount = { amountFen: BigInt(amountFen), status: 'DUE', dueAt: fact.occurredAt } as const
    put(world, 'payouts', due.payoutId, { ...due, ...amount })
  },
  'payout.paid': (world, fact) => changePayout(world, fact.data.payoutId, 'PAID'),
  'payout.bounced': (world, fact) => changePayout(world, fact.data.payoutId, 'BOUNCED'),
} satisfies Partial<ChangeTable>
