// Rows of Postgres as nouns of the world.
import type { EscrowTables } from '../tables.ts'
import type { LotStatus, RefundStatus, SessionStatus, SuspenseStatus } from '@ticun/protocol'
import { NO_FIGURES, type LotFigures } from '@ticun/rules'
import type {
  Book,
  Contract,
  Lot,
  Merchant,
  Payout,
  Policy,
  Product,
  Refund,
  Session,
  SessionCase,
  Suspense,
} from './nouns.ts'

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
    status: row.status as Merchant['status'],
    stoppedOn: row.stopped_on ?? undefined,
    noticeUntil: row.notice_until ?? undefined,
    pending: row.pending ?? undefined,
    pendingRelease: row.pending_release
      ? { ...row.pending_release, amountFen: BigInt(row.pending_release.amountFen) }
      : undefined,
    releasedFen: row.released,
  }
}

export function productOf(row: EscrowTables['product']): Product {
  const { product_id, merchant_id, name, terms, version, listed_at, withdrawn_at } = row
  return {
    productId: product_id,
    merchantId: merchant_id,
    name,
    terms,
    version,
    listedAt: listed_at,
    withdrawnAt: withdrawn_at ?? undefined,
  }
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

export function lotOf(row: EscrowTables['whole_lot']): Lot {
  return {
    lotId: row.lot_id,
    contractId: row.contract_id,
    merchantId: row.merchant_id,
    productId: row.product_id,
    productVersion: row.product_version,
    origin: row.origin as Lot['origin'],
    fromLotId: row.from_lot_id ?? undefined,
    reference: row.reference,
    terms: row.terms,
    termsSha256: row.terms_sha256,
    status: row.status as LotStatus,
    priceFen: row.price,
    slotStates: row.slot_states,
    figures: figuresOf(row.figures),
    expectedFen: row.expected,
    receivedFen: row.received,
    deposits: row.deposits.map((each) => ({
      ...each,
      amountFen: BigInt(each.amountFen),
      refundedFen: BigInt(each.refundedFen),
      chargedBackFen: BigInt(each.chargedBackFen ?? '0'),
    })),
    addedAt: row.added_at,
    paidAt: row.paid_at ?? undefined,
    startsOn: row.starts_on ?? undefined,
    validUntil: row.valid_until ?? undefined,
    suspendedFrom: row.suspended_from ?? undefined,
    suspendedUntil: row.suspended_until ?? undefined,
    suspendedDays: row.suspended_days,
    chargebackId: row.chargeback_id ?? undefined,
    codeWindow: row.code_window,
  }
}

/** Figures from their text; those that are absent are 0. */
function figuresOf(texts: Record<string, string>): LotFigures {
  const given = Object.entries(texts).map(([name, text]) => [name, BigInt(text)])
  return given.length === 0 ? NO_FIGURES : { ...NO_FIGURES, ...Object.fromEntries(given) }
}

/** Figures as text, those that are 0 left out. */
export function figuresText(figures: LotFigures): string {
  if (figures === NO_FIGURES) return '{}'
  const given = Object.entries(figures).filter(([, fen]) => fen !== 0n)
  return JSON.stringify(Object.fromEntries(given.map(([name, fen]) => [name, fen.toString()])))
}

export function sessionOf(row: EscrowTables['session']): Session {
  return {
    sessionId: row.session_id,
    contractId: row.contract_id,
    lotId: row.lot_id,
    merchantId: row.merchant_id,
    slot: row.slot ?? undefined,
    faceFen: row.face ?? undefined,
    amountFen: row.amount,
    status: row.status as SessionStatus,
    coach: row.coach ?? undefined,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    deemedUntil: row.deemed_until ?? undefined,
    confirmedAt: row.confirmed_at ?? undefined,
    confirmedBy: (row.confirmed_by ?? undefined) as Session['confirmedBy'],
  }
}

export function sessionCaseOf(row: EscrowTables['session_case']): SessionCase {
  const { taken_payable, taken_reserve, taken_receivable } = row
  return {
    sessionId: row.session_id,
    contractId: row.contract_id,
    merchantId: row.merchant_id,
    consumerId: row.consumer_id,
    kind: row.kind as SessionCase['kind'],
    openedAt: row.opened_at,
    reason: row.reason ?? undefined,
    answer: row.answer ?? undefined,
    answerSha256: row.answer_sha256 ?? undefined,
    byCode: row.by_code,
    amountFen: row.amount,
    taken:
      taken_payable === null
        ? undefined
        : {
            payableFen: taken_payable,
            reserveFen: taken_reserve!,
            receivableFen: taken_receivable!,
          },
    closedAt: row.closed_at ?? undefined,
    outcome: (row.outcome ?? undefined) as SessionCase['outcome'],
    merchantFen: row.merchant_part,
    evidenceSha256: row.evidence_sha256 ?? undefined,
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
    merchantFen: row.merchant_amount,
    creditFen: row.credit,
    formula: row.formula as Refund['formula'],
    fault: row.fault as Refund['fault'],
    reason: row.reason,
    basis: row.basis ?? undefined,
    slots: row.slots,
    faceFen: row.face,
    requestedAt: row.requested_at,
    review: row.review as Refund['review'],
    parts: row.parts.map((part) => ({
      ...part,
      amountFen: BigInt(part.amountFen),
      interestFen: BigInt(part.interestFen),
      status: part.status as Refund['parts'][number]['status'],
    })),
  }
}

export function suspenseOf(row: EscrowTables['suspense']): Suspense {
  return {
    suspenseId: row.suspense_id,
    depositId: row.deposit_id,
    amountFen: row.amount,
    leftFen: row.left_amount,
    reason: row.reason,
    status: row.status as SuspenseStatus,
    paidAt: row.paid_at,
    tries: row.tries,
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

export function policyOf(row: EscrowTables['policy']): Policy {
  return {
    policyId: row.policy_id,
    status: row.status as Policy['status'],
    policy: row.policy,
    setBy: row.set_by,
    proposedAt: row.proposed_at,
    decidedBy: row.decided_by ?? undefined,
  }
}
