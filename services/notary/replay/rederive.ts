// Derives an entry again from its business fact and compares it with the one that was heard; pure.
import { entryBytes, equal, fromUtf8, link, parseEntryText, type Entry } from '@ticun/proof'
import type { EntryLine, Sha256 } from '@ticun/proof'
import { renameId, type EscrowFact } from '@ticun/protocol'
import { naturalBalance, posting, type DraftLine } from '@ticun/rules'
import type { AlertCode } from '../alert/problem.ts'
import { firstDifference } from './first-difference.ts'

/** Balance in signed fen, and the account's own sequence. */
export type AccountHead = { balance: bigint; sequence: bigint }

/** An entry that was heard, beside the fact that names it. */
export type Heard = {
  sequence: bigint
  cause: EscrowFact
  /** Canonical bytes of the entry as heard, and the chain hash that it claims. */
  bytes: Uint8Array
  hash: Uint8Array
}

/** Where the entry has to fit. */
export type Place = { bookId: string; hash: Uint8Array; recordedAt: string | null }

export type Rederived = { entry: Entry; bytes: Uint8Array; hash: Uint8Array }

export type Mismatch = { code: AlertCode; detail: string }

/** The one order of lines: debits first, large first, then by account name. */
function inOrder(lines: readonly DraftLine[]): DraftLine[] {
  return lines.toSorted((a, b) => {
    if (a.amount !== b.amount) return a.amount > b.amount ? -1 : 1
    return a.account < b.account ? -1 : 1
  })
}

function linesOf(
  drafts: readonly DraftLine[],
  heads: ReadonlyMap<string, AccountHead>,
): EntryLine[] | Mismatch {
  const sum = drafts.reduce((total, { amount }) => total + amount, 0n)
  const names = new Set(drafts.map(({ account }) => account))
  const odd = drafts.some(({ amount }) => amount === 0n) || names.size !== drafts.length
  if (sum !== 0n || drafts.length < 2 || odd) {
    return { code: 'ENTRY_DOES_NOT_BALANCE', detail: `its lines sum to ${sum} fen` }
  }
  const lines: EntryLine[] = []
  for (const { account, amount } of inOrder(drafts)) {
    const head = heads.get(account) ?? { balance: 0n, sequence: 0n }
    const balance = head.balance + amount
    const natural = naturalBalance(account, balance)
    if (natural < 0n) {
      return { code: 'BALANCE_FORBIDDEN', detail: `${account} would fall to ${natural} fen` }
    }
    lines.push({ account, amount, balance, sequence: head.sequence + 1n })
  }
  return lines
}

/** The entry that a fact leads to at this place, or why there can be none. */
function derive(
  place: Place,
  heads: ReadonlyMap<string, AccountHead>,
  { sequence, cause }: Heard,
): Entry | Mismatch {
  const draft = posting(cause)
  if (!draft) {
    return { code: 'CAUSE_MOVES_NO_MONEY', detail: `${cause.type} ${cause.id} moves no money` }
  }
  const lines = linesOf(draft.lines, heads)
  if ('code' in lines) return lines
  return {
    bookId: place.bookId,
    causeId: draft.causeId,
    ...(draft.contractId === undefined ? {} : { contractId: draft.contractId }),
    currency: 'CNY',
    entryId: renameId(draft.causeId, 'ent'),
    kind: draft.kind,
    lines,
    ...(draft.merchantId === undefined ? {} : { merchantId: draft.merchantId }),
    occurredAt: draft.occurredAt,
    recordedAt: draft.recordedAt,
    sequence,
  }
}

/**
 * Re-derives one entry: its bytes must be the heard ones, byte for byte, and its hash must follow
 * the chain. Changes nothing; the caller advances `heads` (signed fen by account).
 */
export function rederive(
  place: Place,
  heads: ReadonlyMap<string, AccountHead>,
  heard: Heard,
  sha256: Sha256,
): Rederived | Mismatch {
  const entry = derive(place, heads, heard)
  if ('code' in entry) return entry
  const bytes = entryBytes(entry)
  if (!equal(bytes, heard.bytes)) {
    const difference = firstDifference(parseEntryText(fromUtf8(heard.bytes)), entry)
    const { key, was, other } = difference ?? { key: 'its bytes', was: 'others', other: 'these' }
    return { code: 'ENTRY_DIFFERS', detail: `${key} is ${was}; the facts lead to ${other}` }
  }
  if (place.recordedAt !== null && entry.recordedAt < place.recordedAt) {
    const detail = `recorded at ${entry.recordedAt}, after an entry of ${place.recordedAt}`
    return { code: 'TIME_RUNS_BACK', detail }
  }
  const hash = link(place.hash, bytes, sha256)
  if (!equal(hash, heard.hash)) {
    return { code: 'CHAIN_BROKEN', detail: 'its hash does not follow from the entry before it' }
  }
  return { entry, bytes, hash }
}
