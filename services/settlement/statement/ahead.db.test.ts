// Bank lines of days to come: they wait for their day, or the file is refused; and a book's bound.
import { BALANCE_MAX_FEN } from '@ticun/money'
import { CLOCK_SKEW_MS, settlementRoutes } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBankTime } from '../bank/bank-time.ts'
import { ACCOUNT, BOOK, bookOpened, contractSigned } from '../test-facts.ts'
import { eventually, openStage, type Stage } from '../test-stage.ts'
import { takeDue } from './ahead.ts'

const TEST_MAX_MS = 60_000
const DAY_MS = 86_400_000
/** Comes to the house's clock in this time. */
const SOON_MS = 8_000
let stage: Stage

beforeAll(async () => {
  stage = await openStage()
  await stage.start()
  await stage.say([bookOpened()])
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

const today = () => readBankTime(new Date().toISOString())!.day
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()

type Line = { serial: string; bookedAt: string; remittance: string; fen?: number }

/** A statement of days from `from` to `to` (both counted) that shows these lines. */
function statement(lines: readonly Line[], from = today(), to = from) {
  const yuan = (fen: number) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
  const balance = (code: string, fen: number, day: string) => `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd>
    </CdOrPrtry></Tp><Amt Ccy="CNY">${yuan(fen)}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
    <Dt><Dt>${day}</Dt></Dt></Bal>`
  const entries = lines.map(
    ({ serial, bookedAt, remittance, fen = 100 }) => `<Ntry><Amt Ccy="CNY">${yuan(fen)}</Amt>
    <CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>${bookedAt}</DtTm></BookgDt>
    <AcctSvcrRef>${serial}</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>${remittance}</Ustrd>
    </RmtInf></TxDtls></NtryDtls></Ntry>`,
  )
  const sum = lines.reduce((total, { fen = 100 }) => total + fen, 0)
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
    <Id>${lines[0]?.serial ?? 'none'}</Id><Acct><Id><Othr><Id>${ACCOUNT}</Id></Othr></Id>
    <Ccy>CNY</Ccy></Acct>${balance('OPBD', 0, from)}${balance('CLBD', sum, to)}
    ${entries.join('')}</Stmt></BkToCstmrStmt></Document>`
}

async function signed() {
  const contract = contractSigned(100n)
  await stage.say([contract.fact])
  return contract
}

const factsOf = async (lotId: string) =>
  (await stage.facts()).filter(({ data }) => 'lotId' in data && data.lotId === lotId)
const verdictOf = async (serial: string) =>
  (
    await stage.db
      .selectFrom('statement_line')
      .select('verdict')
      .where('bank_serial', '=', serial)
      .executeTakeFirst()
  )?.verdict

test('a line dated ahead waits for its day, and is told then, once', async () => {
  const { lotId, reference } = await signed()
  const bookedAt = inMs(CLOCK_SKEW_MS + SOON_MS)
  const xml = statement([{ serial: 'AHEAD1', bookedAt, remittance: reference }])
  const answer = await stage.importXml(xml)
  expect(answer).toMatchObject({ status: 201, body: { lines: 1, matched: 0, ahead: 1 } })
  expect(await factsOf(lotId)).toEqual([])
  expect(await verdictOf('AHEAD1')).toBe('AHEAD')
  expect((await stage.importXml(xml)).body).toMatchObject({ status: 'CONFIRMED' })
  const [fact] = await eventually(async () => {
    const facts = await factsOf(lotId)
    if (facts.length === 0) throw new Error('its day has not come')
    return facts
  })
  expect(fact).toMatchObject({
    type: 'deposit.received',
    occurredAt: bookedAt,
    actor: { role: 'officer', id: 'li' },
  })
  // No room that hears it may take it for the future.
  expect(Date.parse(bookedAt)).toBeLessThanOrEqual(Date.parse(fact!.recordedAt) + CLOCK_SKEW_MS)
  expect(await verdictOf('AHEAD1')).toBe('MATCHED')
  expect((await stage.importXml(xml)).body).toMatchObject({ status: 'CONFIRMED' })
  expect(await takeDue(stage.db, inMs(DAY_MS))).toBe(false)
  expect(await factsOf(lotId)).toHaveLength(1)
})

test('two rooms that look at once tell it once, and suspense has its day too', async () => {
  const xml = statement([{ serial: 'AHEAD2', bookedAt: inMs(DAY_MS), remittance: '现金' }])
  expect((await stage.importXml(xml)).body).toMatchObject({ unmatched: 0, ahead: 1 })
  const both = [1, 2].map(() => takeDue(stage.db, inMs(DAY_MS)))
  expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1)
  const told = (await stage.facts()).filter(({ type }) => type === 'deposit.unmatched')
  expect(told).toHaveLength(1)
})

test('a statement of days to come is refused by name, and nothing of it is kept', async () => {
  const xml = statement([], '2032-01-01', '2099-12-31')
  const refused = await stage.importXml(xml)
  expect(refused).toMatchObject({ status: 422, body: { code: 'statement_not_over' } })
  const { body } = await stage.ask({ path: '/v1/bank-statements', as: 'wang' })
  const { items } = settlementRoutes.listStatements.reply.parse(body)
  expect(items.filter(({ to }) => to > '2031')).toEqual([])
})

test('a line that is booked years after its statement refuses the file, by line', async () => {
  const { lotId, reference } = await signed()
  const late = { serial: 'LATE', bookedAt: '2999-01-01T00:00:00+08:00', remittance: reference }
  const refused = await stage.importXml(
    statement([{ serial: 'SOON', bookedAt: inMs(-1_000), remittance: 'x' }, late]),
  )
  expect(refused).toMatchObject({
    status: 422,
    body: { code: 'statement_not_readable', detail: expect.stringMatching(/^line 2 \(LATE\)/) },
  })
  expect([await verdictOf('SOON'), await factsOf(lotId)]).toEqual([undefined, []])
})

test('a line that was booked before its contract, and its statement, is told at once', async () => {
  const { lotId, reference } = await signed()
  const early = { serial: 'EARLY', bookedAt: '1993-05-01T00:00:00+08:00', remittance: reference }
  const answer = await stage.importXml(statement([early]))
  expect(answer).toMatchObject({ status: 201, body: { matched: 1, ahead: 0 } })
  const told = { type: 'deposit.received', occurredAt: '1993-04-30T16:00:00.000Z' }
  expect(await factsOf(lotId)).toMatchObject([told])
})

test('a book takes in no more than its balances can say', async () => {
  const set = (credited: bigint) =>
    stage.db.updateTable('book_turnover').set({ credited }).where('book_id', '=', BOOK).execute()
  const { credited } = await stage.db
    .selectFrom('book_turnover')
    .select('credited')
    .where('book_id', '=', BOOK)
    .executeTakeFirstOrThrow()
  await set(BALANCE_MAX_FEN - 150n)
  const line = (serial: string, fen: number) =>
    statement([{ serial, bookedAt: inMs(-1_000), remittance: '没有附言', fen }])
  const refused = await stage.importXml(line('MUCH', 151))
  expect(refused).toMatchObject({ status: 422, body: { code: 'statement_not_readable' } })
  expect(await verdictOf('MUCH')).toBeUndefined()
  expect(await stage.importXml(line('FITS', 150))).toMatchObject({ status: 201 })
  await set(credited)
})
