// The accounts that consumers want their refunds on: recorded, never changed, the newest holds.
import { sql, type Kysely } from 'kysely'
import { transact, type Transaction } from '@ticun/db'
import type { Idempotency } from '@ticun/http'
import type { Refusal, RefundAccountView } from '@ticun/protocol'
import { lockConsumers } from '../command/locks.ts'
import { answerOnce } from '../command/once.ts'
import { seal, unseal } from '../sealed/text.ts'
import type { RefundAccountTable, SettlementTables } from '../tables.ts'

type Db = Kysely<SettlementTables>
type Trx = Transaction<SettlementTables>

/** A consumer is of the house: what she registers is of no book. */
const NO_BOOK = ''
const ACCOUNTS_SHOWN = 20

/** An account as a payment takes it. */
export type OwnAccount = { number: string; name: string; recordedBy?: string }

export type Registration = {
  consumerId: string
  account: { number: string; name: string }
  /** Who says so: the consumer's login, or an officer's with the hash of her written word. */
  recordedBy: string
  evidenceSha256?: string
  idempotency: Idempotency
  /** UTC. */
  now: string
}

/**
 * Records the account. Refunds of hers that wait for one take it, and those that are due to an
 * earlier one follow; what is approved stays as it was approved. Nothing of it is kept in the
 * stored reply but its place.
 */
export async function registerAccount(
  db: Db,
  { consumerId, account, recordedBy, evidenceSha256, idempotency, now }: Registration,
): Promise<{ body: RefundAccountView; replayed: boolean } | Refusal> {
  return transact(db, async (trx) => {
    const wish = { idempotency, bookId: NO_BOOK }
    const { answer, replayed } = await answerOnce(trx, wish, async () => {
      await lockConsumers(trx, [consumerId])
      const { position } = await trx
        .insertInto('refund_account')
        .values({
          consumer_id: consumerId,
          // As people copy it from a card.
          number: seal(account.number.replaceAll(/\s/g, '')),
          name: seal(account.name),
          recorded_by: recordedBy,
          by_officer: evidenceSha256 !== undefined,
          evidence_sha256: evidenceSha256 ?? null,
          recorded_at: now,
        })
        .returning('position')
        .executeTakeFirstOrThrow()
      await handToPayments(trx, consumerId)
      return { body: { consumerId, position: position.toString() } }
    })
    if ('refused' in answer) return answer
    const { position } = answer.body as { position: string }
    const row = await trx
      .selectFrom('refund_account')
      .selectAll()
      .where('consumer_id', '=', consumerId)
      .where('position', '=', BigInt(position))
      .executeTakeFirstOrThrow()
    return { body: viewAccount(row), replayed }
  })
}

/** What is due to her own account and not approved goes to the newest one. */
async function handToPayments(trx: Trx, consumerId: string): Promise<void> {
  const [own] = (await accountsInForce(trx, [consumerId])).values()
  if (!own) return
  await sql`
    UPDATE payment SET payee = 'REGISTERED', creditor_number = ${seal(own.number)},
      creditor_name = ${seal(own.name)}, payee_recorded_by = ${own.recordedBy ?? null}
    WHERE consumer_id = ${consumerId} AND status = 'DUE'
      AND payee IN ('REGISTERED', 'MISSING')`.execute(trx)
}

/** The newest account of each of these consumers who has one. */
export async function accountsInForce(
  db: Db,
  consumerIds: readonly string[],
): Promise<Map<string, OwnAccount>> {
  if (consumerIds.length === 0) return new Map()
  const { rows } = await sql<RefundAccountTable>`
    SELECT DISTINCT ON (consumer_id) * FROM refund_account
    WHERE consumer_id = ANY (${[...consumerIds]}::text[])
    ORDER BY consumer_id, position DESC`.execute(db)
  return new Map(
    rows.map(({ consumer_id, number, name, by_officer, recorded_by }) => [
      consumer_id,
      {
        number: unseal(number),
        name: unseal(name),
        ...(by_officer ? { recordedBy: recorded_by } : {}),
      },
    ]),
  )
}

/** What was ever recorded for a consumer, newest first: the first one holds. */
export async function listAccounts(db: Db, consumerId: string): Promise<RefundAccountView[]> {
  const rows = await db
    .selectFrom('refund_account')
    .selectAll()
    .where('consumer_id', '=', consumerId)
    .orderBy('position', 'desc')
    .limit(ACCOUNTS_SHOWN)
    .execute()
  return rows.map(viewAccount)
}

function viewAccount(row: Omit<RefundAccountTable, 'position'>): RefundAccountView {
  return {
    consumerId: row.consumer_id,
    account: { number: unseal(row.number), name: unseal(row.name) },
    by: row.by_officer ? 'OFFICE' : 'CONSUMER',
    recordedBy: row.recorded_by,
    ...(row.evidence_sha256 === null ? {} : { evidenceSha256: row.evidence_sha256 }),
    recordedAt: row.recorded_at,
  }
}
