// The bank paid what a chargeback has taken meanwhile: it waits, and nothing else stands still.
import { transact } from '@ticun/db'
import { FactNotYet } from '@ticun/events'
import { TOPICS, type SettlementFact } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeBankFacts } from './inbox/bank-facts.ts'
import * as t from './test-book.ts'
import { LATER, openChargebacks } from './test-chargebacks.ts'

let escrow: Awaited<ReturnType<typeof t.openTestEscrow>>
beforeAll(async () => {
  escrow = await t.openTestEscrow()
})
afterAll(() => escrow?.close())

const take = (...facts: SettlementFact[]) =>
  transact(escrow.db, (trx) => takeBankFacts(trx, facts, TOPICS.settlement))

test('a payout that the account cannot bear any more waits for money, alone', async () => {
  const { bookId, payOut, reversed, balances, sign } = await openChargebacks(escrow.db, {
    used: 10,
  })
  await payOut(LATER)
  const [due] = await escrow.db
    .selectFrom('payout')
    .select(['payout_id', 'amount'])
    .where('book_id', '=', bookId)
    .execute()
  const { payout_id: payoutId, amount } = due!
  await reversed()
  const before = await balances()
  expect(before['1001'] ?? 0n).toBe(0n)
  const amountFen = amount.toString()
  const settled: SettlementFact = {
    ...t.bankEnvelope(bookId, payoutId),
    type: 'payout.settled',
    data: { payoutId, amountFen, bankSerial: payoutId, bookedAt: LATER },
  }
  await expect(take(settled)).rejects.toThrow(FactNotYet)
  await expect(take(settled)).rejects.toThrow(/bank_account_short/)
  expect(await balances()).toEqual(before)
  const price = 299900n
  await take(t.depositFact(bookId, await sign(), price.toString(), LATER))
  await take(settled)
  expect(await balances()).toMatchObject({ '1001': price - amount })
})
