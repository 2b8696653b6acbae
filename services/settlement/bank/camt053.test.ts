// Knows which camt.053 files are taken, what they mean, and why the others are refused.
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCamt053 } from './camt053.ts'

const golden = readFileSync(new URL('golden/other-bank.camt053.xml', import.meta.url), 'utf8')

test("another bank's statement is read line by line, its batch opened up", () => {
  const booked = { bookedAt: '2015-02-27T16:00:00.000Z', valueDate: '2015-02-28' }
  expect(readCamt053(new TextEncoder().encode(golden))).toEqual({
    statement: {
      statementId: 'STM-2015-02-28',
      account: '31050166360000000001',
      currency: 'CNY',
      from: '2015-02-28',
      to: '2015-03-01',
      openingBalanceFen: 100000n,
      closingBalanceFen: 371234n,
      lines: [
        {
          ...booked,
          bankSerial: 'BATCH-1/1',
          direction: 'CREDIT',
          amountFen: 299900n,
          valueDate: '2015-03-02',
          remittance: 'ctr_01JXXXXXXXXXXXXXXXXXXXXXXX 第二行',
          counterpartyName: '王小明 & Söhne',
          counterpartyAccount: '6222020200001111222',
          kind: 'TRANSFER',
        },
        {
          ...booked,
          bankSerial: 'BATCH-1/2',
          direction: 'CREDIT',
          amountFen: 150n,
          valueDate: '2015-03-02',
          remittance: '',
          counterpartyName: '李雷',
          counterpartyAccount: '',
          kind: 'TRANSFER',
        },
        {
          ...booked,
          bankSerial: 'STM-2015-02-28/2',
          direction: 'DEBIT',
          amountFen: 30000n,
          endToEndId: 'pay_01',
          remittance: '结算 <二月> &amp;',
          counterpartyName: '健身房',
          counterpartyAccount: 'GB33BUKB20201555555555',
          kind: 'TRANSFER',
        },
        {
          ...booked,
          bankSerial: 'INT-1',
          direction: 'CREDIT',
          amountFen: 1184n,
          remittance: '利息',
          counterpartyName: '',
          counterpartyAccount: '',
          kind: 'INTEREST',
        },
      ],
    },
  })
})

test('a file in GBK is read when it says so', () => {
  // 王 is 0xCD 0xF5 in GBK.
  const [before = '', after = ''] = golden
    .replace("encoding='UTF-8'", "encoding='GBK'")
    .replace(/[^\p{ASCII}]/gu, '')
    .split('&#x738B;')
  const bytes = new TextEncoder()
  const file = new Uint8Array([...bytes.encode(before), 0xcd, 0xf5, ...bytes.encode(after)])
  const read = readCamt053(file)
  const name = 'statement' in read ? read.statement.lines[0]?.counterpartyName : read.detail
  expect(name).toBe('王 & Shne')
})

const broken: [string, string | RegExp, string, string][] = [
  ['a document type', '<!--', '<!DOCTYPE x [<!ENTITY e "e">]><!--', 'statement_doctype_forbidden'],
  ['a tag left open', '</b:Document>', '', 'statement_not_xml'],
  ['two outermost elements', /$/, '<x/>', 'statement_not_xml'],
  ['another message', /camt\.053/, 'camt.052', 'statement_not_camt053'],
  ['a version too new', '001.02', '001.14', 'statement_version_unknown'],
  ['no statement', /b:Stmt>/g, 'b:Rpt>', 'statement_not_single'],
  ['two statements', '</b:Stmt>', '</b:Stmt><b:Stmt/>', 'statement_not_single'],
  ['no id', 'STM-2015-02-28', '', 'statement_field_missing'],
  ['an account in dollars', '<b:Ccy>CNY', '<b:Ccy>USD', 'statement_currency_unknown'],
  ['an amount in dollars', 'Ccy="CNY">300.00', 'Ccy="USD">300.00', 'statement_currency_unknown'],
  ['three decimals', '300.00', '300.001', 'statement_field_invalid'],
  ['a negative amount', '300.00', '-300.00', 'statement_field_invalid'],
  ['an amount with an exponent', '300.00', '3e2', 'statement_field_invalid'],
  [
    'no such value day',
    '<b:ValDt><b:Dt>2015-03-02',
    '<b:ValDt><b:Dt>2015-02-30',
    'statement_field_invalid',
  ],
  [
    'no such booking day',
    /<b:BookgDt><b:Dt>2015-02-28/,
    '<b:BookgDt><b:Dt>2015-02-30',
    'statement_field_invalid',
  ],
  ['an unknown direction', '<b:CdtDbtInd>DBIT', '<b:CdtDbtInd>X', 'statement_field_invalid'],
  ['no opening balance', 'PRCD', 'ITBD', 'statement_field_missing'],
  ['no reference at all', '<b:NtryRef>2</b:NtryRef>', '', 'statement_field_missing'],
  ['a batch that does not add up', '3000.5', '3000.6', 'statement_does_not_add_up'],
  ['a changed amount', '300.00', '300.01', 'statement_does_not_add_up'],
  ['a changed balance', '3712.34', '3712.35', 'statement_does_not_add_up'],
  ['an overdrawn opening', 'CRDT', 'DBIT', 'statement_does_not_add_up'],
  ['a serial twice', 'INT-1', 'BATCH-1/1', 'statement_serial_repeats'],
]

test.each(broken)('%s is refused', (_name, from, to, code) => {
  const changed = golden.replace(from, to)
  expect(changed).not.toBe(golden)
  expect(readCamt053(changed)).toMatchObject({ refused: code })
})

test('a file nested without end is refused', () => {
  const deep = `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`
  expect(readCamt053(deep)).toMatchObject({ refused: 'statement_not_xml' })
})

test('nothing at all makes the reader throw', () => {
  const mutation = fc.tuple(fc.nat(golden.length), fc.nat(40), fc.string({ unit: 'binary' }))
  fc.assert(
    fc.property(mutation, ([at, length, text]) => {
      const read = readCamt053(golden.slice(0, at) + text + golden.slice(at + length))
      expect('statement' in read || read.detail !== '').toBe(true)
    }),
    { numRuns: 150 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(readCamt053(bytes)).toHaveProperty('refused')
    }),
  )
})
