// What settlement told and the book has not taken: a difference with a name, and an alert in time.
import { transact } from '@ticun/db'
import { newId, type EscrowFact, type SettlementFact } from '@ticun/protocol'
import { createLog } from '@ticun/observability'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../test-stage.ts'
import { keepBankWords, takeBankWords, tellUntaken, untakenFen } from './bank-words.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

const told = { now: () => new Date().toISOString(), log: createLog({ name: 't', level: 'silent' }) }
const AT = '2025-01-01T00:00:00.000Z'

function word(bookId: string, type: SettlementFact['type'], amountFen: string): SettlementFact {
  const envelope = { id: newId('fct'), bookId, recordedAt: AT, occurredAt: AT, subject: 'bank' }
  return { ...envelope, type, data: { amountFen } } as unknown as SettlementFact
}

const takenBy = (fact: SettlementFact) =>
  ({
    causationId: fact.id,
    actor: { role: 'system', id: 'settlement' },
  }) as unknown as EscrowFact

const hear = (...facts: SettlementFact[]) => transact(stage.db, (trx) => keepBankWords(trx, facts))
const take = (bookId: string, ...facts: SettlementFact[]) =>
  transact(stage.db, (trx) => takeBankWords(trx, bookId, facts.map(takenBy)))
const untaken = (bookId: string) => transact(stage.db, (trx) => untakenFen(trx, bookId))

test('it counts until the book has taken it, whichever is heard first, and however often', async () => {
  const bookId = newId('bok')
  const [paid, out, early] = [
    word(bookId, 'deposit.received', '700'),
    word(bookId, 'refund.settled', '200'),
    word(bookId, 'deposit.unmatched', '50'),
  ]
  await hear(paid, out)
  await hear(paid)
  expect(await untaken(bookId)).toBe(500n)
  await take(bookId, early)
  await hear(early, word(bookId, 'payout.returned', '9'))
  expect(await untaken(bookId)).toBe(500n)
  await take(bookId, paid)
  await take(bookId, paid)
  expect(await untaken(bookId)).toBe(-200n)
  await take(bookId, out)
  expect(await untaken(bookId)).toBe(0n)
})

test('one that waits too long raises an alert, once', async () => {
  const bookId = newId('bok')
  const fact = word(bookId, 'deposit.received', '700')
  await hear(fact)
  await tellUntaken(stage.db, told)
  const alerts = () =>
    stage.db.selectFrom('alert').selectAll().where('subject', '=', fact.id).execute()
  expect(await alerts()).toEqual([])
  await tellUntaken(stage.db, told, 0)
  await tellUntaken(stage.db, told, 0)
  expect(await alerts()).toMatchObject([
    { code: 'BANK_WORD_NOT_TAKEN', detail: expect.stringMatching(/deposit.received of 700 fen/) },
  ])
})
