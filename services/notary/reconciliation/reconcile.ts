// Bank = control account = Σ of what everybody owns; every fen of difference gets a name; pure.
import { CHART, naturalBalance } from '@ticun/rules'
import type { CodeTotal } from '../trial-balance/totals.ts'

/** The control account: the escrow bank account as the book has it. */
const CONTROL = '1001'

export type Sides = {
  /** Closing balance of the bank's newest statement; absent before the first one. */
  bank?: { closingFen: bigint; toDay: string }
  /** Balance of the control account's own head, signed fen. */
  controlFen: bigint
  /** What settlement told of the bank and the book has not taken, as its effect on the account. */
  untakenFen?: bigint
  /** Totals by code, the control account among them. */
  totals: readonly CodeTotal[]
}

export type Difference = {
  name:
    'BANK_WORD_NOT_TAKEN' | 'BANK_AHEAD_OF_BOOK' | 'BOOK_AHEAD_OF_BANK' | 'BOOK_DOES_NOT_BALANCE'
  amountFen: string
  detailZh: string
  detailEn: string
}

export type Reconciled = {
  bankFen: string
  bankThrough?: string
  controlFen: string
  customersFen: string
  parts: { code: string; nameZh: string; nameEn: string; amountFen: string }[]
  differences: Difference[]
  differenceFen: string
}

/** Compares the three sides. Liabilities count for the customers, other assets against them. */
export function reconcile({ bank, controlFen, totals, untakenFen = 0n }: Sides): Reconciled {
  const owned = totals
    .filter(({ code }) => code !== CONTROL)
    .map(({ code, amount }) => {
      const [side, nameZh, nameEn] = CHART[code]
      const natural = naturalBalance(code, amount)
      return { code, nameZh, nameEn, fen: side === 'CREDIT' ? natural : -natural }
    })
  const customersFen = owned.reduce((sum, { fen }) => sum + fen, 0n)
  const bankFen = bank?.closingFen ?? 0n
  return {
    bankFen: bankFen.toString(),
    ...(bank ? { bankThrough: bank.toDay } : {}),
    controlFen: controlFen.toString(),
    customersFen: customersFen.toString(),
    parts: owned.map(({ fen, ...part }) => ({ ...part, amountFen: fen.toString() })),
    differences: [
      ...untakenDifference(untakenFen),
      ...bankDifference(bankFen - untakenFen, controlFen, bank?.toDay),
      ...bookDifference(controlFen, customersFen),
    ],
    differenceFen: (bankFen - controlFen).toString(),
  }
}

/** Facts that escrow has not taken, or cannot take: officers find those among the dead facts. */
function untakenDifference(untakenFen: bigint): Difference[] {
  if (untakenFen === 0n) return []
  return [
    {
      name: 'BANK_WORD_NOT_TAKEN',
      amountFen: untakenFen.toString(),
      detailZh: '资金结算已告知、账簿尚未记入的银行收支；长时间不消失的，请看“未处理事实”',
      detailEn:
        'What settlement told of the bank and the book has not taken; where it does not go away, ' +
        'look at the facts that were not handled',
    },
  ]
}

function bankDifference(bankFen: bigint, controlFen: bigint, toDay?: string): Difference[] {
  const amount = bankFen - controlFen
  if (amount === 0n) return []
  const through = toDay === undefined ? '' : ` (${toDay})`
  const day = toDay === undefined ? '' : `（${toDay}）`
  if (amount > 0n) {
    return [
      {
        name: 'BANK_AHEAD_OF_BOOK',
        amountFen: amount.toString(),
        detailZh: `银行对账单余额${day}多于账簿：有入账尚未记账，或付款已记账而银行尚未扣款`,
        detailEn:
          `The bank's statement${through} holds more than the book: a credit is not booked yet, ` +
          'or a payment was booked that the bank has not made',
      },
    ]
  }
  return [
    {
      name: 'BOOK_AHEAD_OF_BANK',
      amountFen: amount.toString(),
      detailZh: `账簿余额多于银行对账单${day}：对账单尚未导入，或银行付款尚未记账`,
      detailEn:
        `The book holds more than the bank's statement${through}: a statement is not imported ` +
        'yet, or a payment that the bank made is not booked',
    },
  ]
}

function bookDifference(controlFen: bigint, customersFen: bigint): Difference[] {
  const amount = controlFen - customersFen
  if (amount === 0n) return []
  return [
    {
      name: 'BOOK_DOES_NOT_BALANCE',
      amountFen: amount.toString(),
      detailZh: '专户控制科目与各方权益合计不相等',
      detailEn: 'The control account differs from the sum of what everybody owns',
    },
  ]
}
