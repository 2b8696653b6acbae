// The main story, with figures worked out by hand: from a member's money to the merchant's, and
// back.
import { randomUUID } from 'node:crypto'
import { BOOK, evidenceOf, MERCHANT, OFFICER, type Stage } from '@ticun/demo'
import { memberLogin, RIVAL_MERCHANT_ID } from '@ticun/issuer'
import { escrowRoutes, newId, type ContractView, type Receipt } from '@ticun/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { sharedHouse } from '../support/house.ts'
import { makeAsker, type Asker } from './ask.ts'
import { attend, awaitLot, contractOf, importYear, listPack, openGym, payIn, sell } from './gym.ts'
import {
  approve,
  awaitPayment,
  doubtLog,
  entriesOf,
  proveEntry,
  reconciled,
  runPayouts,
  summaryOf,
} from './officers.ts'
import { awaitQuiet } from './standing.ts'

/**
 * 36 sessions for 2,999.00 元. After k sessions ⌊299900·k/36⌋ fen are earned:
 * 8330, 16661, 24991 … so the slots are 8330, 8331, 8330 …
 */
const PACK = { sessions: 36, priceFen: 299_900n }
const PAID_AT = '2024-06-03T01:00:00.000Z'
const at = (day: number, hour = 2) =>
  `2024-06-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`

let stage: Stage
let asker: Asker
let productId = ''
let contract: ContractView
let receipt: Receipt | undefined

const sale = (member: number, from?: string) => {
  const { priceFen } = PACK
  return { member, productId, priceFen, at: PAID_AT, ...(from === undefined ? {} : { from }) }
}

beforeAll(async () => {
  const house = sharedHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  productId = await listPack(stage, PACK)
})

/** Sells one pack and gives its contract. */
async function sellOne(...args: Parameters<typeof sell>): Promise<ContractView> {
  const [sold] = await sell(...args)
  if (sold === undefined) throw new Error('nothing was sold')
  return sold
}

/** She asks, the gym agrees, an officer approves: the refund is due. */
async function refund(of: ContractView, day: number): Promise<string> {
  const { client, house } = stage
  const { escrow } = house.urls
  const refundId = newId('ref')
  const member = memberLogin(Number(of.consumerId.slice('con_'.length)))
  const asked = await client.call(escrow, escrowRoutes.requestRefund, {
    as: member,
    key: randomUUID(),
    params: { contractId: of.contractId },
    body: { refundId, reason: '工作调动', occurredAt: at(day) },
  })
  const decide = (
    as: string,
    body: { decision: 'AGREE' | 'APPROVE'; basis?: 'MERCHANT_CONSENT' },
  ) =>
    client.call(escrow, escrowRoutes.decideRefund, {
      as,
      key: randomUUID(),
      params: { refundId },
      body: { ...body, evidenceSha256: evidenceOf(refundId), occurredAt: at(day) },
    })
  expect(asked).toMatchObject({ status: 'REQUESTED', formula: 'F2' })
  expect((await decide('coach', { decision: 'AGREE' })).refund.status).toBe('AGREED')
  const approved = await decide('wang', { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' })
  expect(approved).toMatchObject({
    refund: { status: 'INSTRUCTED' },
    receipt: { bookId: BOOK, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
  })
  return refundId
}

async function refundView(contractId: string, refundId: string) {
  const { client, house } = stage
  const call = { as: OFFICER, query: { contractId } }
  const { items } = await client.call(house.urls.escrow, escrowRoutes.listRefunds, call)
  return items.find((item) => item.refundId === refundId)
}

function quoteOf(contractId: string, as: string, occurredAt: string) {
  const { client, house } = stage
  const call = { as, params: { contractId }, query: { occurredAt } }
  return client.call(house.urls.escrow, escrowRoutes.quoteRefund, call)
}

describe('a member comes twice and then moves away', () => {
  test("the bank's statement funds her lot", async () => {
    contract = await sellOne(stage, [sale(401)])
    expect(contract).toMatchObject({ paidFen: '299900', heldFen: '299900', releasedFen: '0' })
    const quote = await quoteOf(contract.contractId, 'm0401', at(3))
    expect(quote).toMatchObject({ formula: 'F1', refundableFen: '299900' })
  })

  test('her code at the desk releases the first slot, her tap the second', async () => {
    const before = await summaryOf(stage, MERCHANT)
    const byCode = await attend(stage, contract, at(4), 'CODE')
    expect(byCode.session).toMatchObject({ slot: 0, amountFen: '8330', confirmedBy: 'CODE' })
    const recorded = await attend(stage, contract, at(5), 'TAP')
    expect(recorded.session).toMatchObject({ slot: 1, amountFen: '8331', confirmedBy: 'CONSUMER' })
    receipt = recorded.receipt
    expect(receipt?.bookId).toBe(BOOK)
    const after = await summaryOf(stage, MERCHANT)
    expect(BigInt(after.payableFen) - BigInt(before.payableFen)).toBe(16_661n)
    expect(await contractOf(stage, contract.contractId)).toMatchObject({
      heldFen: '283239',
      releasedFen: '16661',
    })
  })

  test('a third session that nobody confirms stays held, and is not refundable yet', async () => {
    const { session } = await attend(stage, contract, at(6), 'NOBODY')
    const quote = await quoteOf(contract.contractId, 'm0401', at(6))
    // 299900 − 16661 earned − 8330 that waits for her.
    expect(quote).toMatchObject({ formula: 'F2', refundableFen: '274909', awaitingFen: '8330' })
    const path = `/v1/sessions/${session.sessionId}/reverse`
    const json = { reason: '误点', occurredAt: at(6) }
    const reversed = await asker(stage.house.urls.escrow, { path, as: 'coach', json })
    expect(reversed).toMatchObject({ status: 200, body: { session: { status: 'REVERSED' } } })
  })

  test('F2: 299900 − 16661 = 283239 go back, by four eyes and the bank, and the lot closes', async () => {
    const quote = await quoteOf(contract.contractId, 'm0401', at(7))
    expect(quote).toMatchObject({ formula: 'F2', refundableFen: '283239', awaitingFen: '0' })
    const refundId = await refund(contract, 7)
    const due = await awaitPayment(stage, 'REFUND', refundId, ['DUE'])
    expect(due).toMatchObject({ amountFen: '283239', creditor: { number: '6217000000000401' } })
    const path = `/v1/refund-payments/${refundId}/approvals`
    const own = await asker(stage.house.urls.settlement, { path, as: 'wang', json: {} })
    expect(own).toMatchObject({ status: 403, body: { code: 'same_person' } })
    const bankBefore = (await stage.bank.account()).balanceFen
    await approve(stage, 'REFUND', refundId, at(7, 6))
    await awaitPayment(stage, 'REFUND', refundId, ['SENT'])
    expect((await stage.bank.account()).balanceFen).toBe(bankBefore - 283_239n)
    expect(await contractOf(stage, contract.contractId)).toMatchObject({ refundedFen: '283239' })
    await importYear(stage)
    await awaitPayment(stage, 'REFUND', refundId, ['SETTLED'])
    await awaitLot(stage, contract.contractId, 'CLOSED')
    await awaitQuiet(stage)
    expect(await refundView(contract.contractId, refundId)).toMatchObject({
      status: 'BANK_CONFIRMED',
      amountFen: '283239',
    })
  })

  test('her statement of account tells every fen', async () => {
    const { client, house } = stage
    const call = { as: 'm0401', params: { contractId: contract.contractId } }
    const statement = await client.call(house.urls.escrow, escrowRoutes.contractStatement, call)
    const told = statement.items.map(({ kind, lines }) => [kind, lines[0]?.amount])
    expect(told).toEqual([
      ['lot.funded', '299900'],
      ['session.confirmed', '8330'],
      ['session.confirmed', '8331'],
      ['refund.due', '283239'],
      ['refund.paid', '283239'],
    ])
  })
})

test('a CSV statement funds a lot as well as camt.053', async () => {
  const sold = await sellOne(stage, [sale(402)], { format: 'csv' })
  await attend(stage, sold, at(8), 'TAP')
  expect(await contractOf(stage, sold.contractId)).toMatchObject({ heldFen: '291570' })
})

test('a credit that names no contract, and a wrong amount, wait in suspense', async () => {
  const before = await reconciled(stage)
  const held = (parts: { code: string; amountFen: string }[]) =>
    BigInt(parts.find(({ code }) => code === '2006')?.amountFen ?? '0')
  const one = await sellOne(stage, [sale(403)])
  const transfer = { member: 403, at: at(9) }
  await payIn(stage, { ...transfer, amountFen: 777n, remittance: '健身' })
  await payIn(stage, { ...transfer, amountFen: 1_000n, remittance: one.reference })
  const report = await importYear(stage)
  expect(report).toMatchObject({ matched: 1, unmatched: 1 })
  await awaitQuiet(stage)
  const after = await reconciled(stage)
  expect(after).toMatchObject({ differenceFen: '0', differences: [] })
  expect(held(after.parts) - held(before.parts)).toBe(1_777n)
})

describe('the bank does not pay', () => {
  test.each([
    ['RETURN', 404, 'RETURNED', 'AC04'],
    ['REJECT', 405, 'REJECTED', 'AC01'],
  ] as const)('%s: the refund is owed as before', async (account, member, status, reason) => {
    const sold = await sellOne(stage, [sale(member, `${account}${member}`)])
    await attend(stage, sold, at(10), 'CODE')
    const before = await contractOf(stage, sold.contractId)
    expect(before).toMatchObject({ status: 'ACTIVE', heldFen: '291570', releasedFen: '8330' })
    const refundId = await refund(sold, 11)
    await approve(stage, 'REFUND', refundId, at(11, 6))
    await awaitPayment(stage, 'REFUND', refundId, ['SENT', 'REJECTED'])
    await importYear(stage)
    const payment = await awaitPayment(stage, 'REFUND', refundId, [status])
    expect(payment.reason).toContain(reason)
    await awaitLot(stage, sold.contractId, 'ACTIVE')
    expect(await contractOf(stage, sold.contractId)).toEqual(before)
    expect(await refundView(sold.contractId, refundId)).toMatchObject({ status: 'BANK_FAILED' })
    expect(await quoteOf(sold.contractId, memberLogin(member), at(12))).toMatchObject({
      refundableFen: '291570',
    })
    expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
  })
})

test('payouts: by four eyes to the gym; the one that comes back is owed as before', async () => {
  const rivals = await listPack(stage, PACK, 'rival')
  const theirs = { ...sale(406), productId: rivals }
  const sold = await sellOne(stage, [theirs], { as: 'rival' })
  await attend(stage, sold, at(13), 'TAP', 'rival')
  const [gym, rival] = await Promise.all([
    summaryOf(stage, MERCHANT),
    summaryOf(stage, RIVAL_MERCHANT_ID),
  ])
  // A week after the last session nothing can be disputed any more.
  const { payouts } = await runPayouts(stage, at(24))
  const amounts = payouts.map(({ merchantId, amountFen }) => [merchantId, amountFen])
  expect(amounts).toEqual([
    [MERCHANT, gym.payableFen],
    [RIVAL_MERCHANT_ID, rival.payableFen],
  ])
  for (const { payoutId } of payouts) {
    await awaitPayment(stage, 'PAYOUT', payoutId, ['DUE'])
    const path = `/v1/payouts/${payoutId}/approvals`
    const own = await asker(stage.house.urls.settlement, { path, as: 'wang', json: {} })
    expect(own).toMatchObject({ status: 403, body: { code: 'same_person' } })
    await approve(stage, 'PAYOUT', payoutId, at(24, 6))
    await awaitPayment(stage, 'PAYOUT', payoutId, ['SENT'])
  }
  await importYear(stage)
  const [ours, bounced] = payouts
  await awaitPayment(stage, 'PAYOUT', ours?.payoutId ?? '', ['SETTLED'])
  await awaitPayment(stage, 'PAYOUT', bounced?.payoutId ?? '', ['RETURNED'])
  await awaitQuiet(stage)
  const { nextPayoutOn: _, ...owed } = rival
  expect(await summaryOf(stage, RIVAL_MERCHANT_ID)).toMatchObject(owed)
  expect(await summaryOf(stage, MERCHANT)).toMatchObject({ payableFen: '0' })
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})

describe('what anybody can check', () => {
  test('bank = control account = Σ of what everybody owns', async () => {
    await awaitQuiet(stage)
    const { bankFen, controlFen, customersFen } = await reconciled(stage)
    const { balanceFen } = await stage.bank.account()
    expect([bankFen, controlFen, customersFen]).toEqual(Array(3).fill(String(balanceFen)))
  })

  test("the notary's checkpoint is one of exactly escrow's entries", async () => {
    expect(await doubtLog(stage)).toBeUndefined()
  })

  test('the receipt of her tap is under the checkpoint; with one fen more it is not', async () => {
    const entries = await entriesOf(stage)
    const entry = entries.find(({ entryId }) => entryId === receipt?.entryId)
    if (entry === undefined) throw new Error('the receipt names no entry')
    expect(entry).toMatchObject({ sequence: receipt?.sequence, hash: receipt?.hash })
    expect(await proveEntry(stage, entry)).toHaveProperty('checkpoint')
    const lines = entry.lines.map((line, index) =>
      index === 0 ? { ...line, amount: String(BigInt(line.amount) + 1n) } : line,
    )
    expect(await proveEntry(stage, { ...entry, lines })).toEqual({ refused: 'not_included' })
  })

  test('the book as it was recorded then is still to be had', async () => {
    const { book } = await awaitQuiet(stage)
    const then = new Date().toISOString()
    const sold = await sellOne(stage, [sale(407)])
    await attend(stage, sold, at(15), 'TAP')
    const { client, house } = stage
    const balancesAt = (query: object) =>
      client.call(house.urls.escrow, escrowRoutes.listBalances, {
        as: 'guan',
        params: { bookId: BOOK },
        query: { ...query },
      })
    expect((await balancesAt({ recordedAsOf: then })).items).toEqual(book.items)
    expect((await balancesAt({})).items).not.toEqual(book.items)
  })
})
