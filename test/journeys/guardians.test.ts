// Who claims to be a guardian gets nothing by it: from no merchant, and from no seller.
import type { Stage } from '@ticun/demo'
import { memberLogin, memberParty } from '@ticun/issuer'
import type { ContractView } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { sharedHouse } from '../support/house.ts'
import { makeAsker, type Asker } from './ask.ts'
import { attend, awaitLot, importYear, listPack, nameOf, openGym, payIn, sell } from './gym.ts'

const PACK = { sessions: 5, priceFen: 50_000n }
const PAID_AT = '2024-08-01T01:00:00.000Z'
const CAME_AT = '2024-08-02T01:00:00.000Z'
const LATER = '2024-08-03T01:00:00.000Z'
const evidenceSha256 = 'e'.repeat(64)

let stage: Stage
let asker: Asker
let productId = ''

const escrow = (path: string, as: string, json?: object) =>
  asker(stage.house.urls.escrow, { path, as, ...(json ? { json } : {}) })
const refused = (code: string) => ({ status: 403, body: { code } })

beforeAll(async () => {
  stage = await openGym(sharedHouse())
  asker = makeAsker(stage.house.urls.issuer)
  productId = await listPack(stage, PACK)
})

/** Everything that a guardian could want of a pack. */
async function tryAll(contract: ContractView, friend: number) {
  const { sessionId } = (await attend(stage, contract, CAME_AT, 'NOBODY')).session
  const as = memberLogin(friend)
  const path = `/v1/contracts/${contract.contractId}`
  const occurredAt = LATER
  const heir = { toConsumerId: memberParty(friend), toConsumerName: nameOf(friend) }
  return [
    await escrow(path, as),
    await escrow(`${path}/code`, as),
    await escrow(`/v1/sessions/${sessionId}/confirm`, as, { occurredAt }),
    await escrow(`${path}/transfers`, as, { ...heir, occurredAt }),
    await escrow(`${path}/refunds`, as, { reason: '搬家', occurredAt }),
  ]
}

test('a merchant names its friend as guardian of an adult: the friend can do nothing', async () => {
  const body = { productId, consumerId: memberParty(521), consumerName: nameOf(521) }
  const named = { ...body, guardianId: memberParty(522), occurredAt: PAID_AT }
  const signed = (await escrow('/v1/contracts', 'coach', named)).body as ContractView
  const transfer = { member: 521, amountFen: PACK.priceFen, remittance: signed.reference }
  await payIn(stage, { ...transfer, at: PAID_AT })
  await importYear(stage)
  const contract = await awaitLot(stage, signed.contractId, 'ACTIVE')
  for (const answer of await tryAll(contract, 522)) {
    expect(answer).toMatchObject(refused('not_yours'))
  }
  // A merchant has no word in it at all.
  const between = { wardId: memberParty(521), guardianId: memberParty(522), kind: 'WARD' }
  const asked = await escrow('/v1/guardianships', 'coach', between)
  expect(asked).toMatchObject(refused('wrong_role'))
})

test('a seller does not become the guardian of what she gave away', async () => {
  const sale = { member: 523, productId, priceFen: PACK.priceFen, at: PAID_AT }
  const [hers] = await sell(stage, [sale])
  const given = await escrow(`/v1/contracts/${hers!.contractId}/transfers`, memberLogin(523), {
    toConsumerId: memberParty(524),
    toConsumerName: nameOf(524),
    toGuardianId: memberParty(523),
    occurredAt: CAME_AT,
  })
  const { toContractId, offerId } = given.body as { toContractId: string; offerId: string }
  // Nobody is bound by the giver's word, nor does she take it in the other one's name.
  const accept = (as: string) =>
    escrow(`/v1/offers/${offerId}/acceptances`, as, { occurredAt: CAME_AT })
  const code = `/v1/contracts/${toContractId}/code`
  expect(await escrow(code, 'm0523')).toMatchObject({
    status: 404,
    body: { code: 'unknown_contract' },
  })
  expect(await accept('m0523')).toMatchObject(refused('not_yours'))
  expect(await accept('m0524')).toMatchObject({ status: 200 })
  const theirs = await awaitLot(stage, toContractId, 'ACTIVE')
  for (const answer of await tryAll(theirs, 523)) {
    expect(answer).toMatchObject(refused('not_yours'))
  }
})

test('who asks to be guardian gets nothing until she accepts, and then no right to give', async () => {
  const sale = { member: 525, productId, priceFen: PACK.priceFen, at: PAID_AT }
  const [hers] = await sell(stage, [sale])
  const between = { wardId: memberParty(525), guardianId: memberParty(526) }
  const asked = await escrow('/v1/guardianships', 'm0526', { ...between, kind: 'MINOR' })
  expect(asked).toMatchObject({ status: 201, body: { status: 'ASKED', askedBy: 'GUARDIAN' } })
  for (const answer of await tryAll(hers!, 526)) {
    expect(answer).toMatchObject(refused('not_yours'))
  }
  const { guardianshipId } = asked.body as { guardianshipId: string }
  const path = `/v1/guardianships/${guardianshipId}`
  expect(await escrow(`${path}/decisions`, 'm0526', { decision: 'ACCEPT' })).toMatchObject(
    refused('not_yours'),
  )
  const listed = await escrow('/v1/guardianships?status=ASKED', 'm0525')
  expect(listed.body).toMatchObject({ items: [{ guardianshipId, status: 'ASKED' }] })
  const accepted = await escrow(`${path}/decisions`, 'm0525', { decision: 'ACCEPT' })
  expect(accepted).toMatchObject({ status: 200, body: { status: 'IN_FORCE', decided: false } })
  const statuses = (await tryAll(hers!, 526)).map(({ status }) => status)
  expect(statuses).toEqual([200, 200, 200, 403, 403])
  expect(await escrow(`${path}/ends`, 'm0525', {})).toMatchObject({ body: { status: 'ENDED' } })
  expect(await escrow(`/v1/contracts/${hers!.contractId}`, 'm0526')).toMatchObject(
    refused('not_yours'),
  )
})

test('two officers decide on the guardian of a minor, with evidence', async () => {
  const sale = { member: 527, productId, priceFen: PACK.priceFen, at: PAID_AT }
  const [child] = await sell(stage, [sale])
  const between = { wardId: memberParty(527), guardianId: memberParty(528), kind: 'MINOR' }
  const proof = { ...between, evidenceSha256 }
  const asked = await escrow('/v1/guardianships', 'wang', proof)
  const { guardianshipId } = asked.body as { guardianshipId: string }
  const path = `/v1/guardianships/${guardianshipId}/decisions`
  const waiting = await escrow('/v1/guardianships?pending=true', 'li')
  expect(waiting.body).toMatchObject({ items: [{ guardianshipId, pending: { to: 'IN_FORCE' } }] })
  expect(await escrow(path, 'wang', { decision: 'APPROVE' })).toMatchObject(refused('same_person'))
  const decided = await escrow(path, 'li', { decision: 'APPROVE' })
  expect(decided.body).toMatchObject({ status: 'IN_FORCE', decided: true })
  const give = {
    toConsumerId: memberParty(529),
    toConsumerName: nameOf(529),
    occurredAt: CAME_AT,
  }
  const path2 = `/v1/contracts/${child!.contractId}/transfers`
  expect(await escrow(path2, 'm0527', give)).toMatchObject(refused('not_yours'))
  expect(await escrow(path2, 'm0528', give)).toMatchObject({ status: 201 })
})
