// Refunds that wait for the notary, and those already decided.
import { Button, Segmented } from 'antd'
import type { TableColumnsType } from 'antd'
import type { RefundView } from '@ticun/protocol'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import { ContractName } from '../parts/contract-name.tsx'
import { Due } from '../parts/due.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { choices, states } from '../parts/states.ts'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { DecideRefund, isOpenRefund } from './decide-refund.tsx'
import { dutyWords } from './duty-words.ts'
import { words } from './words.ts'

const ALL = 'ALL'
/** Only the notary is missing. */
const FIRST = 'AGREED'

/** The queue; its state stands in the address, so that a link may lead to it. */
export function RefundsPage() {
  const w = useWords(words).refund
  const { all, status: state } = useWords(common)
  const d = useWords(dutyWords).refund
  const names = useWords(states).refund
  const [query, setQuery] = useSearchParams()
  const status = query.get('status') ?? FIRST
  const [chosen, setChosen] = useState<RefundView>()
  const filter = status === ALL ? '' : `&status=${status}`
  const list = useList<RefundView>(`/api/escrow/v1/refunds?limit=50${filter}`)
  const columns: TableColumnsType<RefundView> = [
    { title: w.time, render: (_, row) => shanghaiMinute(row.requestedAt) },
    {
      title: w.contract,
      render: (_, row) => <ContractName contractId={row.contractId} withMerchant />,
    },
    { title: w.amount, align: 'right', render: (_, row) => <Amount fen={row.amountFen} /> },
    { title: w.formula, dataIndex: 'formula' },
    { title: w.reason, dataIndex: 'reason' },
    { title: state, render: (_, row) => <StatusTag kind="refund" status={row.status} /> },
    {
      title: d.payBy,
      render: (_, row) =>
        isOpenRefund(row) ? <Due at={row.payBy} provisional={row.provisional} /> : null,
    },
    {
      key: 'action',
      fixed: 'right',
      render: (_, row) =>
        isOpenRefund(row) ? (
          <Button size="small" type="primary" onClick={() => setChosen(row)}>
            {d.handle}
          </Button>
        ) : null,
    },
  ]
  return (
    <div className="stack">
      <div className="scroll-x">
        <Segmented
          options={[...choices(names), { value: ALL, label: all }]}
          value={status}
          onChange={(value) => setQuery({ status: value }, { replace: true })}
        />
      </div>
      <ListTable list={list} rowKey="refundId" empty={w.empty} columns={columns} />
      {chosen ? (
        <DecideRefund
          key={chosen.refundId}
          refund={chosen}
          open
          onClose={() => setChosen(undefined)}
          onDone={list.reload}
        />
      ) : null}
    </div>
  )
}
