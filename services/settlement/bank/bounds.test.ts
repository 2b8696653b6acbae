// Knows how much a bank's file may say, and how an `xs:boolean` is written.
import * as fc from 'fast-check'
import { AMOUNT_MAX_FEN, BALANCE_MAX_FEN, decimalYuan } from '@ticun/money'
import { expect, test } from 'vitest'
import { readBankCsv } from './bank-csv.ts'
import { readBankTime } from './bank-time.ts'
import { readCamt053 } from './camt053.ts'

const DAY = '2015-02-01'

type Entry = { fen: bigint; direction?: 'CRDT' | 'DBIT'; more?: string }

const entryOf = ({ fen, direction = 'CRDT', more = '' }: Entry) =>
  `<Ntry><Amt Ccy="CNY">${decimalYuan(fen)}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${more}
  <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${DAY}</Dt></BookgDt><AcctSvcrRef>S${fen}</AcctSvcrRef>
  </Ntry>`

function camt(openingFen: bigint, closingFen: bigint, ...entries: Entry[]) {
  const balance = (code: string, fen: bigint) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">${decimalYuan(fen)}</Amt>
    <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${DAY}</Dt></Dt></Bal>`
  return readCamt053(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
    <BkToCstmrStmt><Stmt><Id>B</Id><Acct><Id><Othr><Id>31</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
    ${balance('OPBD', openingFen)}${balance('CLBD', closingFen)}${entries.map(entryOf).join('')}
    </Stmt></BkToCstmrStmt></Document>`)
}

const csv = (amountFen: bigint, balanceFen: bigint) =>
  readBankCsv(
    `流水号,记账日期,收支方向,金额,余额\nS1,${DAY},收入,${decimalYuan(amountFen)},` +
      `${decimalYuan(balanceFen)}\n`,
    { account: '31' },
  )

test('what comes in is one amount: the largest is taken, a fen more names its entry', () => {
  const [most, more] = [AMOUNT_MAX_FEN, AMOUNT_MAX_FEN + 1n]
  expect(camt(0n, most, { fen: most })).toHaveProperty('statement')
  expect(camt(0n, 1n + more, { fen: 1n }, { fen: more })).toMatchObject({
    refused: 'statement_field_invalid',
    detail: expect.stringMatching(/^entry 2 has an amount of 10000000000001 fen/),
  })
  expect(csv(most, most)).toHaveProperty('statement')
  expect(csv(more, more)).toMatchObject({
    refused: 'statement_rows_bad',
    badRows: [{ line: 2, reason: expect.stringMatching(/too much/) }],
  })
})

test('what leaves, or comes back, may be the sum of many', () => {
  const sum = AMOUNT_MAX_FEN * 3n
  expect(camt(sum, 0n, { fen: sum, direction: 'DBIT' })).toHaveProperty('statement')
  const back = { fen: sum, more: '<RvslInd>true</RvslInd>' }
  expect(camt(0n, sum, back)).toHaveProperty('statement')
})

test('a balance that no fact could say is refused', () => {
  expect(camt(BALANCE_MAX_FEN - 1n, BALANCE_MAX_FEN, { fen: 1n })).toHaveProperty('statement')
  expect(camt(BALANCE_MAX_FEN, BALANCE_MAX_FEN + 1n, { fen: 1n })).toMatchObject({
    refused: 'statement_field_invalid',
    detail: expect.stringMatching(/^balance CLBD .* too much/),
  })
  expect(csv(1n, BALANCE_MAX_FEN + 1n)).toMatchObject({ refused: 'statement_rows_bad' })
})

test('every amount of 17 digits is read as it is or refused, in either format', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 17n), (fen) => {
      const isTaken = fen <= AMOUNT_MAX_FEN
      expect('statement' in camt(0n, fen, { fen })).toBe(isTaken)
      expect('statement' in csv(fen, fen)).toBe(isTaken)
    }),
  )
})

test.each([
  ['true', 'RETURN'],
  ['1', 'RETURN'],
  [' 1 ', 'RETURN'],
  ['false', 'OTHER'],
  ['0', 'OTHER'],
])('a reversal indicator of %j makes a line %s', (indicator, kind) => {
  const entry = { fen: 1n, more: `<RvslInd>${indicator}</RvslInd>` }
  expect(camt(0n, 1n, entry)).toMatchObject({ statement: { lines: [{ kind }] } })
})

test.each(['1991-12-31', '3000-01-01', '9999-12-31', '0001-01-01'])(
  'no bank books on %s',
  (day) => {
    expect(readBankTime(day)).toBeUndefined()
  },
)
