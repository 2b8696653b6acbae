// Writes what a batch changed: one set-based statement per noun, and none for an untouched noun.
import { sql, type Transaction } from 'kysely'
import { column } from '@ticun/db'
import type { EscrowTables } from '../tables.ts'
import type { Changes } from './changes.ts'
import { saveChargebacks } from './chargeback.ts'
import { saveGuardianships } from './guardianship.ts'
import { saveHolds } from './holds.ts'
import type { Contract } from './nouns.ts'
import { saveOffers } from './offer.ts'
import { saveProposals } from './proposal.ts'
import { saveCases } from './save-cases.ts'
import { insertLots, updateLots, updateWholeLots } from './save-lots.ts'
import { savePolicies } from './save-policies.ts'
import { insertSessions, updateSessions } from './save-sessions.ts'
import { saveMassRefunds } from './save-mass-refunds.ts'
import { saveRefunds } from './save-refunds.ts'
import { saveCalendar } from './save-calendar.ts'
import { saveSuspense } from './save-suspense.ts'
import { saveTimers } from './save-timers.ts'

type Trx = Transaction<EscrowTables>

/** Saves the changes of a batch. Throws a unique violation when an id to be created is taken. */
export async function saveChanges(trx: Trx, bookId: string, changes: Changes): Promise<void> {
  await saveRare(trx, bookId, changes)
  if (changes.contracts.length > 0) await insertContracts(trx, bookId, changes.contracts)
  if (changes.newLots.length > 0) await insertLots(trx, bookId, changes.newLots)
  if (changes.wholeLots.length > 0) await updateWholeLots(trx, bookId, changes.wholeLots)
  if (changes.lots.length > 0) await updateLots(trx, bookId, changes.lots)
  if (changes.newSessions.length > 0) await insertSessions(trx, bookId, changes.newSessions)
  if (changes.sessions.length > 0) await updateSessions(trx, bookId, changes.sessions)
  if (changes.cases.length > 0) await saveCases(trx, bookId, changes.cases)
  await saveTimers(trx, bookId, changes)
  await savePolicies(trx, bookId, changes.policies)
  await saveCalendar(trx, bookId, changes.calendarYears)
  await saveHolds(trx, bookId, changes.holds)
  await saveMassRefunds(trx, bookId, changes)
}

async function insertContracts(trx: Trx, bookId: string, all: readonly Contract[]): Promise<void> {
  await sql`
    INSERT INTO contract (book_id, contract_id, merchant_id, consumer_id, product_id, product_name,
      reference, terms, terms_sha256, signed_at)
    SELECT ${bookId}, * FROM unnest(
      ${column(all.map((each) => each.contractId))}::text[],
      ${column(all.map((each) => each.merchantId))}::text[],
      ${column(all.map((each) => each.consumerId))}::text[],
      ${column(all.map((each) => each.productId))}::text[],
      ${column(all.map((each) => each.productName))}::text[],
      ${column(all.map((each) => each.reference))}::text[],
      ${column(all.map((each) => JSON.stringify(each.terms)))}::json[],
      ${column(all.map((each) => each.termsSha256))}::text[],
      ${column(all.map((each) => each.signedAt))}::timestamptz[])`.execute(trx)
}

/** Nouns that change a few times a day: a statement each is no matter. */
async function saveRare(trx: Trx, bookId: string, changes: Changes): Promise<void> {
  const { book } = changes
  if (book) {
    const bank = { bank_number: book.bankNumber, bank_name: book.bankName }
    const row = { book_id: bookId, currency: 'CNY', opened_at: book.openedAt, ...bank }
    await trx.insertInto('book').values(row).execute()
  }
  for (const merchant of changes.merchants) {
    const { merchantId, name, industry, district, bankNumber, bankName, enrolledAt } = merchant
    const bank = { bank_number: bankNumber, bank_name: bankName, enrolled_at: enrolledAt }
    const ids = { book_id: bookId, merchant_id: merchantId }
    const state = {
      status: merchant.status,
      stopped_on: merchant.stoppedOn ?? null,
      notice_until: merchant.noticeUntil ?? null,
      pending: merchant.pending ?? null,
      pending_release: merchant.pendingRelease
        ? { ...merchant.pendingRelease, amountFen: merchant.pendingRelease.amountFen.toString() }
        : null,
      released: merchant.releasedFen,
    }
    await trx
      .insertInto('merchant')
      .values({ ...ids, name, industry, district, ...bank, ...state })
      .onConflict((conflict) => conflict.columns(['book_id', 'merchant_id']).doUpdateSet(state))
      .execute()
  }
  for (const { productId, merchantId, listedAt, withdrawnAt, ...listed } of changes.products) {
    const ids = { book_id: bookId, product_id: productId, merchant_id: merchantId }
    const row = { ...listed, listed_at: listedAt, withdrawn_at: withdrawnAt ?? null }
    await trx
      .insertInto('product')
      .values({ ...ids, ...row })
      .onConflict((conflict) => conflict.columns(['book_id', 'product_id']).doUpdateSet(row))
      .execute()
  }
  await saveRefunds(trx, bookId, changes.refunds)
  await saveChargebacks(trx, bookId, changes.chargebacks)
  await saveReckonings(trx, bookId, changes)
  await savePayouts(trx, bookId, changes)
  await saveSuspense(trx, bookId, changes.suspense)
  await saveProposals(trx, bookId, changes.proposals)
  await saveOffers(trx, bookId, changes.offers)
  await saveGuardianships(trx, bookId, changes.guardianships)
}

async function saveReckonings(trx: Trx, bookId: string, changes: Changes): Promise<void> {
  for (const { runId, merchantId, reckonedAt, ...fen } of changes.reckonings) {
    const ids = { book_id: bookId, run_id: runId, merchant_id: merchantId }
    const { payableFen, nettedFen, withheldFen, paidFen, inWindowFen, heldFen } = fen
    const parts = { netted: nettedFen, withheld: withheldFen, paid: paidFen }
    const kept = { in_window: inWindowFen, held: heldFen }
    await trx
      .insertInto('reckoning')
      .values({ ...ids, reckoned_at: reckonedAt, payable: payableFen, ...parts, ...kept })
      .execute()
  }
}

async function savePayouts(trx: Trx, bookId: string, changes: Changes): Promise<void> {
  for (const payout of changes.payouts) {
    const { payoutId, runId, merchantId, amountFen, status, dueAt } = payout
    const ids = { book_id: bookId, payout_id: payoutId, run_id: runId, merchant_id: merchantId }
    await trx
      .insertInto('payout')
      .values({ ...ids, amount: amountFen, status, due_at: dueAt })
      .onConflict((conflict) => conflict.columns(['book_id', 'payout_id']).doUpdateSet({ status }))
      .execute()
  }
}
