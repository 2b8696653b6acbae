// Knows which CSV statements are taken, and that every bad row is named with its line.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBankCsv } from './bank-csv.ts'

const header = '交易时间,流水号,收入(元),支出(元),账户余额,对方户名,对方账号,摘要'
const rows = [
  '2015-02-01 09:00:00,S1,"2,999.00",,"3,999.00",王小明,6222020200001111222\t,ctr_01',
  '2015/02/01,S2,,300.00,3699.00,健身房,,"结算, ""二月"""',
  '20150203 101500,S3,0.01,,3699.01,,,',
]
const file = [header, ...rows, ''].join('\r\n')

test('a download with two amount columns and no balance rows is read', () => {
  expect(readBankCsv(file, { account: '31050166360000000001' })).toEqual({
    statement: {
      statementId: '31050166360000000001-2015-02-01-2015-02-04',
      account: '31050166360000000001',
      currency: 'CNY',
      from: '2015-02-01',
      to: '2015-02-04',
      openingBalanceFen: 100000n,
      closingBalanceFen: 369901n,
      lines: [
        {
          bankSerial: 'S1',
          direction: 'CREDIT',
          amountFen: 299900n,
          bookedAt: '2015-02-01T01:00:00.000Z',
          valueDate: '2015-02-01',
          remittance: 'ctr_01',
          counterpartyName: '王小明',
          counterpartyAccount: '6222020200001111222',
          kind: 'TRANSFER',
        },
        {
          bankSerial: 'S2',
          direction: 'DEBIT',
          amountFen: 30000n,
          bookedAt: '2015-01-31T16:00:00.000Z',
          valueDate: '2015-02-01',
          remittance: '结算, "二月"',
          counterpartyName: '健身房',
          counterpartyAccount: '',
          kind: 'TRANSFER',
        },
        {
          bankSerial: 'S3',
          direction: 'CREDIT',
          amountFen: 1n,
          bookedAt: '2015-02-03T02:15:00.000Z',
          valueDate: '2015-02-03',
          remittance: '',
          counterpartyName: '',
          counterpartyAccount: '',
          kind: 'TRANSFER',
        },
      ],
    },
  })
})

test('newest row first is the same statement', () => {
  const reversed = [header, ...rows.toReversed(), ''].join('\n')
  expect(readBankCsv(reversed, { account: '1' })).toEqual(readBankCsv(file, { account: '1' }))
})

test('a file in GBK is read as what it is', () => {
  // The header 流水号,交易时间,借贷标志,金额,余额,账号 and the direction 贷, as GBK bytes.
  const hex =
    'c1f7cbaebac52cbdbbd2d7cab1bce42cbde8b4fbb1ead6be2cbdf0b6ee2cd3e0b6ee2cd5cbbac50a' +
    '53312c323031352d30322d30312cb4fb2c312e30302c322e30302c390a'
  const read = readBankCsv(Buffer.from(hex, 'hex'))
  expect(read).toMatchObject({
    statement: { account: '9', openingBalanceFen: 100n, lines: [{ bankSerial: 'S1' }] },
  })
})

const bad: [string, string, string, number, RegExp][] = [
  ['three decimals', '300.00', '300.001', 3, /at most two decimals/],
  ['a negative amount', '300.00', '-300.00', 3, /at most two decimals/],
  ['no such day', '2015/02/01', '2015/02/29', 3, /no such time/],
  ['no such hour', '09:00:00', '25:00:00', 2, /no such time/],
  ['a changed balance', '3699.00', '3699.02', 3, /follow from before/],
  ['a missing cell', '王小明,', '', 2, /7 cells, the header has 8/],
  ['no serial', 'S3', '', 4, /no serial/],
  ['both amounts', 'S3,0.01,', 'S3,0.01,1', 4, /in and an amount out/],
  ['no amount', 'S3,0.01', 'S3,', 4, /direction/],
]

test.each(bad)('%s is told with its line', (_name, from, to, line, reason) => {
  const changed = file.replace(from, to)
  expect(changed).not.toBe(file)
  const read = readBankCsv(changed, { account: '1' })
  expect(read).toMatchObject({ refused: 'statement_rows_bad', line })
  expect('badRows' in read && read.badRows?.[0]?.reason).toMatch(reason)
})

test('all bad rows are told, not only the first', () => {
  const changed = file.replace('300.00', 'x').replace('0.01', 'y')
  const read = readBankCsv(changed, { account: '1' })
  expect('badRows' in read && read.badRows?.map((row) => row.line)).toEqual([3, 4])
})

const refused: [string, string, string, string | undefined][] = [
  ['no account', file, 'statement_field_missing', undefined],
  ['nothing', '', 'statement_field_missing', '1'],
  ['a header alone', `${header}\n`, 'statement_field_missing', '1'],
  ['a column that is missing', file.replace('流水号', '号'), 'statement_field_missing', '1'],
  ['a quote left open', `${file}"`, 'statement_not_csv', '1'],
  ['a serial twice', file.replace('S3', 'S1'), 'statement_serial_repeats', '1'],
  ['bytes of no text', `${file}\u0000`, 'statement_encoding_unknown', '1'],
]

test.each(refused)('%s is refused', (_name, text, code, account) => {
  const read = readBankCsv(text, account === undefined ? {} : { account })
  expect(read).toMatchObject({ refused: code })
})

test('nothing at all makes the reader throw', () => {
  const mutation = fc.tuple(fc.nat(file.length), fc.nat(20), fc.string({ unit: 'binary' }))
  fc.assert(
    fc.property(mutation, ([at, length, text]) => {
      const read = readBankCsv(file.slice(0, at) + text + file.slice(at + length))
      expect('statement' in read || read.detail !== '').toBe(true)
    }),
    { numRuns: 150 },
  )
})
