// Turns drafts into entries: balances, account sequences, places in the book and the chain; pure.
import assert from 'node:assert/strict'
import { entryBytes, link, type Entry, type EntryLine } from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import { codeOf, sideOf, type Draft, type DraftLine } from '@ticun/rules'
import type { ChainHead } from './head.ts'

export type AccountHead = { balance: bigint; sequence: bigint }

/** An entry with its place in the chain. */
export type Posted = { entry: Entry; hash: Uint8Array }

/** The balance (signed fen) that an account would have; throws when the chart forbids it: a bug. */
function checkedBalance(account: string, balance: bigint): bigint {
  const natural = sideOf(account) === 'DEBIT' ? balance : -balance
  assert(natural >= 0n, `account ${account} would fall to ${natural} fen`)
  return balance
}

/** The one order of an entry's lines: debits first, large first, then by account name. */
function byDebitThenAccount(a: DraftLine, b: DraftLine): number {
  if (a.amount !== b.amount) return a.amount > b.amount ? -1 : 1
  return a.account < b.account ? -1 : 1
}

function composeLines(draft: Draft, heads: Map<string, AccountHead>): EntryLine[] {
  assert(draft.lines.length >= 2, `${draft.kind} has fewer than two lines`)
  const sum = draft.lines.reduce((total, line) => total + line.amount, 0n)
  assert(sum === 0n, `${draft.kind} of ${draft.causeId} does not balance: ${sum} fen`)
  const names = new Set(draft.lines.map((line) => line.account))
  assert(names.size === draft.lines.length, `${draft.kind} has an account twice`)
  return draft.lines.toSorted(byDebitThenAccount).map(({ account, amount }) => {
    assert(amount !== 0n, `${draft.kind} has a line of 0 fen`)
    codeOf(account)
    const head = heads.get(account) ?? { balance: 0n, sequence: 0n }
    const balance = checkedBalance(account, head.balance + amount)
    const sequence = head.sequence + 1n
    heads.set(account, { balance, sequence })
    return { account, amount, balance, sequence }
  })
}

/**
 * Composes entries in order on top of a chain head. `heads` (by account, signed fen) is advanced
 * in place. Every cause gets the entry id with its own body. Throws an assertion on a bug: an
 * unbalanced draft, a forbidden balance, an account outside of the chart.
 */
export function compose(
  chain: ChainHead,
  heads: Map<string, AccountHead>,
  drafts: readonly Draft[],
): Posted[] {
  let { sequence, hash } = chain
  return drafts.map((draft) => {
    sequence += 1n
    const entry: Entry = {
      bookId: chain.bookId,
      causeId: draft.causeId,
      ...(draft.contractId ? { contractId: draft.contractId } : {}),
      currency: 'CNY',
      entryId: entryIdOf(draft.causeId),
      kind: draft.kind,
      lines: composeLines(draft, heads),
      ...(draft.merchantId ? { merchantId: draft.merchantId } : {}),
      occurredAt: draft.occurredAt,
      recordedAt: draft.recordedAt,
      sequence,
    }
    hash = link(hash, entryBytes(entry), nodeSha256)
    return { entry, hash }
  })
}

/** The entry id of a cause: `fct_BODY_2` → `ent_BODY_2`. One cause, one entry, one name. */
export function entryIdOf(causeId: string): string {
  return `ent${causeId.slice(causeId.indexOf('_'))}`
}
