// How facts of refunds change the world.
import type { Refund } from '../../world/nouns.ts'
import type { World } from '../../world/world.ts'
import {
  addFigures,
  changeLot,
  changeRefund,
  put,
  slotsBecome,
  type ChangeTable,
  type FactOf,
} from './change.ts'

function request(world: World, fact: FactOf<'refund.requested'>): void {
  const { amountFen, ...asked } = fact.data
  put(world, 'refunds', asked.refundId, {
    ...asked,
    status: 'REQUESTED',
    amountFen: BigInt(amountFen),
    basis: undefined,
    requestedAt: fact.occurredAt,
  })
  slotsBecome(world, asked.lotId, asked.slots, 'R')
}

/** What of a deposit was given back, or (negative) came back from the bank. */
function giveBack(world: World, refund: Refund, depositId: string | undefined, fen: bigint): void {
  addFigures(world, refund.lotId, { refundedFen: fen })
  const { deposits } = world.lots.get(refund.lotId)!
  const changed = deposits.map((each) =>
    each.depositId === depositId ? { ...each, refundedFen: each.refundedFen + fen } : each,
  )
  changeLot(world, refund.lotId, { deposits: changed })
}

export const refundChanges = {
  'refund.requested': request,
  'refund.agreed': (world, fact) =>
    void changeRefund(world, fact.data.refundId, { status: 'AGREED' }),
  'refund.rejected': (world, fact) => {
    const refund = changeRefund(world, fact.data.refundId, { status: 'REJECTED' })
    slotsBecome(world, refund.lotId, refund.slots, 'F')
  },
  'refund.approved': (world, fact) =>
    void changeRefund(world, fact.data.refundId, { basis: fact.data.basis }),
  'refund.due': (world, fact) => {
    const refund = changeRefund(world, fact.data.refundId, { status: 'INSTRUCTED' })
    giveBack(world, refund, fact.data.depositId, BigInt(fact.data.amountFen))
    slotsBecome(world, refund.lotId, refund.slots, 'X')
  },
  'refund.paid': (world, fact) =>
    void changeRefund(world, fact.data.refundId, { status: 'BANK_CONFIRMED' }),
  // The bank gave it back: the slots are the consumer's again.
  'refund.returned': (world, fact) => {
    const refund = changeRefund(world, fact.data.refundId, { status: 'BANK_FAILED' })
    const [deposit] = world.lots.get(refund.lotId)!.deposits
    giveBack(world, refund, deposit?.depositId, -BigInt(fact.data.amountFen))
    slotsBecome(world, refund.lotId, refund.slots, 'F')
  },
} satisfies Partial<ChangeTable>
