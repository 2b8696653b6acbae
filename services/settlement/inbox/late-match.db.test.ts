// References that become known after the money that names them.
import { FactRejected } from '@ticun/events'
import { newId, TOPICS, type EscrowFact, type SettlementFact } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transact } from '@ticun/db'
import { bookOpened, contractSigned, suspenseAssigned, type Signed } from '../test-facts.ts'
import { openStage, type Stage } from '../test-stage.ts'
import { takeFacts } from './facts.ts'

const TEST_MAX_MS = 60_000
const PRICE = 299_900n
let stage: Stage
let nextDay = 1

beforeAll(async () => {
  stage = await openStage()
  await stage.start()
  await stage.say([bookOpened()])
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

/** Money that names what nobody knows yet; its deposit's id. */
async function paid(remittance: string): Promise<string> {
  const [day, after] = [nextDay, nextDay + 1].map((n) => `2015-03-${String(n).padStart(2, '0')}`)
  nextDay += 1
  await stage.bank.payIn({ amountFen: PRICE, remittance, bookedAt: `${day}T12:00:00+08:00` })
  const answer = await stage.importXml(await stage.bank.camt(day!, after!))
  expect(answer).toMatchObject({ status: 201, body: { matched: 0, unmatched: 1 } })
  return (await stage.facts()).findLast(({ type }) => type === 'deposit.unmatched')!.subject
}

type Matched = Extract<SettlementFact, { type: 'deposit.matched' }>

const matches = async (depositId: string) =>
  (await stage.facts()).filter(
    (fact): fact is Matched => fact.type === 'deposit.matched' && fact.subject === depositId,
  )

test('it is told when its reference becomes known, once, with the day that it was paid', async () => {
  const signed = contractSigned(PRICE)
  const depositId = await paid(`课包 ${signed.reference.toLowerCase()}`)
  expect(await matches(depositId)).toEqual([])
  await stage.say([signed.fact])
  const [fact, ...more] = await matches(depositId)
  expect(more).toEqual([])
  const { contractId, lotId } = signed
  expect(fact).toMatchObject({
    data: { depositId, contractId, lotId, amountFen: String(PRICE) },
    causationId: signed.fact.id,
  })
  expect(fact!.data.bookedAt).toMatch(/^2015-03-/)
  // The same reference, heard again, tells nothing again.
  await transact(stage.db, (trx) => takeFacts(trx, [signed.fact], TOPICS.escrow))
  expect(await matches(depositId)).toHaveLength(1)
})

test('what is signed as it was offered is known once; other words are never passed over', async () => {
  const { fact, lotId, reference } = contractSigned(PRICE)
  if (fact.type !== 'contract.signed') throw new Error(fact.type)
  const offered = { ...fact, id: newId('fct'), type: 'contract.offered' as const }
  const lapsesAt = '2015-04-01T02:00:00.000Z'
  const take = (...facts: EscrowFact[]) =>
    transact(stage.db, (trx) => takeFacts(trx, facts, TOPICS.escrow))
  await take({ ...offered, data: { ...fact.data, lapsesAt } })
  await take(fact)
  const others = { lotId: newId('lot'), contractId: newId('ctr'), consumerId: newId('con') }
  for (const [key, value] of Object.entries(others)) {
    const other = { ...fact, data: { ...fact.data, [key]: value } }
    await expect(take(other)).rejects.toThrow(FactRejected)
  }
  const terms = { ...fact.data.terms, priceFen: '1' }
  await expect(take({ ...fact, data: { ...fact.data, terms } })).rejects.toThrow(FactRejected)
  const known = stage.db.selectFrom('expected_deposit').select(['lot_id', 'amount'])
  const rows = await known.where('reference', '=', reference).execute()
  expect(rows).toEqual([{ lot_id: lotId, amount: PRICE }])
})

test('a transfer for two contracts is left to a person', async () => {
  const both: [Signed, Signed] = [contractSigned(PRICE), contractSigned(PRICE)]
  const depositId = await paid(both.map(({ reference }) => reference).join(' '))
  await stage.say(both.map(({ fact }) => fact))
  expect(await matches(depositId)).toEqual([])
})

test('what officers have given away before is not told', async () => {
  const [named, given] = [contractSigned(PRICE), contractSigned(PRICE)]
  const depositId = await paid(named.reference)
  await stage.say([given.fact])
  await stage.say([suspenseAssigned(depositId, given, PRICE)])
  await stage.say([named.fact])
  expect(await matches(depositId)).toEqual([])
})

test('an import and a contract at the same instant miss nothing, and tell it once', async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    const signed = contractSigned(PRICE)
    const [day, after] = [nextDay, nextDay + 1].map((n) => `2015-03-${String(n).padStart(2, '0')}`)
    nextDay += 1
    const { reference: remittance, lotId } = signed
    await stage.bank.payIn({ amountFen: PRICE, remittance, bookedAt: `${day}T12:00:00+08:00` })
    const xml = await stage.bank.camt(day!, after!)
    await Promise.all([stage.importXml(xml), stage.say([signed.fact])])
    const told = (await stage.facts()).filter(
      ({ type, data }) =>
        (type === 'deposit.received' || type === 'deposit.matched') && data.lotId === lotId,
    )
    expect(told).toHaveLength(1)
  }
})
