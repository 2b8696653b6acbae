// An uploaded statement is one officer's word: it changes nothing before another one has said it.
import { settlementRoutes } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bookOpened, contractSigned } from '../test-facts.ts'
import { openStage, type Stage } from '../test-stage.ts'

const TEST_MAX_MS = 60_000
const PRICE = 299_900n
let stage: Stage
let day = 0

beforeAll(async () => {
  stage = await openStage()
  await stage.start()
  await stage.say([bookOpened()])
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

const uploadIn = ({ body }: { body: unknown }) => settlementRoutes.importStatement.reply.parse(body)
const verdict = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { code?: string }).code,
]
const confirm = (id: string, as: string, balances: object) =>
  stage.ask({
    method: 'POST',
    path: `/v1/bank-statements/${id}/confirmations`,
    as,
    json: balances,
  })
const shown = async (id: string) => {
  const { body } = await stage.ask({ path: `/v1/statement-uploads/${id}`, as: 'li' })
  return settlementRoutes.showUpload.reply.parse(body)
}

/** A payment of a day of its own, and the file that shows it. */
async function paidFile() {
  day += 1
  const from = `2015-04-${String(day * 2).padStart(2, '0')}`
  const to = `2015-04-${String(day * 2 + 1).padStart(2, '0')}`
  const signed = contractSigned(PRICE)
  await stage.say([signed.fact])
  const bookedAt = `${from}T12:00:00+08:00`
  await stage.bank.payIn({ amountFen: PRICE, remittance: signed.reference, bookedAt })
  return { bytes: await stage.bank.camt(from, to), from, to, reference: signed.reference }
}
const upload = (bytes: string) => stage.upload({ type: 'application/xml', bytes })
const balancesOf = ({ openingBalanceFen, closingBalanceFen }: ReturnType<typeof uploadIn>) => ({
  openingBalanceFen,
  closingBalanceFen,
})

test('alone it funds nothing; another officer with the right balances lets it count', async () => {
  const { bytes } = await paidFile()
  const waiting = uploadIn(await upload(bytes))
  expect(waiting).toMatchObject({
    status: 'WAITING',
    uploadedBy: 'wang',
    creditsFen: '299900',
    debitsFen: '0',
  })
  const { statementId } = waiting
  expect((await shown(statementId)).lines).toMatchObject([
    { direction: 'CREDIT', amountFen: '299900' },
  ])
  expect(await stage.facts()).toEqual([])
  const said = balancesOf(waiting)
  expect(verdict(await confirm(statementId, 'wang', said))).toEqual([403, 'same_person'])
  const other = { ...said, closingBalanceFen: '299901' }
  expect(verdict(await confirm(statementId, 'li', other))).toEqual([422, 'balances_differ'])
  expect(await stage.facts()).toEqual([])
  const done = await confirm(statementId, 'li', said)
  expect([done.status, done.body]).toMatchObject([201, { matched: 1, statementId }])
  expect((await stage.facts()).map(({ type }) => type)).toEqual([
    'deposit.received',
    'statement.closed',
  ])
  expect(verdict(await confirm(statementId, 'zhao', said))).toEqual([409, 'statement_not_waiting'])
  const { upload: decided, lines } = await shown(statementId)
  expect(decided).toMatchObject({ status: 'CONFIRMED', decidedBy: 'li' })
  expect(lines).toEqual([])
})

test('one that is rejected counts for nothing, and may be uploaded anew', async () => {
  const before = await stage.facts()
  const { bytes } = await paidFile()
  const { statementId, ...rest } = uploadIn(await upload(bytes))
  const reject = () =>
    stage.ask({
      method: 'POST',
      path: `/v1/bank-statements/${statementId}/rejections`,
      as: 'wang',
      json: { reason: '日期不对' },
    })
  expect((await reject()).body).toMatchObject({ status: 'REJECTED', reason: '日期不对' })
  expect(verdict(await reject())).toEqual([409, 'statement_not_waiting'])
  const said = balancesOf({ statementId, ...rest })
  expect(verdict(await confirm(statementId, 'li', said))).toEqual([409, 'statement_not_waiting'])
  expect(await stage.facts()).toEqual(before)
  expect(uploadIn(await upload(bytes))).toMatchObject({ statementId, status: 'WAITING' })
  expect((await confirm(statementId, 'li', said)).status).toBe(201)
})

test('a file with another line is another statement, and its opening is compared', async () => {
  const { bytes, reference } = await paidFile()
  const honest = uploadIn(await upload(bytes))
  const forged = uploadIn(await upload(bytes.replaceAll(reference, '没有附言')))
  expect(forged.statementId).not.toBe(honest.statementId)
  expect(honest.opensOtherwise).toBe(false)
  const opens = bytes.replaceAll('5998.00', '1.00').replaceAll('8997.00', '3000.00')
  expect(uploadIn(await upload(opens))).toMatchObject({
    lastClosingFen: '599800',
    openingBalanceFen: '100',
    opensOtherwise: true,
  })
  const path = '/v1/statement-uploads?status=WAITING&limit=1'
  const list = settlementRoutes.listUploads.reply.parse((await stage.ask({ path, as: 'li' })).body)
  expect(list.items).toHaveLength(1)
  const next = await stage.ask({ path: `${path}&cursor=${list.next}`, as: 'li' })
  expect(settlementRoutes.listUploads.reply.parse(next.body).items).toHaveLength(1)
})

test('what the service fetched from the bank counts at once', async () => {
  const { from, to } = await paidFile()
  const fetches = { method: 'POST', path: '/v1/bank-statements/fetches', as: 'wang' } as const
  const done = await stage.ask({ ...fetches, json: { from, to } })
  expect([done.status, done.body]).toMatchObject([201, { matched: 1 }])
  const backwards = await stage.ask({ ...fetches, json: { from: to, to: from } })
  expect(verdict(backwards)).toEqual([422, 'statement_not_readable'])
})

test('nobody confirms or rejects what there is not', async () => {
  const id = `stm_${'0'.repeat(26)}`
  const said = { openingBalanceFen: '0', closingBalanceFen: '0' }
  expect(verdict(await confirm(id, 'li', said))).toEqual([404, 'unknown_statement'])
  const path = `/v1/bank-statements/${id}/rejections`
  const rejected = await stage.ask({ method: 'POST', path, as: 'li', json: { reason: '无' } })
  expect(verdict(rejected)).toEqual([404, 'unknown_statement'])
  const found = await stage.ask({ path: `/v1/statement-uploads/${id}`, as: 'li' })
  expect(verdict(found)).toEqual([404, 'unknown_statement'])
})
