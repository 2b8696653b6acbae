// What escrow says twice has to be the same: one payment is never for two debts.
import { FactRejected } from '@ticun/events'
import { newId, TOPICS, type EscrowFact } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transact } from '@ticun/db'
import { ACCOUNT, bookOpened, payoutDue } from '../test-facts.ts'
import { openStage, type Stage } from '../test-stage.ts'
import { takeFacts } from './facts.ts'

const TEST_MAX_MS = 60_000
let stage: Stage

beforeAll(async () => {
  stage = await openStage()
  await stage.start()
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

const take = (...facts: EscrowFact[]) =>
  transact(stage.db, (trx) => takeFacts(trx, facts, TOPICS.escrow))

test('a book has one bank account', async () => {
  await take(bookOpened())
  await take(bookOpened())
  await expect(take(bookOpened('6222000000000002'))).rejects.toThrow(FactRejected)
  const rows = await stage.db.selectFrom('book').select('bank_number').execute()
  expect(rows).toEqual([{ bank_number: ACCOUNT }])
})

test('a payment is due by one fact, for one amount', async () => {
  const { fact, payoutId } = payoutDue(5_000n)
  if (fact.type !== 'payout.due') throw new Error(fact.type)
  await take(fact, fact)
  await take(fact)
  const others: EscrowFact[] = [
    { ...fact, id: newId('fct') },
    { ...fact, data: { ...fact.data, amountFen: '5001' } },
    { ...fact, data: { ...fact.data, merchantId: newId('mer') } },
  ]
  for (const other of others) await expect(take(other)).rejects.toThrow(FactRejected)
  const known = stage.db.selectFrom('payment').select(['amount', 'due_fact_id'])
  const rows = await known.where('payment_id', '=', payoutId).execute()
  expect(rows).toEqual([{ amount: 5_000n, due_fact_id: fact.id }])
})
