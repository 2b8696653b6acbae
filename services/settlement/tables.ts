// Settlement's tables as Kysely sees them, with those of events.
import type { EventsTables } from '@ticun/events'
import type { Refusal, UNMATCHED_REASONS } from '@ticun/protocol'
import type { Generated, GeneratedAlways } from 'kysely'

/** What a caller was told: a body or a refusal. */
export type Answer = { body: unknown } | Refusal

export type UnmatchedReason = (typeof UNMATCHED_REASONS)[number]

/** SENDING is known inside only: a payment that is on its way to the bank. */
export type PaymentStatus =
  'DUE' | 'APPROVED' | 'SENDING' | 'SENT' | 'SETTLED' | 'RETURNED' | 'REJECTED'

/** Whose account it goes to. */
export type Payee = 'MERCHANT' | 'PAYER' | 'REGISTERED' | 'MISSING'

export type PaymentTable = {
  book_id: string
  payment_id: string
  kind: 'PAYOUT' | 'REFUND'
  merchant_id: string
  amount: bigint
  /** Null while it is not known (MISSING). */
  creditor_number: string | null
  creditor_name: string | null
  payee: Payee
  /** The officer who recorded the consumer's own account, where one did. */
  payee_recorded_by: string | null
  end_to_end_id: string
  author: string
  due_at: string
  due_fact_id: string
  correlation_id: string
  status: PaymentStatus
  approved_by: string | null
  approved_at: string | null
  value_at: string | null
  attempts: Generated<number>
  bank_serial: string | null
  debited_at: string | null
  returned_at: string | null
  reason: string | null
  /** Of a refund: whose money it moves. */
  lot_id: string | null
  consumer_id: string | null
  /** The payment that failed and that this one is in place of. */
  retry_of: string | null
}

/** A payment with the freezes that hold it. */
export type PaymentRow = PaymentTable & { frozen_by: string[] }

export type DepositTable = {
  book_id: string
  deposit_id: string
  bank_serial: string
  amount: bigint
  booked_at: string
  remittance: string
  status: 'MATCHED' | 'SUSPENSE'
  contract_id: string | null
  lot_id: string | null
  reason: UnmatchedReason | null
  payer_name: string
  payer_account: string
  /** The settled payment whose money this is, come back. */
  returned_payment_id: string | null
  recorded_at: string
}

/** An account that a consumer wants her refunds on. */
export type RefundAccountTable = {
  consumer_id: string
  position: GeneratedAlways<bigint>
  number: string
  name: string
  recorded_by: string
  by_officer: boolean
  evidence_sha256: string | null
  recorded_at: string
}

export type StatementTable = {
  book_id: string
  statement_id: string
  bank_statement_id: string
  account: string
  from_day: string
  to_day: string
  opening_balance: bigint
  closing_balance: bigint
  lines: number
  imported_at: string
}

/** A statement that an officer uploaded. */
export type UploadTable = {
  book_id: string
  statement_id: string
  bank_statement_id: string
  account: string
  from_day: string
  to_day: string
  opening_balance: bigint
  closing_balance: bigint
  line_count: number
  credits: bigint
  debits: bigint
  /** Sealed; null once it is decided. */
  lines: string | null
  status: 'WAITING' | 'CONFIRMED' | 'REJECTED'
  uploaded_by: string
  uploaded_at: string
  decided_by: string | null
  decided_at: string | null
  reason: string | null
}

export type SettlementTables = EventsTables & {
  statement_upload: UploadTable
  book: { book_id: string; bank_number: string; bank_name: string; opened_at: string }
  expected_deposit: {
    book_id: string
    reference: string
    contract_id: string
    lot_id: string
    merchant_id: string
    consumer_id: string | null
    amount: bigint
  }
  statement: StatementTable
  statement_line: {
    book_id: string
    account: string
    bank_serial: string
    direction: 'CREDIT' | 'DEBIT'
    amount: bigint
    booked_at: string
    value_day: string
    kind: string
    end_to_end_id: string | null
    return_reason: string | null
    remittance: string
    content_sha256: string
    statement_id: string
    verdict: string
    recorded_at: string
  }
  deposit: DepositTable
  /** Whose lots a deposit has paid for. */
  deposit_consumer: { book_id: string; deposit_id: string; consumer_id: string }
  refund_account: RefundAccountTable
  payment_account: {
    book_id: string
    payment_id: string
    position: GeneratedAlways<bigint>
    number: string
    name: string
    recorded_by: string
    evidence_sha256: string
    recorded_at: string
  }
  book_turnover: { book_id: string; credited: bigint }
  line_ahead: {
    book_id: string
    account: string
    bank_serial: string
    booked_at: string
    line: unknown
    origin: unknown
  }
  suspense_reference: { book_id: string; reference: string; deposit_id: string }
  late_match: {
    book_id: string
    deposit_id: string
    contract_id: string
    lot_id: string
    fact_id: string
    matched_at: string
  }
  known_freeze: {
    book_id: string
    freeze_id: string
    scope: string
    subject_id: string
    state: 'PLACED' | 'LIFTED' | 'EXPIRED'
    placed_at: string
    ended_at: string | null
  }
  payment: PaymentTable
  command: {
    book_id: string
    scope: string
    key: string
    request_sha256: string
    command_id: string
    reply: Answer
    recorded_at: string
  }
}
