// Turns drafts into entries: balances, account sequences, places in the book and the chain; pure.
import assert from 'node:assert/strict'
import { entryText, linkText, type Entry, type EntryLine } from '@ticun/proof'
import { nodeSha256 } from '@ticun/proof/node'
import { isBalance } from '@ticun/money'
import { naturalBalance, type Draft, type DraftLine } from '@ticun/rules'
import type { ChainHead } from './head.ts'

export type AccountHead = { balance: bigint; sequence: bigint }

const NO_LINE_YET: AccountHead = { balance: 0n, sequence: 0n }

/** An entry with its place in the chain. */
export type Posted = { entry: Entry; hash: Uint8Array }

/** The bank account as the book has it. */
const BANK = '1001'

/** An entry asks of an account what it cannot bear: no bug, but what was asked is refused. */
export class BalanceRefused extends Error {
  override name = 'BalanceRefused'
  /** The balance passes what can be said of one; or the bank paid what the book does not have. */
  readonly code: 'balance_too_large' | 'bank_account_short'

  constructor(code: BalanceRefused['code'], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * The balance (signed fen) that an account would have; throws when the chart forbids it, which is a
 * bug, and `BalanceRefused` when the entry's fact could not say it any more or the bank account
 * would be overdrawn, because the bank is ahead of the book.
 */
function checkedBalance(account: string, balance: bigint): bigint {
  const natural = naturalBalance(account, balance)
  if (!isBalance(balance)) {
    throw new BalanceRefused('balance_too_large', `${account} would come to ${balance} fen`)
  }
  if (natural >= 0n) return balance
  const said = `account ${account} would fall to ${natural} fen`
  if (account === BANK) throw new BalanceRefused('bank_account_short', said)
  return assert.fail(said)
}

/** The one order of an entry's lines: debits first, large first, then by account name. */
function byDebitThenAccount(a: DraftLine, b: DraftLine): number {
  if (a.amount !== b.amount) return a.amount > b.amount ? -1 : 1
  return a.account < b.account ? -1 : 1
}

/** Throws when these can be no entry's lines: a bug. Words are made only for who reads them. */
function checkLines({ kind, causeId, lines }: Draft): void {
  let sum = 0n
  for (const { amount } of lines) {
    if (amount === 0n) assert.fail(`${kind} has a line of 0 fen`)
    sum += amount
  }
  if (lines.length < 2) assert.fail(`${kind} has fewer than two lines`)
  if (sum !== 0n) assert.fail(`${kind} of ${causeId} does not balance: ${sum} fen`)
  const names = new Set(lines.map((line) => line.account))
  if (names.size < lines.length) assert.fail(`${kind} has an account twice`)
}

/** Nearly all entries have two lines: the engine's sort makes a kilobyte of rubbish for them. */
function inOrder(lines: readonly DraftLine[]): readonly DraftLine[] {
  if (lines.length !== 2) return lines.toSorted(byDebitThenAccount)
  const [one, other] = lines as [DraftLine, DraftLine]
  return byDebitThenAccount(one, other) < 0 ? lines : [other, one]
}

function composeLines(draft: Draft, heads: Map<string, AccountHead>): EntryLine[] {
  checkLines(draft)
  return inOrder(draft.lines).map(({ account, amount }) => {
    const head = heads.get(account) ?? NO_LINE_YET
    const balance = checkedBalance(account, head.balance + amount)
    const sequence = head.sequence + 1n
    heads.set(account, { balance, sequence })
    return { account, amount, balance, sequence }
  })
}

/**
 * Composes entries in order on top of a chain head. `heads` (by account, signed fen) is advanced
 * in place. Every cause gets the entry id with its own body. Throws an assertion on a bug: an
 * unbalanced draft, a forbidden balance, an account outside of the chart; and `BalanceRefused`.
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
    hash = linkText(hash, entryText(entry), nodeSha256)
    return { entry, hash }
  })
}

/** The entry id of a cause: `fct_BODY_2` → `ent_BODY_2`. One cause, one entry, one name. */
export function entryIdOf(causeId: string): string {
  return `ent${causeId.slice(causeId.indexOf('_'))}`
}
