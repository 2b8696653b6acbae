// The closing figures of a run, the laws that they must obey, and how they are shown.
import { formatYuan } from '@ticun/money'
import type { RowRefusal } from './door-log.ts'

/** What a run led to; amounts in fen, as the APIs answered them. */
export type Figures = {
  rowsRead: number
  sessionsRecorded: number
  /** Refused rows by reason; a reason that never occurred is absent. */
  refused: Partial<Record<RowRefusal, number>>
  depositedFen: bigint
  /** What still belongs to members. */
  heldFen: bigint
  /** What sessions have earned, paid out or not. */
  releasedFen: bigint
  /** Earned and not yet confirmed paid by the bank. */
  payableFen: bigint
  paidOutFen: bigint
  refundedFen: bigint
  bankBalanceFen: bigint
  /** Bank less control account, as the notary reconciles them. */
  differenceFen: bigint
  entries: number
  chainHead: string
  chainVerified: boolean
  checkpointVerified: boolean
  /** Facts that went through the transport. */
  facts: number
  transport: string
  seconds: number
}

type Law = { law: string; holds: (figures: Figures) => boolean }

const LAWS: readonly Law[] = [
  {
    law: 'deposited = held + payable + paid out + refunded',
    holds: (it) => it.depositedFen === it.heldFen + it.payableFen + it.paidOutFen + it.refundedFen,
  },
  {
    law: 'released = payable + paid out',
    holds: (it) => it.releasedFen === it.payableFen + it.paidOutFen,
  },
  {
    law: 'bank balance = held + payable',
    holds: (it) => it.bankBalanceFen === it.heldFen + it.payableFen,
  },
  { law: 'reconciliation difference = 0', holds: (it) => it.differenceFen === 0n },
  { law: 'the chain of entries verifies', holds: (it) => it.chainVerified },
  { law: "the notary's checkpoint verifies", holds: (it) => it.checkpointVerified },
  {
    law: 'sessions recorded + rows refused ≤ rows read',
    holds: (it) => it.sessionsRecorded + refusedTotal(it) <= it.rowsRead,
  },
  {
    law: 'no amount is negative',
    holds: (it) =>
      [it.depositedFen, it.heldFen, it.releasedFen, it.payableFen, it.paidOutFen, it.refundedFen]
        .concat(it.bankBalanceFen)
        .every((amount) => amount >= 0n),
  },
]

/** The laws that these figures break; none is the only good answer. */
export function checkLaws(figures: Figures): string[] {
  return LAWS.filter(({ holds }) => !holds(figures)).map(({ law }) => law)
}

/** One line of JSON: amounts are text in fen, the keys stay in this order. */
export function figuresJson(figures: Figures): string {
  return JSON.stringify(figures, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}

/** The figures for people: Chinese first, English beside it. */
export function figuresText(figures: Figures): string {
  const reasons = Object.entries(figures.refused).map(([reason, count]) => `${reason} ${count}`)
  const rows: [zh: string, en: string, value: string][] = [
    ['读取行数', 'rows read', String(figures.rowsRead)],
    ['记录消课', 'sessions recorded', String(figures.sessionsRecorded)],
    ['拒绝行数', 'rows refused', [refusedTotal(figures), ...reasons].join('  ')],
    ['存入', 'deposited', money(figures.depositedFen)],
    ['提存在账', 'held', money(figures.heldFen)],
    ['已释放', 'released', money(figures.releasedFen)],
    ['应付商户', 'payable', money(figures.payableFen)],
    ['已划付', 'paid out', money(figures.paidOutFen)],
    ['已退款', 'refunded', money(figures.refundedFen)],
    ['银行余额', 'bank balance', money(figures.bankBalanceFen)],
    ['对账差额', 'difference', money(figures.differenceFen)],
    ['分录', 'entries', String(figures.entries)],
    ['链头', 'chain head', figures.chainHead],
    ['链已验证', 'chain verified', truth(figures.chainVerified)],
    ['检查点已验证', 'checkpoint verified', truth(figures.checkpointVerified)],
    ['传递事实', 'facts', `${figures.facts}  (${figures.transport})`],
    ['用时', 'seconds', figures.seconds.toFixed(1)],
  ]
  const labels = rows.map(([zh, en]) => `${zh} ${en}`)
  const width = Math.max(...labels.map(columns))
  return rows
    .map(([, , value], index) => {
      const label = labels[index] ?? ''
      return `  ${label}${' '.repeat(width - columns(label))}  ${value}\n`
    })
    .join('')
}

function money(fen: bigint): string {
  return `${formatYuan(fen)} 元`
}

function truth(held: boolean): string {
  return held ? '是 yes' : '否 NO'
}

function refusedTotal(figures: Figures): number {
  return Object.values(figures.refused).reduce((sum, count) => sum + count, 0)
}

/** Columns on a terminal: a Chinese character takes two. */
function columns(text: string): number {
  return text.length + (text.match(/[\u2E80-\uFFFF]/g)?.length ?? 0)
}
