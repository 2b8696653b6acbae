// Escrow's tables as Kysely sees them, with those of the book and of events.
import type { Generated } from 'kysely'
import type { EventsTables } from '@ticun/events'
import type { LedgerTables } from '@ticun/ledger'
import type { LotTerms, PolicyDraft } from '@ticun/protocol'
import type { ChargebackTables } from './chargeback-tables.ts'
import type { GuardianshipTables } from './guardianship-tables.ts'
import type { LotTables } from './lot-tables.ts'
import type { MassRefundTables } from './mass-refund-tables.ts'
import type { OfferTables } from './offer-tables.ts'
import type { ProposalTables } from './proposal-tables.ts'
import type { MerchantChange } from './world/nouns.ts'

export type EscrowTables = LedgerTables &
  EventsTables &
  MassRefundTables &
  ChargebackTables &
  GuardianshipTables &
  LotTables &
  OfferTables &
  ProposalTables & {
    book: {
      book_id: string
      currency: string
      bank_number: string
      bank_name: string
      opened_at: string
    }
    merchant: {
      book_id: string
      merchant_id: string
      name: string
      industry: string
      district: string
      bank_number: string
      bank_name: string
      enrolled_at: string
      status: string
      stopped_on: string | null
      notice_until: string | null
      pending: MerchantChange | null
      /** Its amount as text. */
      pending_release: {
        releaseId: string
        amountFen: string
        reason: string
        requestedBy: string
        requestedAt: string
      } | null
      released: bigint
    }
    wrong_code: {
      wrong_code_id: Generated<string>
      caller: string
      desk: string
      contract_id: string
      tried_at: string
    }
    product: {
      book_id: string
      product_id: string
      merchant_id: string
      name: string
      terms: LotTerms
      version: number
      listed_at: string
      withdrawn_at: string | null
    }
    contract: {
      book_id: string
      contract_id: string
      merchant_id: string
      consumer_id: string
      product_id: string
      product_name: string
      reference: string
      terms: LotTerms
      terms_sha256: string
      signed_at: string
    }
    session: {
      book_id: string
      session_id: string
      contract_id: string
      lot_id: string
      merchant_id: string
      slot: number | null
      face: bigint | null
      amount: bigint
      status: string
      coach: string | null
      occurred_at: string
      recorded_at: string
      deemed_until: string | null
      confirmed_at: string | null
      confirmed_by: string | null
    }
    session_case: {
      book_id: string
      session_id: string
      contract_id: string
      merchant_id: string
      consumer_id: string
      kind: string
      opened_at: string
      reason: string | null
      answer: string | null
      answer_sha256: string | null
      by_code: boolean
      amount: bigint
      taken_payable: bigint | null
      taken_reserve: bigint | null
      taken_receivable: bigint | null
      closed_at: string | null
      outcome: string | null
      merchant_part: bigint
      evidence_sha256: string | null
    }
    refund: {
      book_id: string
      refund_id: string
      contract_id: string
      lot_id: string
      merchant_id: string
      consumer_id: string
      status: string
      amount: bigint
      merchant_amount: bigint
      credit: bigint
      formula: string
      fault: string
      reason: string
      basis: string | null
      slots: number[]
      face: bigint
      review: { lotStatus: string }
      /** Amounts as text. */
      parts: {
        paymentId: string
        depositId: string
        amountFen: string
        interestFen: string
        status: string
      }[]
      requested_at: string
    }
    suspense: {
      book_id: string
      suspense_id: string
      deposit_id: string
      amount: bigint
      left_amount: bigint
      reason: string
      status: string
      paid_at: string
      tries: number
    }
    reckoning: {
      book_id: string
      run_id: string
      merchant_id: string
      reckoned_at: string
      payable: bigint
      netted: bigint
      withheld: bigint
      paid: bigint
      in_window: bigint
      held: bigint
    }
    payout: {
      book_id: string
      payout_id: string
      run_id: string
      merchant_id: string
      amount: bigint
      status: string
      due_at: string
    }
    hold: {
      book_id: string
      hold_id: string
      scope: string
      subject_id: string
      amount: bigint | null
      placed_at: string
      lifted_at: string | null
    }
    policy: {
      book_id: string
      policy_id: string
      status: string
      policy: PolicyDraft
      set_by: string
      proposed_at: string
      decided_by: string | null
    }
    timer: {
      book_id: string
      kind: string
      subject: string
      due_at: string
      contract_id: string | null
      merchant_id: string | null
    }
    calendar_year: {
      book_id: string
      year: number
      holidays: string[]
      workdays: string[]
      source: string
      supplied_at: string | null
    }
    command: {
      book_id: string
      scope: string
      key: string
      request_sha256: Buffer
      reply: string
      recorded_at: string
    }
    taken_name: { name: string; book_id: string }
    /** `keeper`: whose word it is: '' her own, or a merchant's. */
    person: { consumer_id: string; keeper: string; name_sealed: Buffer }
    person_key: { consumer_id: string; keeper: string; key: Buffer }
    words: { token: string; sealed: Buffer }
    words_key: { token: string; key: Buffer }
  }
