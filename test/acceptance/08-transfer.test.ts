// A pack is given to another member in the middle; she goes on, and asks the rest back (F9, F2).
// Her refund lands on her own account, not on the giver's who paid.
import { randomUUID } from 'node:crypto'
import { DESK, OFFICER, SECOND_OFFICER, type Stage } from '@ticun/demo'
import { memberLogin, memberParty } from '@ticun/issuer'
import { escrowRoutes, newId, type ContractView } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { makeAsker, type Asker } from '../journeys/ask.ts'
import {
  attend,
  awaitLot,
  contractOf,
  importYear,
  listPack,
  nameOf,
  openGym,
  sell,
  statementOf,
} from '../journeys/gym.ts'
import { approve, awaitPayment, reconciled } from '../journeys/officers.ts'
import { awaitQuiet } from '../journeys/standing.ts'
import { sharedHouse } from '../support/house.ts'

const at = (day: number) => `2024-09-${String(day).padStart(2, '0')}T02:00:00.000Z`
const GIVER = 481
const HEIR = 482
const HEIRS_ACCOUNT = '6228480000000482'

let stage: Stage
let asker: Asker
let hers: ContractView
let theirs: ContractView

const ask = (path: string, as: string, json: object) =>
  asker(stage.house.urls.escrow, { path, as, json })
const give = (as: string, json: object = {}) =>
  ask(`/v1/contracts/${hers.contractId}/transfers`, as, {
    toConsumerId: memberParty(HEIR),
    toConsumerName: nameOf(HEIR),
    occurredAt: at(10),
    ...json,
  })

/**
 * The giver paid for the pack, so nobody may be paid before the heir has said where she wants her
 * money: it is hers now.
 */
async function refuseBeforeAccount(refundId: string): Promise<void> {
  const { settlement } = stage.house.urls
  const missing = await awaitPayment(stage, 'REFUND', refundId, ['DUE'])
  expect(missing).toMatchObject({ payee: 'MISSING', consumerId: memberParty(HEIR) })
  expect(missing.creditor).toBeUndefined()
  const approvals = `/v1/refund-payments/${refundId}/approvals`
  const early = await asker(settlement, { path: approvals, as: SECOND_OFFICER, json: {} })
  expect(early).toMatchObject({ status: 409, body: { code: 'payee_unknown' } })
  const account = { number: HEIRS_ACCOUNT, name: nameOf(HEIR) }
  const path = '/v1/refund-accounts'
  const registered = await asker(settlement, { path, as: memberLogin(HEIR), json: { account } })
  expect(registered).toMatchObject({ status: 201, body: { consumerId: memberParty(HEIR) } })
  const due = await awaitPayment(stage, 'REFUND', refundId, ['DUE'])
  expect(due).toMatchObject({ payee: 'REGISTERED', creditor: account })
}

/** The accounts that the bank has paid this refund to. */
async function paidTo(refundId: string): Promise<string[]> {
  const { text } = await statementOf(stage, 'camt053')
  const entries = text.split('<Ntry>').filter((entry) => entry.includes(refundId))
  return entries.flatMap((entry) => /<CdtrAcct>.*?<Id>(\w+)<\/Id>/s.exec(entry)?.[1] ?? [])
}

beforeAll(async () => {
  const house = sharedHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  const productId = await listPack(stage, { sessions: 12, priceFen: 240_000n })
  const sales = [{ member: GIVER, productId, priceFen: 240_000n, at: at(1) }]
  hers = (await sell(stage, sales))[0]!
  for (const day of [2, 3, 4, 5, 6]) await attend(stage, hers, at(day), 'TAP')
})

test('only she gives it, and only what is hers', async () => {
  expect(await give(memberLogin(HEIR))).toMatchObject({ status: 403, body: { code: 'not_yours' } })
  expect((await give(DESK)).status).toBe(403)
  const self = { toConsumerId: memberParty(GIVER) }
  expect(await give(memberLogin(GIVER), self)).toMatchObject({
    status: 422,
    body: { code: 'transfer_to_self' },
  })
})

test('the rest moves at the same price; her history stays with her', async () => {
  const { status, body } = await give(memberLogin(GIVER))
  expect(status).toBe(201)
  const { toContractId, offerId } = body as { toContractId: string; offerId: string }
  // Nothing moves before the other one has said yes.
  const offered = body as { contract: ContractView }
  expect(offered.contract).toMatchObject({ heldFen: '140000', status: 'ACTIVE' })
  const accepted = await ask(`/v1/offers/${offerId}/acceptances`, memberLogin(HEIR), {
    occurredAt: at(10),
  })
  expect(accepted).toMatchObject({ status: 200, body: { contractId: toContractId } })
  const contract = await contractOf(stage, hers.contractId)
  expect(contract).toMatchObject({ heldFen: '0', releasedFen: '100000', status: 'TRANSFERRED' })
  expect(contract.lots[0]).toMatchObject({ transferredFen: '140000', sessionsUsed: 5 })
  theirs = await contractOf(stage, toContractId)
  expect(theirs).toMatchObject({ heldFen: '140000', paidFen: '140000', status: 'ACTIVE' })
  expect(theirs.lots[0]).toMatchObject({ terms: hers.terms, termsSha256: hers.termsSha256 })
  expect(theirs.consumerId).toBe(memberParty(HEIR))
  await awaitQuiet(stage)
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})

test('she goes on at that price, without a new cooling-off', async () => {
  const quote = async () => {
    const params = { contractId: theirs.contractId }
    const call = { as: memberLogin(HEIR), params, query: { occurredAt: at(11) } }
    return stage.client.call(stage.house.urls.escrow, escrowRoutes.quoteRefund, call)
  }
  expect(await quote()).toMatchObject({ formula: 'F2', refundableFen: '140000' })
  for (const day of [12, 13]) await attend(stage, theirs, at(day), 'TAP')
  expect(await contractOf(stage, theirs.contractId)).toMatchObject({
    heldFen: '100000',
    releasedFen: '40000',
  })
})

test('she asks the rest back: both histories sum to what was paid', async () => {
  const { contractId } = theirs
  const refundId = newId('ref')
  const { escrow } = stage.house.urls
  const asked = await stage.client.call(escrow, escrowRoutes.requestRefund, {
    as: memberLogin(HEIR),
    key: randomUUID(),
    params: { contractId },
    body: { refundId, reason: '搬家', occurredAt: at(20) },
  })
  expect(asked).toMatchObject({ formula: 'F2', amountFen: '100000' })
  const back = await give(memberLogin(HEIR), { toConsumerId: memberParty(GIVER) })
  expect(back.status).toBe(403)
  const refused = await ask(`/v1/contracts/${contractId}/transfers`, memberLogin(HEIR), {
    toConsumerId: memberParty(GIVER),
    toConsumerName: nameOf(GIVER),
    occurredAt: at(20),
  })
  expect(refused).toMatchObject({ status: 409, body: { code: 'refund_open' } })
  const decide = (as: string, json: object) =>
    ask(`/v1/refunds/${refundId}/decisions`, as, { occurredAt: at(21), ...json })
  expect((await decide(DESK, { decision: 'AGREE' })).status).toBe(200)
  const approval = { decision: 'APPROVE', basis: 'MERCHANT_CONSENT' }
  expect((await decide(OFFICER, approval)).status).toBe(200)
  await refuseBeforeAccount(refundId)
  await approve(stage, 'REFUND', refundId, at(21))
  await awaitPayment(stage, 'REFUND', refundId, ['SENT'])
  expect(await paidTo(refundId)).toEqual([HEIRS_ACCOUNT])
  await importYear(stage)
  await awaitPayment(stage, 'REFUND', refundId, ['SETTLED'])
  const ended = await awaitLot(stage, contractId, 'CLOSED')
  await awaitQuiet(stage)
  const before = await contractOf(stage, hers.contractId)
  const parts = [before.releasedFen, ended.releasedFen, ended.refundedFen]
  expect(parts).toEqual(['100000', '40000', '100000'])
  expect(parts.reduce((sum, fen) => sum + BigInt(fen), 0n)).toBe(240_000n)
  expect(await reconciled(stage)).toMatchObject({ differenceFen: '0', differences: [] })
})
