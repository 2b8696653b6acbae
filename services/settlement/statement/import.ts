// Imports one statement in one transaction: reads, then pure matching, then all writes.
import type { Transaction } from 'kysely'
import { appendFacts } from '@ticun/events'
import { refuse, settlementRoutes, TOPICS, type Refusal, type ReplyOf } from '@ticun/protocol'
import type { BankStatement, StatementLine } from '../bank/bank-statement.ts'
import { lockBook } from '../command/locks.ts'
import type { SettlementTables } from '../tables.ts'
import { viewStatement } from '../read/views.ts'
import { isAhead, keepAhead } from './ahead.ts'
import { addTurnover, refusalByDay } from './bounds.ts'
import { closingFact, factOf } from './facts.ts'
import { contentSha256 } from './line-content.ts'
import { isOutdated, loadKnown, loadKnownLines } from './load.ts'
import { matchLines, type Verdict } from './match.ts'
import type { ImportOrder } from './order.ts'
import { saveStatement, saveVerdicts } from './save.ts'

export type ImportReport = ReplyOf<typeof settlementRoutes.fetchStatement.reply>

/** The report, and the debits that no payment of ours explains. */
export type Imported = { report: ImportReport; strays: Verdict[]; outdated: boolean }

/** Whether a line that is known comes with another content. Refused: statement_conflicts. */
export async function conflictIn(
  trx: Transaction<SettlementTables>,
  bookId: string,
  statement: BankStatement,
): Promise<Refusal | undefined> {
  const known = await loadKnownLines(trx, bookId, statement)
  const conflict = statement.lines.find((line) => {
    const content = known.get(line.bankSerial)
    return content !== undefined && content !== contentSha256(line)
  })
  if (!conflict) return undefined
  return refuse('statement_conflicts', `serial ${conflict.bankSerial} was imported otherwise`)
}

/**
 * Imports a statement of a known book. Lines that are known already change nothing, so statements
 * may come late, twice, overlapping and in any order; what is dated ahead waits for its day.
 * Refused whole: statement_not_over, statement_not_readable (see `bounds.ts`), statement_conflicts
 * (a known serial comes with another content).
 */
export async function importStatement(
  trx: Transaction<SettlementTables>,
  order: ImportOrder,
): Promise<Imported | Refusal> {
  const { bookId, statement } = order
  const untimely = refusalByDay(statement, order.recordedAt)
  if (untimely) return untimely
  await lockBook(trx, bookId)
  const conflict = await conflictIn(trx, bookId, statement)
  if (conflict) return conflict
  const known = await loadKnownLines(trx, bookId, statement)
  const fresh = statement.lines.filter((line) => !known.has(line.bankSerial))
  const tooMuch = await addTurnover(trx, bookId, fresh)
  if (tooMuch) return tooMuch
  const verdicts = await judge(trx, order, fresh)
  const outdated = await isOutdated(trx, bookId, statement)
  const { row, isNew } = await saveStatement(trx, order)
  await saveVerdicts(trx, order, row.statement_id, verdicts)
  const facts = verdicts.flatMap((each) => factOf(order, each) ?? [])
  // An older picture of days that are known better says nothing about the end of them.
  if (isNew && !outdated) facts.push(closingFact(order, row.statement_id))
  await appendFacts(
    trx,
    facts.map((fact) => ({ topic: TOPICS.settlement, fact })),
  )
  const count = (...wanted: Verdict['verdict'][]) =>
    verdicts.filter((each) => wanted.includes(each.verdict)).length
  const report: ImportReport = {
    ...viewStatement(row),
    matched: count('MATCHED', 'INTEREST'),
    unmatched: count('SUSPENSE', 'STRAY'),
    settled: count('SETTLED'),
    returned: count('RETURNED', 'NETTED'),
    ahead: count('AHEAD'),
    knownAlready: known.size,
  }
  const strays = verdicts.filter((each) => each.verdict === 'STRAY')
  return { report, strays, outdated }
}

/** Takes new lines for what they are; those that lie ahead are put by. */
async function judge(
  trx: Transaction<SettlementTables>,
  order: ImportOrder,
  fresh: readonly StatementLine[],
): Promise<Verdict[]> {
  const [now, ahead] = [[] as StatementLine[], [] as StatementLine[]]
  for (const line of fresh) (isAhead(line, order.recordedAt) ? ahead : now).push(line)
  await keepAhead(trx, order, ahead)
  const verdicts = matchLines(now, await loadKnown(trx, order.bookId, now))
  return [...verdicts, ...ahead.map((line) => ({ line, verdict: 'AHEAD' as const }))]
}
