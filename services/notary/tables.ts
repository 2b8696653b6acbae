// The notary's tables as Kysely sees them.
import type { Generated } from 'kysely'
import type { EventsTables } from '@ticun/events'
import type { EscrowFact, Refusal } from '@ticun/protocol'

/** What a caller was told: a body or a refusal. */
export type Answer = { body: unknown } | Refusal

export type NotaryTables = EventsTables & {
  book_head: {
    book_id: string
    number: Generated<number>
    sequence: bigint
    hash: Buffer
    recorded_at: string | null
    peaks: Buffer
    stopped_at: bigint | null
  }
  heard: { topic: string; facts: bigint }
  cause: { book_id: string; sequence: bigint; fact_id: string; payload: EscrowFact }
  waiting_entry: {
    book_id: string
    sequence: bigint
    fact_id: string
    correlation_id: string
    bytes: Buffer
    hash: Buffer
  }
  replayed_entry: {
    book_id: string
    sequence: bigint
    cause_id: string
    occurred_at: string
    recorded_at: string
    bytes: Buffer
    hash: Buffer
    leaf: Buffer
  }
  replayed_line: {
    book_id: string
    account: string
    sequence: bigint
    entry_sequence: bigint
    amount: bigint
    balance: bigint
    occurred_at: string
  }
  account_head: { book_id: string; account: string; balance: bigint; sequence: bigint }
  code_day: { book_id: string; day: string; code: string; amount: bigint; accounts: bigint }
  tree_hash: { book_id: string; level: number; index: bigint; hash: Buffer }
  checkpoint: {
    book_id: string
    size: bigint
    checkpoint_id: string
    root: Buffer
    note: string
    signed_at: string
  }
  checkpoint_signature: {
    book_id: string
    size: bigint
    name: string
    key_hash: Buffer
    is_witness: boolean
    line: string
    added_at: string
  }
  heartbeat: {
    book_id: string
    size: bigint
    name: string
    key_hash: Buffer
    is_witness: boolean
    line: string
    added_at: string
  }
  alert: {
    book_id: string
    code: string
    subject: string
    number: Generated<bigint>
    sequence: bigint | null
    detail: string
    raised_at: string
  }
  bank_statement: {
    book_id: string
    statement_id: string
    arrival: Generated<bigint>
    from_day: string
    to_day: string
    closing_fen: bigint
  }
  /** What settlement told of the bank, and whether the book has taken it. */
  bank_word: {
    book_id: string
    fact_id: string
    type: string | null
    amount: bigint | null
    is_taken: boolean
    heard_at: Generated<string>
  }
  placed_freeze: {
    book_id: string
    freeze_id: string
    number: Generated<bigint>
    scope: string
    subject_id: string
    amount: bigint | null
    basis: string
    reason: string
    evidence_sha256: string
    expires_at: string | null
    placed_by: string
    placed_at: string
    correlation_id: string
  }
  lift_request: {
    book_id: string
    freeze_id: string
    requested_by: string
    requested_at: string
    reason: string
  }
  ended_freeze: {
    book_id: string
    freeze_id: string
    state: 'LIFTED' | 'EXPIRED'
    requested_by: string | null
    approved_by: string | null
    ended_at: string
  }
  certificate: {
    code: string
    book_id: string
    account: string
    /** JSON. */
    file: string
    issued_by: string
    issued_at: string
  }
  command: {
    scope: string
    key: string
    request_sha256: string
    command_id: string
    reply: Answer
    recorded_at: string
  }
}
