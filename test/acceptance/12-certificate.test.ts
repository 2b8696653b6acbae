// Acceptance 12: a certificate verifies after a replay, and one altered event is detected.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BOOK, entryOf, OFFICER, type Stage } from '@ticun/demo'
import { entryBytes, type Entry } from '@ticun/proof'
import { notaryRoutes } from '@ticun/protocol'
import { createBookCheck, ofProcess, verifyCommand } from '@ticun/verify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeAsker } from '../journeys/ask.ts'
import { attend, listPack, openGym, sell } from '../journeys/gym.ts'
import { awaitSigned, doubtLog, entriesOf } from '../journeys/officers.ts'
import { sharedHouse } from '../support/house.ts'

const PRICE = 200_000n
const MEMBER = 812

let stage: Stage
let folder = ''
let account = ''
let code = ''

beforeAll(async () => {
  stage = await openGym(sharedHouse())
  folder = await mkdtemp(join(tmpdir(), 'ticun-certificate-'))
  const productId = await listPack(stage, { sessions: 10, priceFen: PRICE })
  const sale = { member: MEMBER, productId, priceFen: PRICE, at: '2024-05-02T01:00:00.000Z' }
  const [contract] = await sell(stage, [sale])
  await attend(stage, contract!, '2024-05-10T01:00:00.000Z', 'CODE')
  account = `2001/${contract!.lotId}`
  await awaitSigned(stage)
  const { client, house } = stage
  const call = { as: OFFICER, key: randomUUID(), body: { account } }
  const issued = await client.call(house.urls.notary, notaryRoutes.issueCertificate, call)
  expect(issued).toMatchObject({ account, balanceFen: '-180000' })
  code = issued.code
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What the offline verifier says of a file, and its exit code. */
async function verdictOf(text: string): Promise<{ exit: number; said: string }> {
  const path = join(folder, 'certificate.json')
  await writeFile(path, text)
  const { client, house } = stage
  const log = await client.call(house.urls.notary, notaryRoutes.logStatus, {})
  let said = ''
  const out = (words: string) => void (said += words)
  const exit = await verifyCommand([path, '--key', log.verifierKey], {
    ...ofProcess,
    out,
    err: out,
  })
  return { exit, said }
}

/** The certificate as anybody gets it by its code, without a log-in. */
async function certificate(): Promise<string> {
  const answer = await fetch(new URL(`/v1/certificates/${code}`, stage.house.urls.notary))
  expect(answer.status).toBe(200)
  return answer.text()
}

test('the certificate verifies offline, with nothing but its file and the public key', async () => {
  const { exit, said } = await verdictOf(await certificate())
  expect([exit, said]).toEqual([0, expect.stringContaining('balance 180000 fen')])
})

test('one altered fen in it is detected', async () => {
  const altered = (await certificate()).replace('balance -180000', 'balance -180001')
  const { exit, said } = await verdictOf(altered)
  expect([exit, said]).toEqual([1, expect.stringContaining('no good signature')])
})

test('it still verifies when the book was replayed and has grown', async () => {
  const [contract] = await sell(stage, [
    {
      member: MEMBER + 1,
      productId: await listPack(stage, { sessions: 10, priceFen: PRICE }),
      priceFen: PRICE,
      at: '2024-05-12T01:00:00.000Z',
    },
  ])
  await attend(stage, contract!, '2024-05-13T01:00:00.000Z', 'CODE')
  expect(await doubtLog(stage)).toBeUndefined()
  expect((await verdictOf(await certificate())).exit).toBe(0)
})

test('a replay names the first entry after one event was altered', async () => {
  const entries = (await entriesOf(stage)).map((entry) => entryOf(BOOK, entry))
  const at = entries.findIndex(({ kind }) => kind === 'session.confirmed')
  const moreByOne = (entry: Entry): Entry => ({
    ...entry,
    lines: entry.lines.map((line) => ({ ...line, amount: line.amount * 2n })),
  })
  const altered = entries.with(at, moreByOne(entries[at]!))
  const check = createBookCheck({ bookId: BOOK })
  const flaw = altered.map((entry) => check.take(entryBytes(entry), 1)).find((each) => each)
  check.close()
  // The entry itself still balances; the next line of its accounts cannot follow it.
  expect(flaw?.sequence).toBeGreaterThan(at)
})

test('an account without entries, and a code that nobody issued', async () => {
  const ask = makeAsker(stage.house.urls.issuer)
  const none = '2001/lot_00000000000000000000000000'
  const wanted = { path: '/v1/certificates', as: OFFICER, json: { account: none } }
  expect(await ask(stage.house.urls.notary, wanted)).toMatchObject({
    status: 404,
    body: { code: 'unknown_account' },
  })
  const path = '/v1/certificates/crt_00000000000000000000000000'
  const answer = await fetch(new URL(path, stage.house.urls.notary))
  expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'unknown_certificate' }])
})
