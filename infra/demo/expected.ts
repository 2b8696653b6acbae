// Computes from the plan alone what the books must show at the end: a check on another path.
import type { Plan, PlannedProduct } from './plan.ts'

/** Amounts in fen after everything planned has happened and settled. */
export type Expected = {
  sessionsRecorded: number
  depositedFen: bigint
  heldFen: bigint
  releasedFen: bigint
  paidOutFen: bigint
  refundedFen: bigint
}

/** What is earned when the first `used` slots are taken: ⌊price · used / sessions⌋. */
export function earnedFen(product: PlannedProduct, used: number): bigint {
  return (product.priceFen * BigInt(used)) / BigInt(product.sessions)
}

/**
 * What the plan leads to. Each recorded session takes the lowest free slot; confirming releases
 * it; a refund returns all that is not released; the last payout run pays all that is earned.
 */
export function expectedOf(plan: Plan): Expected {
  const lots = new Map<string, { product: PlannedProduct; used: number; released: bigint }>()
  const total = { sessionsRecorded: 0, depositedFen: 0n, releasedFen: 0n, refundedFen: 0n }
  const lotOf = (contractId: string) => {
    const lot = lots.get(contractId)
    if (lot === undefined) throw new Error(`the plan never signed ${contractId}`)
    return lot
  }
  for (const day of plan.days) {
    for (const { contractId, product: index, payAmountFen } of day.signings) {
      const product = plan.products[index]
      if (product === undefined) throw new Error(`the plan sells no product ${index}`)
      lots.set(contractId, { product, used: 0, released: 0n })
      total.depositedFen += payAmountFen
    }
    for (const { contractId, confirm } of day.sessions) {
      const lot = lotOf(contractId)
      const slotFen = earnedFen(lot.product, lot.used + 1) - earnedFen(lot.product, lot.used)
      lot.used += 1
      total.sessionsRecorded += 1
      if (confirm === 'NONE') continue
      lot.released += slotFen
      total.releasedFen += slotFen
    }
    for (const { contractId } of day.refunds) {
      const lot = lotOf(contractId)
      total.refundedFen += lot.product.priceFen - lot.released
    }
  }
  const heldFen = total.depositedFen - total.releasedFen - total.refundedFen
  return { ...total, heldFen, paidOutFen: total.releasedFen }
}
