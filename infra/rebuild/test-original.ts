// For tests: an escrow with its outbox on a real Postgres, and a random history of a book in it.
import { sql } from 'kysely'
import * as fc from 'fast-check'
import { connect } from '@ticun/db'
import { createTestDatabases, openTestDatabase } from '@ticun/house'
import { newId } from '@ticun/protocol'
import type { Command } from '../../services/escrow/command/command.ts'
import { migrateEscrow } from '../../services/escrow/migrate.ts'
import type { EscrowTables } from '../../services/escrow/tables.ts'
import * as escrow from '../../services/escrow/test-book.ts'
import { withDatabase } from './scratch.ts'

export type TestOriginal = Awaited<ReturnType<typeof openOriginal>>

/** Databases of an escrow; `close` removes everything. */
export async function openOriginal() {
  const server = await openTestDatabase()
  const databases = await createTestDatabases('rebuild', server.superuserUrl)
  const { database, ownerUrl, runtimeUrl, factsReaderUrl, ...roles } = databases.escrow
  await migrateEscrow(ownerUrl, roles.runtime, roles.factsReader)
  const db = connect<EscrowTables>({ url: runtimeUrl, applicationName: 'test-rebuild' })
  const administrator = connect<EscrowTables>({
    url: withDatabase(server.superuserUrl, database),
    applicationName: 'test-administrator',
    connectionsMax: 1,
  })
  return {
    db,
    serverUrl: server.superuserUrl,
    url: runtimeUrl,
    factsUrl: factsReaderUrl,
    /** What only a superuser can do to a fact that was said: its text is changed, or it is gone. */
    tamper: async (
      bookId: string,
      sequence: bigint,
      change: ((text: string) => string) | 'drop',
    ) => {
      const found = sql`aggregatetype = 'escrow.facts.v1' AND aggregateid = ${bookId}
        AND payload::json ->> 'bookSequence' = ${String(sequence)}`
      if (change === 'drop') {
        await sql`DELETE FROM outbox WHERE ${found}`.execute(administrator)
        return
      }
      const { rows } = await sql<{ payload: string }>`
        SELECT payload::text AS payload FROM outbox WHERE ${found}`.execute(administrator)
      const text = change(rows[0]?.payload ?? '')
      await sql`UPDATE outbox SET payload = ${text} WHERE ${found}`.execute(administrator)
    },
    /** The relay begins anew, as after a crash that lost its cursor. */
    forgetRelay: async () => {
      await sql`DELETE FROM outbox_cursor`.execute(administrator)
    },
    close: async () => {
      await db.destroy()
      await administrator.destroy()
      await databases.drop()
      await server.stop()
    },
  }
}

const VERBS = [
  'sign',
  'record',
  'confirm',
  'reverse',
  'refund',
  'approve',
  'payout',
  'bank',
] as const

/** Batches of steps; `pick` chooses what a step is about. */
export const histories = fc.array(
  fc.array(fc.record({ verb: fc.constantFrom(...VERBS), pick: fc.nat(40) }), {
    minLength: 1,
    maxLength: 12,
  }),
  { minLength: 1, maxLength: 10 },
)

export type History = readonly (readonly { verb: (typeof VERBS)[number]; pick: number }[])[]

/** Enough of everything that there are entries of most kinds. */
export const LONG: History = Array.from({ length: 12 }, (_, at) => [
  { verb: 'record', pick: at + 1 },
  { verb: 'record', pick: at + 2 },
  { verb: 'confirm', pick: at },
  { verb: at % 4 === 0 ? 'sign' : 'payout', pick: at },
  { verb: at % 4 === 1 ? 'refund' : 'bank', pick: at },
  { verb: 'approve', pick: at },
])

/** Plays a history on a fresh book and returns its id; what escrow refuses is part of it. */
export async function play({ db }: TestOriginal, history: History): Promise<string> {
  const book = await escrow.openTestBook(db)
  const contracts = [await book.fund(await book.sign())]
  const sessions: string[] = []
  const refunds: string[] = []
  const payouts: { payoutId: string; amountFen: string }[] = []
  const one = <T>(all: readonly T[], pick: number): T | undefined => all[pick % all.length]
  const on = (actor: typeof escrow.officer, verb: Parameters<typeof escrow.commandFor>[2]) =>
    escrow.commandFor(book.bookId, actor, verb)

  const record = (pick: number): Command => {
    const sessionId = newId('ses')
    sessions.push(sessionId)
    const contractId = one(contracts, pick)?.contractId ?? ''
    // Some are confirmed by a code on the spot, some wait for the consumer.
    const code = pick % 3 === 0 ? {} : { codeWindow: BigInt(sessions.length) }
    return on(book.desk, { verb: 'record-session', contractId, sessionId, ...code })
  }
  const refund = (pick: number): Command => {
    const refundId = newId('ref')
    refunds.push(refundId)
    const contractId = one(contracts, pick)?.contractId ?? ''
    return on(escrow.consumer, { verb: 'request-refund', contractId, refundId, reason: '搬家' })
  }
  const command = (verb: (typeof VERBS)[number], pick: number): Command => {
    const sessionId = one(sessions, pick) ?? newId('ses')
    if (verb === 'confirm') return on(escrow.consumer, { verb: 'confirm-session', sessionId })
    if (verb === 'reverse')
      return on(book.desk, { verb: 'reverse-session', sessionId, reason: 'x' })
    if (verb === 'refund') return refund(pick)
    if (verb === 'payout')
      return on(escrow.officer, { verb: 'run-payouts', runId: newId('run'), early: true })
    if (verb === 'approve') {
      const refundId = one(refunds, pick) ?? newId('ref')
      const body = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' } as const
      return on(escrow.officer, { verb: 'decide-refund', refundId, body })
    }
    return record(pick)
  }
  for (const batch of history) {
    const commands = batch.filter(({ verb }) => verb !== 'sign' && verb !== 'bank')
    if (commands.length > 0)
      await book.run(...commands.map(({ verb, pick }) => command(verb, pick)))
    if (batch.some(({ verb }) => verb === 'sign'))
      contracts.push(await book.fund(await book.sign()))
    const bank = batch.find(({ verb }) => verb === 'bank')
    if (bank) await answerOfBank(bank.pick)
  }
  return book.bookId

  /** The bank settles or returns a payout that is due. */
  async function answerOfBank(pick: number): Promise<void> {
    const due = await db
      .selectFrom('payout')
      .select(['payout_id', 'amount'])
      .where('book_id', '=', book.bookId)
      .where('status', '=', 'DUE')
      .execute()
    payouts.push(...due.map((row) => ({ payoutId: row.payout_id, amountFen: String(row.amount) })))
    const paid = one(payouts, pick)
    if (!paid) return
    const envelope = escrow.bankEnvelope(book.bookId, paid.payoutId)
    const settled = { ...paid, bankSerial: newId('dep'), bookedAt: escrow.NOW }
    const fact =
      pick % 2 === 0
        ? { ...envelope, type: 'payout.settled' as const, data: settled }
        : { ...envelope, type: 'payout.returned' as const, data: { ...paid, reason: 'closed' } }
    await book.run(on(escrow.system, { verb: 'take-bank-fact', fact }))
  }
}
