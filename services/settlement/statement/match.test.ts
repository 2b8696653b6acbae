// What each kind of bank line is taken for: the table that matching is.
import { groupedReference, referenceOf } from '@ticun/protocol'
import { describe, expect, test } from 'vitest'
import type { StatementLine } from '../bank/bank-statement.ts'
import type { PaymentStatus } from '../tables.ts'
import { matchLines, type Expectation, type Known, type SentPayment } from './match.ts'
import { comparable, referencesIn } from './reference.ts'

const BODY = '01J8Z0K3M5N7P9QRSTVWXYZ234'
const OTHER_BODY = '01J8Z0K3M5N7P9QRSTVWXYZ235'
const REFERENCE = comparable(`TC${BODY}`)

const lineOf = (line: Partial<StatementLine>): StatementLine => ({
  bankSerial: 's1',
  direction: 'CREDIT',
  amountFen: 100n,
  bookedAt: '2015-02-01T04:00:00.000Z',
  valueDate: '2015-02-01',
  remittance: '',
  counterpartyName: '',
  counterpartyAccount: '',
  kind: 'TRANSFER',
  ...line,
})

const expectationOf = (body: string): Expectation => ({
  reference: comparable(`TC${body}`),
  contractId: `ctr_${body}`,
  lotId: `lot_${body}`,
  consumerId: null,
})

const paymentOf = (payment: Partial<SentPayment> = {}): SentPayment => ({
  paymentId: 'pay_1',
  kind: 'PAYOUT',
  endToEndId: 'PAY1',
  amountFen: 100n,
  status: 'SENT',
  attempts: 1,
  debited: false,
  ...payment,
})

const knowing = (expectations: Expectation[], payments: SentPayment[] = []): Known => ({
  expectations: new Map(expectations.map((each) => [each.reference, each])),
  payments: new Map(payments.map((each) => [each.endToEndId, each])),
})

const one = (payment: Partial<SentPayment> = {}) => knowing([], [paymentOf(payment)])

const said = (lines: Partial<StatementLine>[], known: Known) =>
  matchLines(
    lines.map((line, index) => lineOf({ bankSerial: `s${index + 1}`, ...line })),
    known,
  ).map((each) => (each.verdict === 'SUSPENSE' ? each.reason : each.verdict))

describe('a reference is found', () => {
  const written: [string, string][] = [
    ['alone', `TC${BODY}`],
    ['in lower case', `tc${BODY.toLowerCase()}`],
    ['with spaces', `TC 01J8 Z0K3 M5N7 P9QR STVW XYZ2 34`],
    ['with hyphens', `TC-01J8Z0K3-M5N7P9QR-STVWXYZ234`],
    ['in full-width letters', `ＴＣ${BODY}`],
    ['with O for 0 and I or L for 1', `TCOIJ8ZOK3M5N7P9QRSTVWXYZ234`],
    ['within words', `健身预付 TC${BODY} 谢谢`],
    ['right behind another TC', `TCTC${BODY}`],
    ['before digits', `TC${BODY} 20150201`],
    ['twice', `TC${BODY}/TC${BODY}`],
  ]
  test.each(written)('%s', (_how, remittance) => {
    expect(said([{ remittance }], knowing([expectationOf(BODY)]))).toEqual(['MATCHED'])
  })

  test.each([
    ['', 'nothing'],
    [BODY, 'no TC'],
    [`TC${BODY.slice(1)}`, 'a character is missing'],
  ])('in "%s" it is not: %s', (remittance) => {
    expect(said([{ remittance }], knowing([expectationOf(BODY)]))).toEqual(['UNKNOWN_REFERENCE'])
  })

  test('as often as it could be one, each once', () => {
    expect(referencesIn(`TC${BODY} TC${BODY}`)).toEqual([REFERENCE])
  })
})

describe('a reference that the house drew', () => {
  const [drawn, other] = [referenceOf(123_456_789_012), referenceOf(987_654_321_098)]
  const known = knowing([drawn, other].map((reference) => ({ ...expectationOf(BODY), reference })))

  test.each([
    ['in groups, behind a date', `2015-02-01 ${groupedReference(drawn)}`, 'MATCHED'],
    ['glued to words', `健身${drawn}谢谢`, 'MATCHED'],
    ['beside one that nobody has', `${drawn} ${referenceOf(555_555_555_555)}`, 'MATCHED'],
    ['beside an older one', `${drawn} TC${OTHER_BODY}`, 'MATCHED'],
    ['within a card number', `6217${drawn}1`, 'UNKNOWN_REFERENCE'],
    ['beside another that is known', `${drawn} ${other}`, 'UNKNOWN_REFERENCE'],
  ])('%s', (_how, remittance, verdict) => {
    expect(said([{ remittance }], known)).toEqual([verdict])
  })
})

describe('a credit', () => {
  const remittance = `TC${BODY}`
  const waiting = knowing([expectationOf(BODY)])

  test.each<[string, Partial<StatementLine>[], Known, string[]]>([
    ['of the price pays', [{ remittance }], waiting, ['MATCHED']],
    ['of less', [{ remittance, amountFen: 99n }], waiting, ['MATCHED']],
    ['of more', [{ remittance, amountFen: 101n }], waiting, ['MATCHED']],
    ['for nothing known', [{ remittance }], knowing([]), ['UNKNOWN_REFERENCE']],
    ['paid twice', [{ remittance }, { remittance }], waiting, ['MATCHED', 'MATCHED']],
    [
      'for two contracts',
      [{ remittance: `TC${BODY} TC${OTHER_BODY}` }],
      knowing([expectationOf(BODY), expectationOf(OTHER_BODY)]),
      ['UNKNOWN_REFERENCE'],
    ],
    ['of interest', [{ kind: 'INTEREST', remittance }], waiting, ['INTEREST']],
    ['of another kind', [{ kind: 'OTHER', remittance }], waiting, ['MATCHED']],
    ['of nothing', [{ amountFen: 0n }], waiting, ['STRAY']],
    [
      'that returns what is unknown',
      [{ kind: 'RETURN', endToEndId: 'X', remittance }],
      waiting,
      ['UNKNOWN_PAYMENT'],
    ],
  ])('%s', (_what, lines, known, verdicts) => {
    expect(said(lines, known)).toEqual(verdicts)
  })
})

describe('a debit', () => {
  const debit = { direction: 'DEBIT', endToEndId: 'PAY1' } as const

  const byStatus: [PaymentStatus, number, string][] = [
    ['DUE', 0, 'STRAY'],
    ['APPROVED', 0, 'STRAY'],
    ['APPROVED', 1, 'SETTLED'],
    ['SENDING', 1, 'SETTLED'],
    ['SENT', 1, 'SETTLED'],
    ['REJECTED', 1, 'STRAY'],
    ['RETURNED', 1, 'NETTED'],
  ]
  test.each(byStatus)('of a payment that is %s after %i attempts: %s', (status, attempts, is) => {
    expect(said([debit], one({ status, attempts }))).toEqual([is])
  })

  test.each<[string, Partial<StatementLine>[], Known, string[]]>([
    ['of another amount', [{ ...debit, amountFen: 99n }], one({}), ['STRAY']],
    ['of an unknown id', [{ ...debit, endToEndId: 'X' }], one({}), ['STRAY']],
    ['without an id', [{ direction: 'DEBIT' }], one({}), ['STRAY']],
    ['a second time here', [debit, debit], one({}), ['SETTLED', 'STRAY']],
    ['a second time', [debit], one({ status: 'SETTLED', debited: true }), ['STRAY']],
    ['after it came back', [debit], one({ status: 'RETURNED', debited: true }), ['STRAY']],
    ['of a fee', [{ direction: 'DEBIT', kind: 'FEE' }], one({}), ['STRAY']],
    ['that takes a credit back', [{ ...debit, kind: 'RETURN' }], one({}), ['STRAY']],
  ])('%s', (_what, lines, known, verdicts) => {
    expect(said(lines, known)).toEqual(verdicts)
  })
})

describe('money that comes back', () => {
  const debit = { direction: 'DEBIT', endToEndId: 'PAY1' } as const
  const back = { kind: 'RETURN', endToEndId: 'PAY1', returnReason: 'AC04' } as const

  test.each<[string, Partial<StatementLine>[], Known, string[]]>([
    ['with its debit', [debit, back], one(), ['NETTED', 'RETURNED']],
    ['with its debit behind it', [back, debit], one(), ['RETURNED', 'NETTED']],
    ['before its debit', [back], one(), ['RETURNED']],
    ['by its reason alone', [{ ...back, kind: 'OTHER' }], one(), ['RETURNED']],
    ['twice', [debit, back, back], one(), ['NETTED', 'RETURNED', 'UNKNOWN_PAYMENT']],
    ['again', [back], one({ status: 'RETURNED' }), ['UNKNOWN_PAYMENT']],
    ['after it was settled', [back], one({ status: 'SETTLED' }), ['UNKNOWN_PAYMENT']],
    ['never having left', [back], one({ status: 'DUE', attempts: 0 }), ['UNKNOWN_PAYMENT']],
    ['rejected', [back], one({ status: 'REJECTED' }), ['UNKNOWN_PAYMENT']],
    ['in part', [debit, { ...back, amountFen: 99n }], one(), ['SETTLED', 'UNKNOWN_PAYMENT']],
  ])('%s', (_what, lines, known, verdicts) => {
    expect(said(lines, known)).toEqual(verdicts)
  })

  test('after it was settled is told to the payment', () => {
    const [verdict] = matchLines([lineOf(back)], one({ status: 'SETTLED', debited: true }))
    expect(verdict).toMatchObject({ verdict: 'SUSPENSE', lateReturn: { paymentId: 'pay_1' } })
  })
})
