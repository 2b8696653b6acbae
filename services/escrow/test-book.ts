// For tests: a book in a real Postgres, and commands on it as the edge would make them.
import { connect, transact, type Database } from '@ticun/db'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import {
  newId,
  type Actor,
  type GuardianshipKind,
  type LotTerms,
  type SessionPackTerms,
  type SettlementFact,
} from '@ticun/protocol'
import type { Command, Outcome, SessionWish, Verb } from './command/command.ts'
import { execute } from './command/execute.ts'
import { drawReferences } from './command/references.ts'
import { migrateEscrow } from './migrate.ts'
import type { EscrowTables } from './tables.ts'

export const NOW = '2025-06-01T04:00:00.000Z'
export const merchantId = 'mer_00000000000000000000000001'
export const consumerId = 'con_00000000000000000000000001'
export const officer: Actor = { role: 'officer', id: 'wang' }
export const merchant: Actor = { role: 'merchant', id: 'coach', party: merchantId }
export const consumer: Actor = { role: 'consumer', id: 'm0001', party: consumerId }
export const system: Actor = { role: 'system', id: 'settlement' }

export const terms: SessionPackTerms = {
  kind: 'SESSION_PACK',
  priceFen: '299900',
  currency: 'CNY',
  sessions: 36,
  listPriceFen: '15000',
  coolingOffDays: 7,
}

export type TestBook = Awaited<ReturnType<typeof openTestBook>>

/** A command with everything that the edge adds; `changes` overrides any of it. */
export function commandFor(
  bookId: string,
  actor: Actor,
  verb: Verb,
  changes: Partial<Pick<Command, 'key' | 'requestSha256' | 'now' | 'occurredAt'>> = {},
): Command {
  const commandId = newId('cmd')
  return {
    ...verb,
    commandId,
    bookId,
    scope: actor.id,
    key: commandId,
    requestSha256: '00'.repeat(32),
    now: NOW,
    occurredAt: changes.now ?? NOW,
    actor,
    correlationId: commandId,
    causationId: commandId,
    references: drawReferences(verb),
    ...changes,
  }
}

/** A deposit that the bank credited, as settlement tells it. */
export function depositFact(
  bookId: string,
  contract: { contractId: string; lotId: string },
  amountFen: string,
  bookedAt = NOW,
): Extract<SettlementFact, { type: 'deposit.received' }> {
  const depositId = newId('dep')
  return {
    ...bankEnvelope(bookId, depositId),
    type: 'deposit.received',
    data: { depositId, ...contract, amountFen, bankSerial: depositId, bookedAt },
  }
}

/** The envelope of a fact of settlement. */
export function bankEnvelope(bookId: string, subject: string) {
  return {
    id: newId('fct'),
    source: 'settlement' as const,
    subject,
    recordedAt: NOW,
    occurredAt: NOW,
    bookId,
    correlationId: subject,
    causationId: subject,
    actor: system,
  }
}

/** Databases with escrow's tables; `close` removes everything. */
export async function openTestEscrow() {
  const server = await openTestDatabase()
  const databases = await createTestDatabases('escrow', server.superuserUrl)
  const { ownerUrl, runtimeUrl, runtime, factsReader } = databases.escrow
  await migrateEscrow(ownerUrl, runtime, factsReader)
  const db = connect<EscrowTables>({ url: runtimeUrl, applicationName: 'escrow-test' })
  const close = async () => {
    await db.destroy()
    await databases.drop()
    await server.stop()
  }
  return { db, runtimeUrl, close }
}

/**
 * A fresh book with one merchant and one product (36 sessions for 299900 fen). Its industry has no
 * caps, so that one consumer can buy as often as a test wants.
 */
export async function openTestBook(
  db: Database<EscrowTables>,
  productTerms: LotTerms = terms,
  industry = 'WELLNESS',
) {
  const bookId = newId('bok')
  const ownMerchantId = newId('mer')
  const desk: Actor = { ...merchant, party: ownMerchantId }
  const productId = newId('prd')
  const run = (...commands: Command[]): Promise<Outcome[]> =>
    transact(db, (trx) => execute(trx, bookId, commands))
  // Each book has an account of its own.
  const bankAccount = { number: bookId.slice(-20), name: '健身房有限公司' }
  const merchantBody = {
    bookId,
    name: '健身房',
    industry,
    district: '长宁',
    bankAccount,
  }
  const product = { name: '36 次课', terms: productTerms }
  await run(
    commandFor(bookId, officer, { verb: 'open-book', body: { bankAccount } }),
    commandFor(bookId, officer, {
      verb: 'enrol-merchant',
      merchantId: ownMerchantId,
      body: merchantBody,
    }),
    commandFor(bookId, desk, {
      verb: 'list-product',
      productId,
      merchantId: ownMerchantId,
      body: product,
    }),
  )
  /** Makes somebody her guardian: by her own word, or by two officers' decision. */
  const guard = async (guardianId: string, kind: GuardianshipKind, decided = false) => {
    const guardianshipId = newId('grd')
    const between = { guardianshipId, wardId: consumerId, guardianId, kind }
    const evidence = decided ? { evidenceSha256: 'e'.repeat(64) } : {}
    const by: Actor = decided ? officer : { role: 'consumer', id: 'm0002', party: guardianId }
    const other = decided ? { ...officer, id: 'li' } : consumer
    const body = { decision: decided ? 'APPROVE' : 'ACCEPT' } as const
    await run(
      commandFor(bookId, by, { verb: 'ask-guardianship', ...between, ...evidence }),
      commandFor(bookId, other, { verb: 'decide-guardianship', guardianshipId, body }),
    )
    return guardianshipId
  }
  const sign = async () => {
    const contract = { contractId: newId('ctr'), lotId: newId('lot') }
    const ids = { ...contract, productId, consumerId, consumerName: '张三丰' }
    await run(commandFor(bookId, consumer, { verb: 'sign-contract', ...ids }))
    return contract
  }
  const fund = async (contract: { contractId: string; lotId: string }) => {
    const fact = depositFact(bookId, contract, productTerms.priceFen)
    await run(commandFor(bookId, system, { verb: 'take-bank-fact', fact }))
    return contract
  }
  return { bookId, merchantId: ownMerchantId, desk, productId, run, guard, sign, fund }
}

/** A book with one funded contract of 36 sessions, and commands on it. */
export async function openFundedContract(
  db: Database<EscrowTables>,
  productTerms: LotTerms = terms,
) {
  const opened = await openTestBook(db, productTerms)
  const contract = await opened.fund(await opened.sign())
  const record = (changes = {}, wish: Partial<SessionWish> = {}) =>
    commandFor(
      opened.bookId,
      opened.desk,
      { verb: 'record-session', contractId: contract.contractId, sessionId: newId('ses'), ...wish },
      changes,
    )
  const confirm = (session: Command) =>
    commandFor(opened.bookId, consumer, {
      verb: 'confirm-session',
      sessionId: session.verb === 'record-session' ? session.sessionId : '',
    })
  return { ...opened, contract, record, confirm }
}
