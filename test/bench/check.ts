// Looks at a book after a measurement: sums, chain, and whether what was acknowledged is stored.
import { entryBytes, genesisHash, hex, link, type Entry } from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import type { Client } from 'pg'
import type { Acknowledged } from './batcher.ts'

const PAGE_ENTRIES = 5_000

type LineRow = {
  entry_sequence: bigint
  account: string
  amount: bigint
  balance: bigint
  sequence: bigint
}
type EntryRow = {
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

/** What is wrong with the book; empty when its figures count. */
export async function checkBook(
  client: Client,
  bookId: string,
  acknowledged: Acknowledged,
): Promise<string[]> {
  const flaws: string[] = []
  const sums = await client.query<{ lines: string; heads: string; confirmed: number }>(
    `SELECT (SELECT coalesce(sum(amount), 0)::text FROM line WHERE book_id = $1) AS lines,
       (SELECT coalesce(sum(balance), 0)::text FROM account_head WHERE book_id = $1) AS heads,
       (SELECT count(*)::int FROM session
         WHERE book_id = $1 AND status = 'CONFIRMED') AS confirmed`,
    [bookId],
  )
  const { lines, heads, confirmed } = sums.rows[0]!
  if (lines !== '0') flaws.push(`lines sum to ${lines} fen`)
  if (heads !== '0') flaws.push(`balances sum to ${heads} fen`)
  if (confirmed !== acknowledged.size) {
    flaws.push(`${acknowledged.size} sessions were acknowledged and ${confirmed} are stored`)
  }
  flaws.push(...(await checkChain(client, bookId, acknowledged)))
  return flaws
}

/** Hashes every entry again from its rows, and looks for each receipt. */
async function checkChain(
  client: Client,
  bookId: string,
  acknowledged: Acknowledged,
): Promise<string[]> {
  let hash = genesisHash()
  let sequence = 0n
  let found = 0
  for (;;) {
    const page = await readEntries(client, bookId, sequence)
    if (page.length === 0) break
    for (const { entry, stored } of page) {
      sequence += 1n
      if (entry.sequence !== sequence) return [`entry ${sequence} is missing`]
      hash = link(hash, entryBytes(entry), nodeSha256)
      if (hex(hash) !== stored) return [`the chain breaks at entry ${sequence}`]
      const promised = acknowledged.get(sequence.toString())
      if (promised === undefined) continue
      if (promised !== stored) return [`the receipt of entry ${sequence} names another hash`]
      found += 1
    }
  }
  const head = await client.query<{ sequence: bigint; hash: Buffer }>(
    'SELECT sequence, hash FROM chain_head WHERE book_id = $1',
    [bookId],
  )
  const chain = head.rows[0]
  if (chain?.sequence !== sequence || hex(chain.hash) !== hex(hash)) {
    return ['the head of the chain is not its end']
  }
  return found === acknowledged.size ? [] : [`${acknowledged.size - found} receipts lack an entry`]
}

async function readEntries(client: Client, bookId: string, after: bigint) {
  const to = after + BigInt(PAGE_ENTRIES)
  const range = [bookId, after.toString(), to.toString()]
  const entries = await client.query<EntryRow>(
    `SELECT sequence, entry_id, cause_id, kind, contract_id, merchant_id, occurred_at, recorded_at,
       hash FROM entry WHERE book_id = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence`,
    range,
  )
  // The order of an entry's lines is part of its bytes: debits first, large first, then by name.
  const lines = await client.query<LineRow>(
    `SELECT entry_sequence, account, amount, balance, sequence FROM line
     WHERE book_id = $1 AND entry_sequence > $2 AND entry_sequence <= $3
     ORDER BY entry_sequence, amount DESC, account`,
    range,
  )
  const byEntry = Map.groupBy(lines.rows, (line) => line.entry_sequence)
  return entries.rows.map((row) => ({
    entry: entryOf(bookId, row, byEntry.get(row.sequence) ?? []),
    stored: row.hash.toString('hex'),
  }))
}

function entryOf(bookId: string, row: EntryRow, lines: readonly LineRow[]): Entry {
  return {
    bookId,
    causeId: row.cause_id,
    ...(row.contract_id === null ? {} : { contractId: row.contract_id }),
    currency: 'CNY',
    entryId: row.entry_id,
    kind: row.kind,
    lines: lines.map(({ account, amount, balance, sequence }) => ({
      account,
      amount,
      balance,
      sequence,
    })),
    ...(row.merchant_id === null ? {} : { merchantId: row.merchant_id }),
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    sequence: row.sequence,
  }
}
