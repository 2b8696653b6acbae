// What the merchant gets and when: reserve, debts, how each run was reckoned, every payout.
import type { TableColumnsType } from 'antd'
import type { PaymentView } from '@ticun/protocol'
import { Amount, AmountTile } from '../parts/amount.tsx'
import type { EscrowReply } from '../parts/api.ts'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { deskWords } from './desk-words.ts'
import { words } from './words.ts'

type Summary = EscrowReply['merchantSummary']
type Statement = EscrowReply['listPayoutStatements']['items'][number]

/** Figures, statements, payouts. */
export function PayoutsPage({ summary }: { readonly summary: Summary | undefined }) {
  const w = useWords(deskWords).money
  return (
    <div className="stack">
      {summary ? <Standing of={summary} /> : null}
      <h3 style={{ margin: 0 }}>{w.payouts}</h3>
      <Payouts />
      <h3 style={{ margin: 0 }}>{w.statements}</h3>
      <Statements />
    </div>
  )
}

function Standing({ of }: { readonly of: Summary }) {
  const w = useWords(deskWords).money
  return (
    <div className="tiles" data-test="standing">
      <div>
        <div className="quiet">{w.next}</div>
        <div style={{ fontSize: 22, fontWeight: 600 }}>{of.nextPayoutOn}</div>
        <small className="quiet">{w.nextHint}</small>
      </div>
      <AmountTile label={w.inWindow} fen={of.inWindowFen} hint={w.inWindowHint} />
      <AmountTile label={w.disputed} fen={of.disputedFen} />
      <AmountTile label={w.reserve} fen={of.reserveFen} hint={w.reserveHint} />
      <AmountTile label={w.receivable} fen={of.receivableFen} hint={w.receivableHint} />
    </div>
  )
}

function Payouts() {
  const w = useWords(words).payout
  const { status } = useWords(common)
  const list = useList<PaymentView>('/api/settlement/v1/payouts?limit=50')
  const columns: TableColumnsType<PaymentView> = [
    { title: w.due, render: (_, row) => shanghaiMinute(row.dueAt) },
    { title: w.amount, align: 'right', render: (_, row) => <Amount fen={row.amountFen} /> },
    { title: status, render: (_, row) => <StatusTag kind="payment" status={row.status} /> },
    { title: w.account, render: (_, row) => row.creditor?.number },
    { title: w.serial, dataIndex: 'bankSerial' },
    { title: w.reason, dataIndex: 'reason' },
  ]
  return <ListTable list={list} rowKey="paymentId" empty={w.empty} columns={columns} rows={12} />
}

function Statements() {
  const w = useWords(deskWords).money
  const list = useList<Statement>('/api/escrow/v1/payout-statements?limit=50')
  const part = (title: string, fen: (row: Statement) => string) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, row: Statement) => <Amount fen={fen(row)} bare />,
  })
  const columns: TableColumnsType<Statement> = [
    { title: w.time, render: (_, row) => shanghaiMinute(row.reckonedAt) },
    part(w.payable, (row) => row.payableFen),
    part(w.paid, (row) => row.paidFen),
    part(w.netted, (row) => row.nettedFen),
    part(w.withheld, (row) => row.withheldFen),
    part(w.stays, (row) => row.inWindowFen),
    part(w.heldBack, (row) => row.heldFen),
  ]
  return (
    <ListTable list={list} rowKey="runId" empty={w.statementsEmpty} columns={columns} rows={12} />
  )
}
