// The trial balance of totals by code: each in its own column, both columns equal; pure.
import { CHART } from '@ticun/rules'
import type { CodeTotal } from './totals.ts'

export type TrialLine = {
  code: string
  nameZh: string
  nameEn: string
  /** Fen as text; one of the two is "0". */
  debitFen: string
  creditFen: string
  accounts: number
}

export type TrialBalance = { lines: TrialLine[]; totalDebitFen: string; totalCreditFen: string }

/** Puts each total into the column that it stands on. */
export function trialBalance(totals: readonly CodeTotal[]): TrialBalance {
  const lines = totals.map(({ code, amount, accounts }) => {
    const [, nameZh, nameEn] = CHART[code]
    const debitFen = String(amount > 0n ? amount : 0n)
    const creditFen = String(amount < 0n ? -amount : 0n)
    return { code, nameZh, nameEn, debitFen, creditFen, accounts }
  })
  return {
    lines,
    totalDebitFen: sum(lines.map((line) => line.debitFen)),
    totalCreditFen: sum(lines.map((line) => line.creditFen)),
  }
}

function sum(texts: readonly string[]): string {
  return String(texts.reduce((total, text) => total + BigInt(text), 0n))
}
