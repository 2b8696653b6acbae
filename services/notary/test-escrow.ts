// A small escrow for tests: makes business facts, books them by the real ledger, speaks both.
import { connect, transact, type Database } from '@ticun/db'
import { appendFacts, type Outgoing } from '@ticun/events'
import { compose, genesisHead, type AccountHead, type Posted } from '@ticun/ledger'
import { genesisHash, hex } from '@ticun/proof'
import { TOPICS, type EscrowFact, type LedgerFact, type SettlementFact } from '@ticun/protocol'
import { posting } from '@ticun/rules'

export const BOOK_ID = 'bok_00000000000000000000000001'
const MERCHANT_ID = 'mer_00000000000000000000000001'
const START_MS = Date.UTC(2025, 0, 1)
const STEP_MS = 7 * 3_600_000
const PRICE_FEN = 3_000n
const SLOTS = 3

/** A text of 26 characters that is different for each number. */
const body = (number: number) => String(number).padStart(26, '0')
const at = (step: number) => new Date(START_MS + step * STEP_MS).toISOString()

function envelope(number: number) {
  return {
    id: `fct_${body(number)}`,
    source: 'escrow' as const,
    subject: `ctr_${body(1)}`,
    recordedAt: at(number),
    occurredAt: at(number),
    bookId: BOOK_ID,
    correlationId: `journey-${number}`,
    causationId: `cmd_${body(number)}`,
    actor: { role: 'system' as const, id: 'test' },
  }
}

/** Facts of `lots` packs: each is paid for, told of a session, and released slot by slot. */
export function makeStory(lots: number): EscrowFact[] {
  const facts: EscrowFact[] = []
  for (let lot = 1; lot <= lots; lot += 1) {
    const ids = { contractId: `ctr_${body(lot)}`, lotId: `lot_${body(lot)}` }
    const money = { ...ids, merchantId: MERCHANT_ID }
    facts.push({
      ...envelope(facts.length + 1),
      type: 'lot.funded',
      data: {
        ...money,
        depositId: `dep_${body(lot)}`,
        amountFen: String(PRICE_FEN),
        paidAt: at(lot),
      },
    })
    for (let slot = 0; slot < SLOTS - 1; slot += 1) {
      const session = { ...money, sessionId: `ses_${body(lot * SLOTS + slot)}`, slot }
      const amountFen = String(PRICE_FEN / BigInt(SLOTS))
      facts.push({
        ...envelope(facts.length + 1),
        type: 'session.recorded',
        data: { ...session, amountFen },
      })
      facts.push({
        ...envelope(facts.length + 1),
        type: 'session.confirmed',
        data: { ...session, amountFen, confirmedBy: 'CODE' },
      })
    }
  }
  return facts
}

/** What both topics say about a story: business facts, and the entries that they caused. */
export type Spoken = { causes: EscrowFact[]; entries: LedgerFact[]; head: string; sequence: bigint }

/** Books a story by the ledger's own rules, from the beginning of the book. */
export function book(facts: readonly EscrowFact[]): Spoken {
  const chain = genesisHead(facts[0]?.bookId ?? BOOK_ID, at(0))
  const heads = new Map<string, AccountHead>()
  const posted = compose(
    chain,
    heads,
    facts.flatMap((fact) => posting(fact) ?? []),
  )
  const byCause = new Map(posted.map((each) => [each.entry.causeId, each]))
  const causes = facts.map((fact) => {
    const sequence = byCause.get(fact.id)?.entry.sequence
    return sequence === undefined ? fact : { ...fact, bookSequence: sequence.toString() }
  })
  const entries = facts.flatMap((fact) => {
    const own = byCause.get(fact.id)
    return own ? [entryFact(fact, own)] : []
  })
  const last = posted.at(-1)
  return {
    causes,
    entries,
    head: hex(last?.hash ?? genesisHash()),
    sequence: last?.entry.sequence ?? 0n,
  }
}

function entryFact(cause: EscrowFact, { entry, hash }: Posted): LedgerFact {
  const { type: _type, data: _data, ...rest } = cause
  const { contractId, merchantId, currency, kind } = entry
  return {
    ...rest,
    subject: entry.entryId,
    causationId: entry.causeId,
    occurredAt: entry.occurredAt,
    recordedAt: entry.recordedAt,
    bookSequence: entry.sequence.toString(),
    type: 'entry.posted',
    data: {
      ...(contractId === undefined ? {} : { contractId }),
      ...(merchantId === undefined ? {} : { merchantId }),
      currency,
      kind,
      hash: hex(hash),
      lines: entry.lines.map(({ account, amount, balance, sequence }) => ({
        account,
        amount: amount.toString(),
        balance: balance.toString(),
        sequence: sequence.toString(),
      })),
    },
  }
}

/** A statement of the bank that closes with this balance at the end of a day. */
export function statementClosed(number: number, to: string, closingFen: bigint): SettlementFact {
  return {
    ...envelope(number),
    source: 'settlement',
    type: 'statement.closed',
    data: {
      statementId: `stm_${body(number)}`,
      account: '3100066631018000001',
      from: to,
      to,
      openingBalanceFen: '0',
      closingBalanceFen: closingFen.toString(),
      lines: 1,
    },
  }
}

export const ofEscrow = (facts: readonly EscrowFact[]): Outgoing[] =>
  facts.map((fact) => ({ topic: TOPICS.escrow, fact }))
export const ofLedger = (facts: readonly LedgerFact[]): Outgoing[] =>
  facts.map((fact) => ({ topic: TOPICS.ledger, fact }))
export const ofSettlement = (facts: readonly SettlementFact[]): Outgoing[] =>
  facts.map((fact) => ({ topic: TOPICS.settlement, fact }))

/** Opens an outbox and returns what speaks into it, one transaction for each call. */
export function openSpeaker(url: string) {
  const db: Database<unknown> = connect({ url, applicationName: 'test-escrow' })
  return {
    speak: (facts: readonly Outgoing[]) => transact(db, (trx) => appendFacts(trx, facts)),
    close: () => db.destroy(),
  }
}
