// The chart of accounts of one notary escrow account, and how a sub-account is named.

/** Asset accounts are debit-positive; liability accounts are credit-positive (stored negative). */
export const CHART = {
  '1001': ['DEBIT', '公证提存专户', 'Escrow bank account'],
  '1002': ['DEBIT', '渠道在途', 'Channel clearing'],
  '1101': ['DEBIT', '应收商户', 'Merchant receivable'],
  '2001': ['CREDIT', '消费者提存款', 'Consumer held'],
  '2002': ['CREDIT', '争议冻结款', 'Held, disputed'],
  '2003': ['CREDIT', '应付商户', 'Merchant payable'],
  '2004': ['CREDIT', '划付在途', 'Payout in transit'],
  '2005': ['CREDIT', '退款在途', 'Refund in transit'],
  '2006': ['CREDIT', '挂账', 'Suspense'],
  '2007': ['CREDIT', '待分配孳息', 'Interest undistributed'],
  '2008': ['CREDIT', '商户保证金', 'Merchant reserve'],
  '2009': ['CREDIT', '久悬款', 'Dormant'],
  '2010': ['CREDIT', '应付手续费', 'Fee payable'],
} as const satisfies Record<string, readonly ['DEBIT' | 'CREDIT', string, string]>

export type AccountCode = keyof typeof CHART

/** The name of a sub-account: code and owner, for example `2001/lot_…`. */
export function account(code: AccountCode, owner?: string): string {
  return owner === undefined ? code : `${code}/${owner}`
}

/** The code of an account name; throws on a name outside of the chart, which is a bug. */
export function codeOf(name: string): AccountCode {
  const code = name.slice(0, 4)
  if (!(code in CHART) || (name.length > 4 && name[4] !== '/')) {
    throw new Error(`account ${name} is not in the chart`)
  }
  return code as AccountCode
}

/** The side on which this account's balance must be ≥ 0. */
export function sideOf(name: string): 'DEBIT' | 'CREDIT' {
  return CHART[codeOf(name)][0]
}

/** A stored (debit-positive) balance as its owner reads it: ≥ 0 on the account's own side. */
export function naturalBalance(name: string, signedFen: bigint): bigint {
  return sideOf(name) === 'DEBIT' ? signedFen : -signedFen
}
