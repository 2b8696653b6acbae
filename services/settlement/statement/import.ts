// Imports one statement in one transaction: reads, then pure matching, then all writes.
import type { Transaction } from 'kysely'
import { appendFacts } from '@ticun/events'
import { refuse, settlementRoutes, TOPICS, type Refusal, type ReplyOf } from '@ticun/protocol'
import { lockBook } from '../command/locks.ts'
import type { SettlementTables } from '../tables.ts'
import { viewStatement } from '../read/views.ts'
import { closingFact, factOf } from './facts.ts'
import { contentSha256 } from './line-content.ts'
import { isOutdated, loadKnown, loadKnownLines } from './load.ts'
import { matchLines, type Verdict } from './match.ts'
import type { ImportOrder } from './order.ts'
import { saveStatement, saveVerdicts } from './save.ts'

export type ImportReport = ReplyOf<typeof settlementRoutes.importStatement.reply>

/** The report, and the debits that no payment of ours explains. */
export type Imported = { report: ImportReport; strays: Verdict[]; outdated: boolean }

/**
 * Imports a statement of a known book. Lines that are known already change nothing, so statements
 * may come late, twice, overlapping and in any order. Refused whole (statement_conflicts) when a
 * known serial comes with another content.
 */
export async function importStatement(
  trx: Transaction<SettlementTables>,
  order: ImportOrder,
): Promise<Imported | Refusal> {
  const { bookId, statement } = order
  await lockBook(trx, bookId)
  const known = await loadKnownLines(trx, bookId, statement)
  const conflict = statement.lines.find((line) => {
    const content = known.get(line.bankSerial)
    return content !== undefined && content !== contentSha256(line)
  })
  if (conflict) {
    return refuse('statement_conflicts', `serial ${conflict.bankSerial} was imported otherwise`)
  }
  const fresh = statement.lines.filter((line) => !known.has(line.bankSerial))
  const verdicts = matchLines(fresh, await loadKnown(trx, bookId, fresh))
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
    knownAlready: known.size,
  }
  const strays = verdicts.filter((each) => each.verdict === 'STRAY')
  return { report, strays, outdated }
}
