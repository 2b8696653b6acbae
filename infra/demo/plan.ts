// The nouns of the plan that the demo plays: products, and what happens on each day.

/** A pack of sessions on sale; amounts in fen. */
export type PlannedProduct = {
  name: string
  sessions: number
  priceFen: bigint
  listPriceFen: bigint
}

/** A member buys a pack: she signs, then her bank pays. Instants are UTC. */
export type Signing = {
  contractId: string
  lotId: string
  member: number
  product: number
  payAmountFen: bigint
  signedAt: string
  paidAt: string
}

/** CODE: at the front desk, at once. TAP: she confirms on her phone. NONE: she never does. */
export type Confirmation = 'CODE' | 'TAP' | 'NONE'

/** One entrance; `line` is its line in the log. */
export type PlannedSession = {
  sessionId: string
  contractId: string
  member: number
  line: number
  at: string
  confirm: Confirmation
}

/** A member wants her money back: unused and within the cooling-off time, or in mid-pack. */
export type PlannedRefund = {
  refundId: string
  contractId: string
  member: number
  at: string
  kind: 'COOLING_OFF' | 'MID_PACK'
}

export type PlannedDay = {
  /** Calendar day at the door, YYYY-MM-DD. */
  date: string
  signings: Signing[]
  sessions: PlannedSession[]
  refunds: PlannedRefund[]
  /** True on the last played day of a month, and on the very last. */
  payoutRun: boolean
}

export type Plan = {
  products: PlannedProduct[]
  /** Members are numbered 1 … members. */
  members: number
  days: PlannedDay[]
}

/** Prices that do not divide evenly, so that slots of one pack differ by a fen. */
export const PRODUCTS: readonly PlannedProduct[] = [
  { name: '体验课包 10 次', sessions: 10, priceFen: 120_000n, listPriceFen: 15_000n },
  { name: '标准课包 24 次', sessions: 24, priceFen: 259_900n, listPriceFen: 15_000n },
  { name: '进阶课包 36 次', sessions: 36, priceFen: 299_900n, listPriceFen: 15_000n },
]

/** Days of cooling-off that the products offer; refunds of unused packs stay well inside. */
export const COOLING_OFF_DAYS = 7
