// What a merchant writes binds nobody: not in her name, not against her caps, not about who she is.
import type { Stage } from '@ticun/demo'
import { memberParty } from '@ticun/issuer'
import type { ContractView, OfferView } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { sharedHouse } from '../support/house.ts'
import { makeAsker, type Answer, type Asker } from './ask.ts'
import { awaitLot, importYear, listPack, nameOf, openGym, payIn, signUp } from './gym.ts'

const PACK = { sessions: 5, priceFen: 50_000n }
const AT = '2024-08-11T01:00:00.000Z'

let stage: Stage
let asker: Asker
let productId = ''

const escrow = (path: string, as: string, json?: object) =>
  asker(stage.house.urls.escrow, { path, as, ...(json ? { json } : {}) })
const items = <T>({ body }: Answer) => (body as { items: T[] }).items

beforeAll(async () => {
  stage = await openGym(sharedHouse())
  asker = makeAsker(stage.house.urls.issuer)
  productId = await listPack(stage, PACK)
})

test('a contract in her name is an offer, until she accepts it by her log-in', async () => {
  const signed = await signUp(stage, 541, productId, AT)
  expect(signed.status).toBe('OFFERED')
  const { contractId } = signed
  const path = `/v1/contracts/${contractId}`
  // Nothing can be done with it, by nobody.
  expect(await escrow(`${path}/sessions`, 'coach', { occurredAt: AT })).toMatchObject({
    body: { code: 'unknown_contract' },
  })
  expect(await escrow(path, 'm0542')).toMatchObject({ body: { code: 'unknown_contract' } })
  const offers = items<OfferView>(await escrow('/v1/offers?status=OPEN', 'm0541'))
  expect(offers.map(({ offerId }) => offerId)).toEqual([contractId])
  const accept = `/v1/offers/${contractId}/acceptances`
  const when = { occurredAt: AT }
  expect(await escrow(accept, 'coach', when)).toMatchObject({ body: { code: 'code_wrong' } })
  expect(await escrow(accept, 'm0542', when)).toMatchObject({ body: { code: 'unknown_offer' } })
  expect(await escrow(accept, 'm0541', when)).toMatchObject({ body: { status: 'UNFUNDED' } })
  expect(await escrow(accept, 'm0541', when)).toMatchObject({ body: { code: 'offer_not_open' } })
})

test('her code at the desk accepts it, her no ends it, the merchant takes it back', async () => {
  const [first, second, third] = [
    await signUp(stage, 543, productId, AT),
    await signUp(stage, 543, productId, AT),
    await signUp(stage, 543, productId, AT),
  ]
  const at = `?occurredAt=${AT}`
  const shown = await escrow(`/v1/contracts/${first.contractId}/code${at}`, 'm0543')
  const { code } = shown.body as { code: string }
  const path = `/v1/offers/${first.contractId}/acceptances`
  const accepted = await escrow(path, 'coach', { code, occurredAt: AT })
  expect(accepted).toMatchObject({ status: 200, body: { status: 'UNFUNDED' } })
  const ends = (id: string, as: string) => escrow(`/v1/offers/${id}/ends`, as, {})
  expect(await ends(second.contractId, 'm0543')).toMatchObject({ body: { status: 'DECLINED' } })
  expect(await ends(third.contractId, 'coach')).toMatchObject({ body: { status: 'WITHDRAWN' } })
  // Money for what she declined waits in suspense, and goes back.
  const transfer = { member: 543, amountFen: PACK.priceFen, remittance: second.reference }
  await payIn(stage, { ...transfer, at: AT })
  await importYear(stage)
  const found = async () => items<{ reason: string }>(await escrow('/v1/suspense', 'wang'))
  await expect
    .poll(async () => (await found()).map(({ reason }) => reason), { timeout: 30_000 })
    .toContain('OFFER_NOT_OPEN')
})

test('her own payment with the reference accepts it', async () => {
  const signed = await signUp(stage, 544, productId, AT)
  const transfer = { member: 544, amountFen: PACK.priceFen, remittance: signed.reference }
  await payIn(stage, { ...transfer, at: AT })
  await importYear(stage)
  const contract = await awaitLot(stage, signed.contractId, 'ACTIVE')
  expect(contract).toMatchObject({ heldFen: String(PACK.priceFen) })
})

test('a name is its keeper’s: a false one stays with the merchant that wrote it', async () => {
  const rivals = await listPack(stage, PACK, 'rival')
  const body = { consumerId: memberParty(545), occurredAt: AT }
  const named = async (as: string, product: string, consumerName: string) => {
    const answer = await escrow('/v1/contracts', as, { ...body, productId: product, consumerName })
    return answer.body as ContractView
  }
  await named('rival', rivals, '赖账')
  const second = await named('coach', productId, '王小明')
  expect(second.consumerName).toBe('王**')
  const path = `/v1/contracts/${second.contractId}`
  expect(await escrow(path, 'm0545')).toMatchObject({ body: { consumerName: '王小明' } })
  // What she says herself is her name; the merchant goes on calling her as it likes.
  const own = await named('m0545', productId, nameOf(545))
  expect(own.consumerName).toBe(nameOf(545))
  expect(await escrow(path, 'm0545')).toMatchObject({ body: { consumerName: nameOf(545) } })
  expect(await escrow(path, 'coach')).toMatchObject({ body: { consumerName: '王**' } })
})

test('a merchant finds her by its own label, and of her own word no more than is shown', async () => {
  const name = nameOf(546)
  const [first, rest] = [name.slice(0, 1), name.slice(1)]
  const wrong = `${first}${'甲'.repeat(rest.length)}`
  const found = (as: string, contract: ContractView) => async (search: string) => {
    const status = contract.status === 'OFFERED' ? 'status=OFFERED&' : ''
    const path = `/v1/contracts?${status}search=${encodeURIComponent(search)}`
    const hits = items<ContractView>(await escrow(path, as))
    return hits.some(({ contractId }) => contractId === contract.contractId)
  }
  const ours = found('coach', await signUp(stage, 546, productId, AT))
  expect(await Promise.all([first, rest, name, wrong].map(ours))).toEqual([true, true, true, false])
  const rivals = await listPack(stage, PACK, 'rival')
  const signed = { productId: rivals, consumerId: memberParty(546), consumerName: name }
  const own = await escrow('/v1/contracts', 'm0546', { ...signed, occurredAt: AT })
  const theirs = found('rival', own.body as ContractView)
  // A right guess and a wrong one look alike.
  expect(await Promise.all([first, rest, name, wrong].map(theirs))).toEqual([
    true,
    false,
    true,
    true,
  ])
})
