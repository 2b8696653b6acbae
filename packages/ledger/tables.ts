// The book's tables as Kysely sees them.
import type { Generated } from 'kysely'

export type LedgerTables = {
  chain_head: {
    book_id: string
    sequence: Generated<bigint>
    hash: Generated<Buffer>
    recorded_at: string
    version: Generated<string>
  }
  account_head: { book_id: string; account: string; balance: bigint; sequence: bigint }
  entry: {
    book_id: string
    sequence: bigint
    entry_id: string
    cause_id: string
    kind: string
    contract_id: string | null
    merchant_id: string | null
    occurred_at: string
    recorded_at: string
    hash: Buffer
  }
  line: {
    book_id: string
    account: string
    sequence: bigint
    entry_sequence: bigint
    amount: bigint
    balance: bigint
    occurred_at: string
    recorded_at: string
  }
}
