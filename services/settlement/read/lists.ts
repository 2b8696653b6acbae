// Lists that callers page through: statements, deposits, what waits in suspense, payments.
import { sql, type Kysely } from 'kysely'
import type { PaymentView } from '@ticun/protocol'
import { FREEZES_OF_P } from '../payment/frozen.ts'
import type { SettlementTables } from '../tables.ts'
import { viewDeposit, viewPayment, viewStatement } from './views.ts'
import type { DepositView, StatementView } from './views.ts'

type Db = Kysely<SettlementTables>

/** A page: after the row with these sort values (time, id), at most `limit` rows. */
export type Page = { after: readonly string[] | undefined; limit: number }

const DAY_MS = 24 * 60 * 60 * 1000

/** Statements, newest import first. */
export async function listStatements(db: Db, { after, limit }: Page): Promise<StatementView[]> {
  let rows = db
    .selectFrom('statement')
    .selectAll()
    .orderBy('imported_at', 'desc')
    .orderBy('statement_id', 'desc')
    .limit(limit)
  if (after) {
    rows = rows.where(
      sql<boolean>`(imported_at, statement_id) < (${after[0]}::timestamptz, ${after[1]})`,
    )
  }
  return (await rows.execute()).map(viewStatement)
}

/** Deposits, newest booking first. */
export async function listDeposits(
  db: Db,
  { after, limit }: Page,
  status: 'MATCHED' | 'SUSPENSE' | undefined,
): Promise<DepositView[]> {
  let rows = db
    .selectFrom('deposit')
    .selectAll()
    .orderBy('booked_at', 'desc')
    .orderBy('deposit_id', 'desc')
    .limit(limit)
  if (status) rows = rows.where('status', '=', status)
  if (after) {
    rows = rows.where(
      sql<boolean>`(booked_at, deposit_id) < (${after[0]}::timestamptz, ${after[1]})`,
    )
  }
  return (await rows.execute()).map(viewDeposit)
}

/** What waits in suspense, oldest booking first, with its age in whole days at `now` (UTC). */
export async function listSuspense(db: Db, { after, limit }: Page, now: string) {
  let rows = db
    .selectFrom('deposit')
    .selectAll()
    .where('status', '=', 'SUSPENSE')
    .orderBy('booked_at')
    .orderBy('deposit_id')
    .limit(limit)
  if (after) {
    rows = rows.where(
      sql<boolean>`(booked_at, deposit_id) > (${after[0]}::timestamptz, ${after[1]})`,
    )
  }
  return (await rows.execute()).map((row) => ({
    ...viewDeposit(row),
    ageDays: Math.max(0, Math.floor((Date.parse(now) - Date.parse(row.booked_at)) / DAY_MS)),
  }))
}

export type PaymentFilter = {
  kind: 'PAYOUT' | 'REFUND'
  status: PaymentView['status'] | undefined
  /** Only payments of this merchant. */
  merchantId: string | undefined
}

/** Payments, newest due first. */
export async function listPayments(
  db: Db,
  { after, limit }: Page,
  { kind, status, merchantId }: PaymentFilter,
): Promise<PaymentView[]> {
  let rows = db
    .selectFrom('payment as p')
    .selectAll('p')
    .select(FREEZES_OF_P.as('frozen_by'))
    .where('kind', '=', kind)
    .orderBy('due_at', 'desc')
    .orderBy('payment_id', 'desc')
    .limit(limit)
  if (status === 'APPROVED') rows = rows.where('status', 'in', ['APPROVED', 'SENDING'])
  else if (status) rows = rows.where('status', '=', status)
  if (merchantId !== undefined) rows = rows.where('merchant_id', '=', merchantId)
  if (after) {
    rows = rows.where(sql<boolean>`(due_at, payment_id) < (${after[0]}::timestamptz, ${after[1]})`)
  }
  return (await rows.execute()).map(viewPayment)
}
