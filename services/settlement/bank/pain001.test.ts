// Knows that a payment message is written exactly as on record, and never with a broken amount.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { writePain001, type PaymentMessage } from './pain001.ts'

const message: PaymentMessage = {
  messageId: 'run_01JXXXXXXXXXXXXXXXXXXXXXXX',
  createdAt: '2015-03-01T00:00:00.000Z',
  executionDate: '2015-03-02',
  debtorName: '上海市长宁公证处提存专户',
  debtorAccount: '31050166360000000001',
  transfers: [
    {
      endToEndId: 'pay_01JXXXXXXXXXXXXXXXXXXXXXXX',
      amountFen: 1_234_567_890_123_456n,
      creditorName: '健身 <一号> & "合伙人"',
      creditorAccount: '6228480000000001',
      remittance: ' 二月\n结算\u0007 ',
    },
    {
      endToEndId: 'ref_01JXXXXXXXXXXXXXXXXXXXXXXX',
      amountFen: 5n,
      creditorName: '王小明',
      creditorAccount: '6222020200001111222',
      remittance: '',
    },
  ],
}

test('the message is the one on record', () => {
  const golden = readFileSync(new URL('golden/payments.pain001.xml', import.meta.url), 'utf8')
  expect(writePain001(message)).toBe(golden)
})

test('long names are cut between characters', () => {
  const [transfer] = message.transfers
  const xml = writePain001({
    ...message,
    transfers: [{ ...transfer!, creditorName: '𠮷'.repeat(200) }],
  })
  expect(xml).toContain(`<Nm>${'𠮷'.repeat(140)}</Nm>`)
})

const wrong: [string, (message: PaymentMessage) => void][] = [
  ['no transfers', (m) => (m.transfers = [])],
  ['an amount of nothing', (m) => (m.transfers[0]!.amountFen = 0n)],
  ['the same id twice', (m) => (m.transfers[1]!.endToEndId = m.transfers[0]!.endToEndId)],
  ['an id too long', (m) => (m.transfers[0]!.endToEndId = 'x'.repeat(36))],
  ['no account', (m) => (m.transfers[0]!.creditorAccount = '')],
  ['no day', (m) => (m.executionDate = '2 March')],
]

test.each(wrong)('%s is a mistake of ours and throws', (_name, change) => {
  const changed = structuredClone(message)
  change(changed)
  expect(() => writePain001(changed)).toThrow(RangeError)
})
