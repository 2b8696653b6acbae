// Refunds that wait for the notary, and those already decided.
import { Button, Segmented } from 'antd'
import type { TableColumnsType } from 'antd'
import type { RefundView } from '@ticun/protocol'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { ApproveRefund } from './approve-refund.tsx'
import { words } from './words.ts'

const ALL = 'ALL'
// A basis other than the merchant's consent can be approved while the merchant is silent.
const APPROVABLE: readonly string[] = [
  'AGREED',
  'REQUESTED',
  'CONTESTED',
  'MEDIATION',
  'ARBITRATION',
  'AWARDED',
]

/** The queue; AGREED comes first because only the notary is missing. */
export function RefundsPage() {
  const w = useWords(words).refund
  const { refund: names, all, status: state } = useWords(common)
  const [status, setStatus] = useState('AGREED')
  const [chosen, setChosen] = useState<RefundView>()
  const filter = status === ALL ? '' : `&status=${status}`
  const list = useList<RefundView>(`/api/escrow/v1/refunds?limit=50${filter}`)
  const columns: TableColumnsType<RefundView> = [
    { title: w.time, render: (_, row) => shanghaiMinute(row.requestedAt) },
    { title: w.amount, align: 'right', render: (_, row) => <Amount fen={row.amountFen} /> },
    { title: w.formula, dataIndex: 'formula' },
    { title: w.reason, dataIndex: 'reason' },
    {
      title: w.contract,
      render: (_, row) => <span className="hash">{row.contractId}</span>,
    },
    { title: state, render: (_, row) => <StatusTag kind="refund" status={row.status} /> },
    {
      key: 'action',
      render: (_, row) =>
        APPROVABLE.includes(row.status) ? (
          <Button size="small" type="primary" onClick={() => setChosen(row)}>
            {w.approve}
          </Button>
        ) : null,
    },
  ]
  const options = [
    ...Object.entries(names).map(([value, label]) => ({ value, label })),
    { value: ALL, label: all },
  ]
  return (
    <div className="stack">
      <div className="scroll-x">
        <Segmented options={options} value={status} onChange={setStatus} />
      </div>
      <ListTable list={list} rowKey="refundId" empty={w.empty} columns={columns} />
      <ApproveRefund
        key={chosen?.refundId ?? ''}
        refund={chosen}
        onClose={() => setChosen(undefined)}
        onApproved={list.reload}
      />
    </div>
  )
}
