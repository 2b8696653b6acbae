// Chargebacks: what banks took back, who owes it, and the officers' two words on each.
import type { ChargebackView } from '@ticun/protocol'
import { Button, Tag } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { ContractName } from '../parts/contract-name.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { chargebackWords } from './chargeback-words.ts'
import { HandleChargeback, isOpenChargeback } from './handle-chargeback.tsx'
import { ReportChargeback } from './report-chargeback.tsx'

/** The list, and a button for a new one. */
export function ChargebacksPage() {
  const w = useWords(chargebackWords)
  const { time, contract, amount, status } = useWords(common)
  const list = useList<ChargebackView>('/api/escrow/v1/chargebacks?limit=50')
  const [reporting, setReporting] = useState(false)
  const [chosen, setChosen] = useState<ChargebackView>()
  const columns: TableColumnsType<ChargebackView> = [
    { title: time, render: (_, row) => shanghaiMinute(row.reportedAt) },
    {
      title: contract,
      render: (_, row) => <ContractName contractId={row.contractId} withMerchant />,
    },
    { title: amount, align: 'right', render: (_, row) => <Amount fen={row.amountFen} /> },
    { title: w.held, align: 'right', render: (_, row) => <Amount fen={row.heldFen} /> },
    { title: w.merchant, align: 'right', render: (_, row) => <Amount fen={row.merchantFen} /> },
    { title: w.consumer, align: 'right', render: (_, row) => <Amount fen={row.consumerFen} /> },
    { title: w.reason, dataIndex: 'reason' },
    { title: status, render: (_, row) => <Tag variant="filled">{w.states[row.status]}</Tag> },
    {
      key: 'action',
      render: (_, row) =>
        isOpenChargeback(row) ? (
          <Button size="small" type="primary" onClick={() => setChosen(row)}>
            {w.handle}
          </Button>
        ) : null,
    },
  ]
  return (
    <div className="stack">
      <div>
        <Button type="primary" onClick={() => setReporting(true)}>
          {w.report}
        </Button>
      </div>
      <ListTable list={list} rowKey="chargebackId" empty={w.empty} columns={columns} />
      {reporting ? (
        <ReportChargeback onClose={() => setReporting(false)} onDone={list.reload} />
      ) : null}
      {chosen ? (
        <HandleChargeback
          key={chosen.chargebackId}
          of={chosen}
          onClose={() => setChosen(undefined)}
          onDone={list.reload}
        />
      ) : null}
    </div>
  )
}
