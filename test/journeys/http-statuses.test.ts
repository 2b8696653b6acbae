// What each process answers to a request that cannot be met, and that nothing is half done then.
import type { Stage } from '@ticun/demo'
import { beforeAll, expect, test } from 'vitest'
import { sharedHouse } from '../support/house.ts'
import { makeAsker, type Asker } from './ask.ts'
import { scene, type Row } from './bad-request.ts'
import { NOTARY, SETTLEMENT } from './bad-requests-elsewhere.ts'
import { ESCROW } from './bad-requests-escrow.ts'
import { ESCROW_TEXT, NOTARY_TEXT } from './bad-requests-text.ts'
import { tokenOfOtherIssuer } from './foreign-tokens.ts'
import { attend, listPack, openGym, sell } from './gym.ts'
import { awaitQuiet, standingOf, type Standing } from './standing.ts'

let stage: Stage
let asker: Asker
let last: Standing

beforeAll(async () => {
  const house = sharedHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  const productId = await listPack(stage, { sessions: 10, priceFen: 120_000n })
  const sale = { member: 101, productId, priceFen: 120_000n, at: '2024-03-01T01:00:00.000Z' }
  const [contract] = await sell(stage, [sale])
  if (contract === undefined) throw new Error('nothing was sold')
  const recorded = await attend(stage, contract, '2024-03-02T01:00:00.000Z', 'NOBODY')
  scene.issuerUrl = house.urls.issuer
  scene.contractId = contract.contractId
  scene.productId = productId
  scene.sessionId = recorded.session.sessionId
  scene.otherIssuers = await tokenOfOtherIssuer('wang')
  last = await awaitQuiet(stage)
})

/** Sends a row, looks at the answer, and at everything that it could have moved. */
async function check(process: 'escrow' | 'settlement' | 'notary', row: Row): Promise<void> {
  const [, ask, status, code, pointers] = row
  const answer = await asker(stage.house.urls[process], ask())
  expect(answer).toMatchObject({ status, body: { status, code } })
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  if (pointers) expect(pointersOf(answer.body)).toEqual(pointers)
  expect(await standingOf(stage)).toEqual(last)
}

/** The JSON pointers of a problem's errors, sorted. */
function pointersOf(body: unknown): string[] {
  const { errors } = body as { errors: { pointer: string }[] }
  return errors.map(({ pointer }) => pointer).toSorted()
}

test.each([...ESCROW, ...ESCROW_TEXT])('escrow: %s', (...row) => check('escrow', row))
test.each(SETTLEMENT)('settlement: %s', (...row) => check('settlement', row))
test.each([...NOTARY, ...NOTARY_TEXT])('notary: %s', (...row) => check('notary', row))

test('after all of them the house goes on as if they had never been', async () => {
  expect(await awaitQuiet(stage)).toEqual(last)
  const path = `/v1/contracts/${scene.contractId}/sessions`
  const json = { occurredAt: '2024-03-03T01:00:00.000Z' }
  const answer = await asker(stage.house.urls.escrow, { path, as: 'coach', json })
  expect(answer).toMatchObject({ status: 201, body: { session: { slot: 1 } } })
  // What does happen is seen: else the comparisons above would prove nothing.
  expect(await standingOf(stage)).not.toEqual(last)
})
