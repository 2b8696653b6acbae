// What an imported statement becomes: once, whole, and in whatever order statements come.
import { setTimeout as sleep } from 'node:timers/promises'
import { settlementRoutes, type SettlementFact } from '@ticun/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ACCOUNT, BOOK, bookOpened, contractSigned } from '../test-facts.ts'
import { openStage, type Stage } from '../test-stage.ts'

const TEST_MAX_MS = 180_000
const PRICE = 299_900n
/** Longer than an import takes that waits for nothing. */
const A_WHILE_MS = 500
let stage: Stage
let told = 0

beforeAll(async () => {
  stage = await openStage()
  await stage.start()
  await stage.say([bookOpened()])
}, TEST_MAX_MS)
afterAll(() => stage.close(), TEST_MAX_MS)

/** Facts since the last time this was asked. */
async function newFacts(): Promise<SettlementFact[]> {
  const facts = (await stage.facts()).slice(told)
  told += facts.length
  return facts
}

const typesOf = (facts: readonly SettlementFact[]) => facts.map((fact) => fact.type)
const uploadOf = (answer: { body: unknown }) =>
  settlementRoutes.importStatement.reply.parse(answer.body)
const reportOf = (answer: { body: unknown }) =>
  settlementRoutes.confirmStatement.reply.parse(answer.body)

const matchedIn = ({ body }: { body: unknown }) => (body as { matched?: number }).matched ?? 0

/** A signed contract whose price was paid on this day (2015-MM-DD) at noon. */
async function paidOn(day: string, amountFen = PRICE, remittance?: (reference: string) => string) {
  const signed = contractSigned(PRICE)
  await stage.say([signed.fact])
  await stage.bank.payIn({
    amountFen,
    remittance: remittance?.(signed.reference) ?? signed.reference,
    bookedAt: `${day}T12:00:00+08:00`,
  })
  return signed
}

test('a credit with a reference pays its contract, and the statement closes', async () => {
  const { contractId, lotId } = await paidOn('2015-02-01')
  const answer = await stage.importXml(await stage.bank.camt('2015-02-01', '2015-02-02'))
  expect(answer.status).toBe(201)
  expect(reportOf(answer)).toMatchObject({
    account: ACCOUNT,
    from: '2015-02-01',
    to: '2015-02-02',
    openingBalanceFen: '0',
    closingBalanceFen: '299900',
    lines: 1,
    matched: 1,
    unmatched: 0,
    knownAlready: 0,
  })
  const [received, closed, ...rest] = await newFacts()
  expect(rest).toEqual([])
  expect(received).toMatchObject({
    type: 'deposit.received',
    bookId: BOOK,
    occurredAt: '2015-02-01T04:00:00.000Z',
    actor: { role: 'officer', id: 'li' },
    data: { contractId, lotId, amountFen: '299900', bookedAt: '2015-02-01T04:00:00.000Z' },
  })
  expect(JSON.stringify(received)).not.toMatch(/王小明|6217000000000042/)
  expect(closed).toMatchObject({
    type: 'statement.closed',
    occurredAt: '2015-02-01T16:00:00.000Z',
    data: { account: ACCOUNT, closingBalanceFen: '299900', lines: 1 },
  })
})

test('the same file twice, under any key, changes nothing', async () => {
  const xml = await stage.bank.camt('2015-02-01', '2015-02-02')
  const first = await stage.importXml(xml, 'same-key')
  expect(first.body).toMatchObject({ lines: 1, status: 'CONFIRMED', uploadedBy: 'wang' })
  const second = await stage.importXml(xml, 'same-key')
  expect([second.status, second.replayed, second.body]).toEqual([201, true, first.body])
  expect(await newFacts()).toEqual([])
})

test('a file in CSV is the same statement as in camt.053', async () => {
  await paidOn('2015-02-03')
  const bytes = await stage.bank.csv('2015-02-03', '2015-02-04')
  const csv = uploadOf(await stage.upload({ type: 'text/csv', bytes }))
  expect(csv).toMatchObject({ lines: 1, status: 'WAITING' })
  const camt = await stage.importXml(await stage.bank.camt('2015-02-03', '2015-02-04'))
  expect(reportOf(camt)).toMatchObject({ statementId: csv.statementId, matched: 1 })
  expect(typesOf(await newFacts())).toEqual(['deposit.received', 'statement.closed'])
  expect(uploadOf(await stage.upload({ type: 'text/csv', bytes })).status).toBe('CONFIRMED')
  expect(await newFacts()).toEqual([])
})

test('statements that come late, overlap or run backwards tell each line once', async () => {
  await paidOn('2015-02-10')
  const early = await stage.bank.camt('2015-02-10', '2015-02-11')
  await paidOn('2015-02-11')
  await paidOn('2015-02-12')
  const late = await stage.bank.camt('2015-02-12', '2015-02-13')
  const both = await stage.bank.camt('2015-02-10', '2015-02-13')
  expect(reportOf(await stage.importXml(late))).toMatchObject({ lines: 1, matched: 1 })
  expect(reportOf(await stage.importXml(both))).toMatchObject({ matched: 2, knownAlready: 1 })
  expect(reportOf(await stage.importXml(early))).toMatchObject({ matched: 0, knownAlready: 1 })
  const types = typesOf(await newFacts())
  expect(types.filter((type) => type === 'deposit.received')).toHaveLength(3)
  expect(types.filter((type) => type === 'statement.closed')).toHaveLength(3)
})

test('an older picture of known days closes nothing', async () => {
  await paidOn('2015-02-15')
  const morning = await stage.bank.camt('2015-02-15', '2015-02-16')
  await paidOn('2015-02-15')
  await stage.importXml(await stage.bank.camt('2015-02-15', '2015-02-16'))
  await newFacts()
  expect(reportOf(await stage.importXml(morning))).toMatchObject({ knownAlready: 1 })
  expect(await newFacts()).toEqual([])
})

test('a statement without lines closes too, once', async () => {
  const empty = await stage.bank.camt('2015-03-20', '2015-03-21')
  expect(reportOf(await stage.importXml(empty))).toMatchObject({ lines: 0 })
  expect(typesOf(await newFacts())).toEqual(['statement.closed'])
  await stage.importXml(empty)
  expect(await newFacts()).toEqual([])
})

test('a known serial with another content refuses the whole file', async () => {
  const { reference } = await paidOn('2015-02-17')
  await stage.importXml(await stage.bank.camt('2015-02-17', '2015-02-18'))
  await paidOn('2015-02-17')
  await newFacts()
  const xml = await stage.bank.camt('2015-02-17', '2015-02-18')
  const forged = xml.replace(reference, `TC${'0'.repeat(26)}`)
  expect(forged).not.toBe(xml)
  const refused = await stage.importXml(forged, 'forged')
  expect(refused).toMatchObject({ status: 409, body: { code: 'statement_conflicts' } })
  expect(await newFacts()).toEqual([])
  expect(await stage.importXml(forged, 'forged')).toMatchObject({ status: 409, replayed: false })
  expect(reportOf(await stage.importXml(xml))).toMatchObject({ matched: 1, knownAlready: 1 })
  await newFacts()
})

test('what nobody can be found for waits in suspense with its reason', async () => {
  const day = '2015-02-20'
  const { reference } = await paidOn(day)
  const at = (hour: number) => `${day}T${hour}:00:00+08:00`
  await stage.bank.payIn({ amountFen: PRICE, remittance: `再付 ${reference}`, bookedAt: at(13) })
  await paidOn(day, PRICE - 1n)
  await stage.bank.payIn({ amountFen: 1n, remittance: '没有附言', bookedAt: at(14) })
  const unknown = `TC${'7'.repeat(26)}`
  await stage.bank.payIn({ amountFen: 2n, remittance: unknown, bookedAt: at(15) })
  await stage.bank.book('INTEREST', 77n, at(16))
  await stage.bank.book('FEE', 7n, at(17))
  const answer = await stage.importXml(await stage.bank.camt(day, '2015-02-21'))
  expect(reportOf(answer)).toMatchObject({ lines: 7, matched: 4, unmatched: 3 })
  const facts = await newFacts()
  const reasons = facts.flatMap((fact) =>
    fact.type === 'deposit.unmatched' ? [`${fact.data.reason} ${fact.data.amountFen}`] : [],
  )
  expect(reasons.toSorted()).toEqual(['UNKNOWN_REFERENCE 1', 'UNKNOWN_REFERENCE 2'])
  const get = { path: '/v1/suspense?limit=1', as: 'li' }
  const schema = settlementRoutes.listSuspense.reply
  const first = schema.parse((await stage.ask(get)).body)
  const more = `${get.path}&cursor=${first.next}`
  const second = schema.parse((await stage.ask({ ...get, path: more })).body)
  expect([first.items.length, second.items.length, second.next]).toEqual([1, 1, undefined])
  const items = [...first.items, ...second.items]
  expect(items.map((item) => item.bookedAt)).toEqual(items.map((item) => item.bookedAt).toSorted())
  const days = Math.floor((Date.now() - Date.parse(at(12))) / 86_400_000)
  expect(items.every((item) => Math.abs(item.ageDays - days) <= 1)).toBe(true)
})

test('thousands of lines are one import', async () => {
  const lines = 2_000
  const day = '2015-04-01'
  const signed = Array.from({ length: lines }, () => contractSigned(PRICE))
  await stage.say(signed.map((each) => each.fact))
  const entries = signed.map(
    ({ reference }, index) => `<Ntry><Amt Ccy="CNY">2999.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
      <Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>${day}T10:00:00+08:00</DtTm></BookgDt>
      <AcctSvcrRef>MANY${index}</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>${reference}</Ustrd>
      </RmtInf></TxDtls></NtryDtls></Ntry>`,
  )
  const balance = (code: string, amount: string) => `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd>
    </CdOrPrtry></Tp><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
    <Dt><Dt>${day}</Dt></Dt></Bal>`
  const xml = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
    <Stmt><Id>MANY</Id><Acct><Id><Othr><Id>${ACCOUNT}</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
    ${balance('OPBD', '0.00')}${balance('CLBD', `${lines * 2999}.00`)}${entries.join('')}
    </Stmt></BkToCstmrStmt></Document>`
  expect(reportOf(await stage.importXml(xml))).toMatchObject({ lines, matched: lines })
  const facts = await newFacts()
  expect(facts).toHaveLength(lines + 1)
  expect(uploadOf(await stage.importXml(xml))).toMatchObject({ status: 'CONFIRMED', lines })
  expect(await newFacts()).toEqual([])
})

test('two imports of one file at once tell each line once', async () => {
  await paidOn('2015-04-10')
  const xml = await stage.bank.camt('2015-04-10', '2015-04-11')
  const answers = await Promise.all(Array.from({ length: 6 }, () => stage.importXml(xml)))
  const [taken, ...others] = answers.toSorted((a, b) => matchedIn(b) - matchedIn(a))
  expect(taken).toMatchObject({ status: 201, body: { matched: 1 } })
  for (const { status, body } of others) {
    const late = { status: 409, body: { code: 'statement_not_waiting' } }
    expect([late, { status: 201, body: { status: 'CONFIRMED' } }]).toContainEqual(
      status === 409
        ? { status, body: { code: (body as { code: string }).code } }
        : { status, body: { status: (body as { status: string }).status } },
    )
  }
  const twins = await Promise.all([1, 2, 3].map(() => stage.importXml(xml, 'twin')))
  expect(twins.filter((answer) => answer.replayed)).toHaveLength(2)
  expect(typesOf(await newFacts())).toEqual(['deposit.received', 'statement.closed'])
})

// The last one: the process that it starts is more patient than any that came before.
test(
  'an import waits for a contract that is still on its way',
  async () => {
    await stage.start({ factsPatienceMs: TEST_MAX_MS })
    const signed = contractSigned(PRICE)
    const payment = { amountFen: PRICE, remittance: signed.reference }
    await stage.bank.payIn({ ...payment, bookedAt: '2015-04-20T12:00:00+08:00' })
    const xml = await stage.bank.camt('2015-04-20', '2015-04-21')
    let isAnswered = false
    const importing = stage.importXml(xml).finally(() => (isAnswered = true))
    await sleep(A_WHILE_MS)
    expect(isAnswered).toBe(false)
    await stage.say([signed.fact])
    expect(reportOf(await importing)).toMatchObject({ matched: 1 })
  },
  2 * TEST_MAX_MS,
)
