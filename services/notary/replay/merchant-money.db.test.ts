// What a merchant's reserve gives back and what a channel's fee costs it is re-derived here too.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EscrowFact } from '@ticun/protocol'
import { book, makeStory, ofEscrow, ofLedger } from '../test-escrow.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'

const TEST_MAX_MS = 180_000
let stage: Stage

beforeEach(async () => {
  stage = await openStage()
}, TEST_MAX_MS)
afterEach(() => stage.close(), TEST_MAX_MS)

/** 3000 fen paid, 2000 of it earned. */
const story = makeStory(1)
const last = story.at(-1)!
const body = (number: number) => String(number).padStart(26, '0')
const merchantId = 'mer_00000000000000000000000001'

function after(step: number) {
  const at = new Date(Date.parse(last.recordedAt) + step * 1000).toISOString()
  const { type: _, data: __, ...envelope } = last
  return { ...envelope, id: `fct_${body(900 + step)}`, recordedAt: at, occurredAt: at }
}

/** 500 of what it earned are kept, 400 of them released again, and a fee of 130 is its debt. */
const facts: EscrowFact[] = [
  ...story,
  {
    ...after(1),
    type: 'payout.reckoned',
    data: {
      runId: `run_${body(1)}`,
      merchantId,
      payableFen: '2000',
      nettedFen: '0',
      withheldFen: '500',
      paidFen: '0',
      inWindowFen: '1500',
      heldFen: '0',
      debts: [],
    },
  },
  {
    ...after(2),
    type: 'reserve.released',
    data: { merchantId, releaseId: `rel_${body(1)}`, amountFen: '400', requestedBy: 'wang' },
  },
  {
    ...after(3),
    type: 'refund.fee_recorded',
    data: {
      refundId: `ref_${body(1)}`,
      contractId: `ctr_${body(1)}`,
      lotId: `lot_${body(1)}`,
      merchantId,
      amountFen: '130',
      bearer: 'MERCHANT',
      merchantFen: '130',
      evidenceSha256: 'e'.repeat(64),
    },
  },
]
const spoken = book(facts)

test('reserve back to payable, fee from debt to the office: the copy is what the facts say', async () => {
  stage.listen()
  await stage.speak([...ofEscrow(spoken.causes), ...ofLedger(spoken.entries)])
  await eventually(async () => expect(await stage.replayed()).toBe(spoken.sequence))
  const heads = await stage.db.selectFrom('account_head').select(['account', 'balance']).execute()
  const fen = (account: string) => heads.find((each) => each.account === account)?.balance
  expect(fen(`2008/${merchantId}`)).toBe(-100n)
  expect(fen(`2003/${merchantId}`)).toBe(-1900n)
  expect(fen(`1101/${merchantId}`)).toBe(130n)
  expect(fen('2010')).toBe(-130n)
  expect(await stage.db.selectFrom('alert').selectAll().execute()).toEqual([])
})

const more = (fact: EscrowFact): EscrowFact => {
  if (fact.type === 'reserve.released') return { ...fact, data: { ...fact.data, amountFen: '401' } }
  if (fact.type !== 'refund.fee_recorded') return fact
  return { ...fact, data: { ...fact.data, merchantFen: '131' } }
}

test.each([
  ['reserve.released', '401; the facts lead to 400'],
  ['refund.fee_recorded', '131; the facts lead to 130'],
])('%s booked with one fen more: an alert, and the copy ends before it', async (type, told) => {
  const forged = book(facts.map((fact) => (fact.type === type ? more(fact) : fact)))
  const { bookSequence } = spoken.causes.find((fact) => fact.type === type)!
  stage.listen()
  await stage.speak([...ofEscrow(spoken.causes), ...ofLedger(forged.entries)])
  const [alert] = await eventually(async () => {
    const rows = await stage.db.selectFrom('alert').selectAll().execute()
    expect(rows).toHaveLength(1)
    return rows
  })
  expect(alert).toMatchObject({ code: 'ENTRY_DIFFERS', subject: bookSequence })
  expect(alert?.detail).toContain(told)
  expect(await stage.replayed()).toBe(BigInt(bookSequence!) - 1n)
})
