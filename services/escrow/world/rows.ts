// Rows of Postgres as nouns of the world.
import type { EscrowTables } from '../tables.ts'
import type {
  Book,
  Contract,
  Lot,
  LotStatus,
  Merchant,
  Payout,
  Product,
  Refund,
  RefundStatus,
  Session,
  SessionStatus,
} from './world.ts'

export function bookOf(row: EscrowTables['book']): Book {
  const { book_id, bank_number, bank_name, opened_at } = row
  return { bookId: book_id, bankNumber: bank_number, bankName: bank_name, openedAt: opened_at }
}

export function merchantOf(row: EscrowTables['merchant']): Merchant {
  return {
    merchantId: row.merchant_id,
    name: row.name,
    industry: row.industry,
    district: row.district,
    bankNumber: row.bank_number,
    bankName: row.bank_name,
    enrolledAt: row.enrolled_at,
  }
}

export function productOf(row: EscrowTables['product']): Product {
  const { product_id, merchant_id, name, terms, listed_at } = row
  return { productId: product_id, merchantId: merchant_id, name, terms, listedAt: listed_at }
}

export function contractOf(row: EscrowTables['contract'], merchantName: string): Contract {
  return {
    contractId: row.contract_id,
    merchantId: row.merchant_id,
    merchantName,
    consumerId: row.consumer_id,
    productId: row.product_id,
    productName: row.product_name,
    reference: row.reference,
    terms: row.terms,
    termsSha256: row.terms_sha256,
    signedAt: row.signed_at,
  }
}

export function lotOf(row: EscrowTables['lot']): Lot {
  return {
    lotId: row.lot_id,
    contractId: row.contract_id,
    status: row.status as LotStatus,
    priceFen: row.price,
    slotStates: row.slot_states,
    paidAt: row.paid_at ?? undefined,
    depositId: row.deposit_id ?? undefined,
    codeWindow: row.code_window,
  }
}

export function sessionOf(row: EscrowTables['session']): Session {
  return {
    sessionId: row.session_id,
    contractId: row.contract_id,
    lotId: row.lot_id,
    merchantId: row.merchant_id,
    slot: row.slot,
    amountFen: row.amount,
    status: row.status as SessionStatus,
    coach: row.coach ?? undefined,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    confirmedAt: row.confirmed_at ?? undefined,
    confirmedBy: (row.confirmed_by ?? undefined) as Session['confirmedBy'],
  }
}

export function refundOf(row: EscrowTables['refund']): Refund {
  return {
    refundId: row.refund_id,
    contractId: row.contract_id,
    lotId: row.lot_id,
    merchantId: row.merchant_id,
    consumerId: row.consumer_id,
    status: row.status as RefundStatus,
    amountFen: row.amount,
    formula: row.formula as Refund['formula'],
    reason: row.reason,
    basis: row.basis ?? undefined,
    slots: row.slots,
    requestedAt: row.requested_at,
  }
}

export function payoutOf(row: EscrowTables['payout']): Payout {
  return {
    payoutId: row.payout_id,
    runId: row.run_id,
    merchantId: row.merchant_id,
    amountFen: row.amount,
    status: row.status as Payout['status'],
    dueAt: row.due_at,
  }
}
