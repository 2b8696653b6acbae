// To whose account money goes back: where it came from, or the own account of whom it is for.
import { sql } from 'kysely'
import type { Transaction } from '@ticun/db'
import { FactNotYet, FactRejected } from '@ticun/events'
import { cleanText, type EscrowFact } from '@ticun/protocol'
import { accountsInForce, type OwnAccount } from '../account/accounts.ts'
import { lockConsumers } from '../command/locks.ts'
import { unseal } from '../sealed/text.ts'
import type { Payee, SettlementTables } from '../tables.ts'

type Trx = Transaction<SettlementTables>

/** Money that goes back: of a lot to a consumer, or of nobody to whom it came from. */
export type Back = Extract<EscrowFact, { type: 'refund.due' | 'suspense.due' }>

export type Creditor = {
  payee: Payee
  /** Absent while it is not known. */
  number?: string
  name?: string
  /** The officer who recorded the account. */
  recordedBy?: string
  /** Whose refund it is; of no consumer otherwise. */
  consumerId: string | null
  /** The failed payment that it is in place of. */
  retryOf?: string
}

const NAME_LENGTH_MAX = 70

type Source = {
  book_id: string
  deposit_id: string
  payer_name: string
  payer_account: string
  /** Whose lots it has paid for. */
  paid_for: string[]
  /** Whose refund it was, and by which payment, where it is one that came back. */
  refund_of: string | null
  returned_payment_id: string | null
}

/**
 * The creditor of each payment, in the order of the facts. A lot's money goes back to the payer of
 * its deposit (F20) as long as that was paid for this consumer; what was paid for another one,
 * whose lot is hers by transfer (F9), goes to the account that she registered, or waits for one.
 * Money of nobody that came without an account waits for one too. Rejects a fact whose deposit is
 * unknown.
 */
export async function creditorsOf(trx: Trx, facts: readonly Back[]): Promise<Creditor[]> {
  const sources = await loadSources(trx, facts)
  await seeThatTheyFailed(trx, facts)
  const pairs = facts.map((fact) => ({ fact, source: sourceOf(fact, sources) }))
  const ownersOf = ({ fact, source }: (typeof pairs)[number]) => ownerOf(fact, source) ?? []
  const waiting = pairs.filter(({ fact, source }) => mayTakeOwn(fact, source))
  const wanting = waiting.flatMap(ownersOf)
  // Whoever registers one at this instant waits until the payments are here, and finds them.
  await lockConsumers(trx, wanting)
  const accounts = await accountsInForce(trx, wanting)
  return pairs.map(({ fact, source }) => choose(fact, source, accounts))
}

async function loadSources(trx: Trx, facts: readonly Back[]): Promise<Source[]> {
  const ids = facts.map((fact) => fact.data.depositId)
  const { rows } = await sql<Source>`
    SELECT d.book_id, d.deposit_id, d.payer_name, d.payer_account, p.consumer_id AS refund_of,
      d.returned_payment_id,
      ARRAY(SELECT c.consumer_id FROM deposit_consumer c
        WHERE c.book_id = d.book_id AND c.deposit_id = d.deposit_id) AS paid_for
    FROM deposit d
    LEFT JOIN payment p ON p.book_id = d.book_id AND p.payment_id = d.returned_payment_id
    WHERE d.deposit_id = ANY (${ids}::text[])`.execute(trx)
  return rows.map((row) => ({
    ...row,
    payer_name: unseal(row.payer_name),
    payer_account: unseal(row.payer_account),
  }))
}

/** Nothing is paid again while the bank may still carry it out. */
async function seeThatTheyFailed(trx: Trx, facts: readonly Back[]): Promise<void> {
  const dues = facts.flatMap((fact) => (fact.type === 'refund.due' ? [fact.data] : []))
  const retried = dues.flatMap(({ retryOf }) => retryOf ?? [])
  if (retried.length === 0) return
  const { rows } = await sql<{ payment_id: string; retried_by: string | null }>`
    SELECT p.payment_id, r.payment_id AS retried_by
    FROM payment p
    LEFT JOIN payment r ON r.book_id = p.book_id AND r.retry_of = p.payment_id
      AND r.lot_id IS NOT NULL
    WHERE p.payment_id = ANY (${retried}::text[])
      AND p.status IN ('RETURNED', 'REJECTED')`.execute(trx)
  const failed = new Map(rows.map((row) => [row.payment_id, row.retried_by]))
  for (const { retryOf, paymentId } of dues) {
    if (retryOf === undefined) continue
    const by = failed.get(retryOf)
    if (by === undefined) throw new FactRejected(`${retryOf} has not failed, so it stands`)
    if (by !== null && by !== paymentId) throw new FactRejected(`${retryOf} is paid again already`)
  }
}

function sourceOf({ bookId, data, subject }: Back, sources: readonly Source[]): Source {
  const { depositId } = data
  const found = sources.find((row) => row.deposit_id === depositId && row.book_id === bookId)
  if (!found) throw new FactNotYet(`${subject}: the deposit ${depositId} is not known`)
  return found
}

/** The consumer whose money it is. */
function ownerOf(fact: Back, source: Source): string | undefined {
  return fact.type === 'refund.due' ? fact.data.consumerId : (source.refund_of ?? undefined)
}

/** Letters and digits, and dashes between them: neither empty nor masked with stars. */
const ACCOUNT = /^[0-9A-Za-z](?:[0-9A-Za-z-]{2,32})[0-9A-Za-z]$/
/** What banks write where there is none. */
const PLACEHOLDERS = new Set(['NOTPROVIDED', 'NONREF', 'NOREF', 'NONE', 'NULL'])

function isPayable({ payer_account: number }: Source): boolean {
  return ACCOUNT.test(number) && !PLACEHOLDERS.has(number.toUpperCase())
}

/** Whether the account that she registered comes before the payer's. */
function mayTakeOwn(fact: Back, source: Source): boolean {
  if (fact.type === 'suspense.due') return source.refund_of !== null
  if (fact.data.to === 'REGISTERED') return true
  return !source.paid_for.includes(fact.data.consumerId) || !isPayable(source)
}

function choose(fact: Back, source: Source, accounts: ReadonlyMap<string, OwnAccount>): Creditor {
  const consumerId = ownerOf(fact, source) ?? null
  const retryOf = fact.type === 'refund.due' ? fact.data.retryOf : source.returned_payment_id
  const about = { consumerId, ...(retryOf ? { retryOf } : {}) }
  if (mayTakeOwn(fact, source)) {
    const own = accounts.get(consumerId ?? '')
    if (own) return { payee: 'REGISTERED', ...own, ...about }
  }
  // It waits for her own account, or for one that an officer records.
  if (!isPayable(source) || (fact.type === 'refund.due' && mayTakeOwn(fact, source))) {
    return { payee: 'MISSING', ...about }
  }
  const number = source.payer_account
  const name = cleanText(source.payer_name, NAME_LENGTH_MAX)
  // A bank wants a name even where the paying bank gave none.
  return { payee: 'PAYER', number, name: name === '' ? number : name, ...about }
}
