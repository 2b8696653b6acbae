// Who sees what of the log: everybody its hashes, overseers its entries, each party its own.
import { setTimeout as sleep } from 'node:timers/promises'
import { BOOK, type Stage } from '@ticun/demo'
import { parseTlogProof, parseVerifierKey, utf8, verifyTlogProof } from '@ticun/proof'
import { nodeSha256, verifyEd25519 } from '@ticun/proof/node'
import { escrowRoutes, logStatus, notaryRoutes, type ReplyOf } from '@ticun/protocol'
import { beforeAll, expect, test } from 'vitest'
import { sharedHouse } from '../support/house.ts'
import { makeAsker, type Answer, type Asker } from './ask.ts'
import { listPack, openGym, sell } from './gym.ts'

const PACK = { sessions: 5, priceFen: 70_000n }
const PAID_AT = '2024-07-01T01:00:00.000Z'
const LOOKS_MAX = 50
const LOOK_MS = 200

let stage: Stage
let asker: Asker
/** Entries of 511 at the gym of coach, and of 512 at the rival's. */
let hers = ''
let elsewhere = ''

const notary = (path: string, as?: string) =>
  asker(stage.house.urls.notary, { path, ...(as === undefined ? {} : { as }) })

/** Asks until the entry is under a checkpoint. */
async function entry(sequence: string, as?: string): Promise<Answer> {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const answer = await notary(`/v1/entries/${sequence}`, as)
    const { code } = answer.body as { code?: string }
    if (code !== 'not_in_log_yet' && code !== 'unknown_entry') return answer
    await sleep(LOOK_MS)
  }
  throw new Error(`entry ${sequence} does not come into the log`)
}

const page = escrowRoutes.listEntries.reply

async function entryOf(contractId: string): Promise<string> {
  let cursor: string | undefined = ''
  while (cursor !== undefined) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const path = `/v1/books/${BOOK}/entries?limit=1000${more}`
    const answer = await asker(stage.house.urls.escrow, { path, as: 'wang' })
    const { items, next }: ReplyOf<typeof page> = page.parse(answer.body)
    const found = items.find((each) => each.contractId === contractId)
    if (found) return found.sequence
    cursor = next
  }
  throw new Error(`${contractId} has no entry`)
}

beforeAll(async () => {
  const house = sharedHouse()
  stage = await openGym(house)
  asker = makeAsker(house.urls.issuer)
  const productId = await listPack(stage, PACK)
  const rivals = await listPack(stage, PACK, 'rival')
  const sale = { priceFen: PACK.priceFen, at: PAID_AT }
  const [one] = await sell(stage, [{ ...sale, member: 511, productId }])
  const [two] = await sell(stage, [{ ...sale, member: 512, productId: rivals }], { as: 'rival' })
  if (!one || !two) throw new Error('nothing was sold')
  hers = await entryOf(one.contractId)
  elsewhere = await entryOf(two.contractId)
})

test('everybody sees hashes and checkpoints, overseers alone the bundles of entries', async () => {
  await entry(hers, 'wang')
  const status = async (path: string, as?: string) => (await notary(path, as)).status
  expect(await status('/checkpoint')).toBe(200)
  expect(await status('/tile/0/000.p/1')).toBe(200)
  const bundle = '/tile/entries/000.p/1'
  expect(await status(bundle)).toBe(401)
  for (const as of ['coach', 'rival', 'm0511']) expect(await status(bundle, as)).toBe(403)
  for (const as of ['wang', 'guan']) expect(await status(bundle, as)).toBe(200)
})

test('each party gets an entry of its own with its proof, and no other', async () => {
  expect((await notary(`/v1/entries/${hers}`)).status).toBe(401)
  const status = logStatus.parse((await notary('/v1/log')).body)
  const logKeys = [parseVerifierKey(status.verifierKey, nodeSha256)]
  for (const as of ['m0511', 'coach', 'wang', 'guan']) {
    const answer = await entry(hers, as)
    expect(answer.status, as).toBe(200)
    const own = notaryRoutes.ownEntry.reply.parse(answer.body)
    const proof = parseTlogProof(own.proof)
    const policy = { origin: status.origin, logKeys }
    const verdict = await verifyTlogProof(proof, utf8(own.entry), policy, verifyEd25519, nodeSha256)
    expect(verdict).not.toHaveProperty('refused')
  }
  for (const [as, sequence] of [
    ['m0511', elsewhere],
    ['m0512', hers],
    ['coach', elsewhere],
    ['rival', hers],
  ] as const) {
    const answer = await entry(sequence, as)
    expect(answer, as).toMatchObject({ status: 403, body: { code: 'not_yours' } })
    expect(JSON.stringify(answer.body)).not.toContain('70000')
  }
})
