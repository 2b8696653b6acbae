// Mass refunds: schedules for merchants that are gone, and a button to compute one.
import { Button } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import type { EscrowReply } from '../parts/api.ts'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ChoiceField } from '../parts/fields.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { useMerchants } from '../parts/merchant-names.ts'
import { states } from '../parts/states.ts'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'

export type MassRefund = EscrowReply['getMassRefund']

/** The list. */
export function MassRefundsPage() {
  const w = useWords(dutyWords).mass
  const { status } = useWords(common)
  const { items: merchants, nameOf } = useMerchants()
  const names = useWords(states).merchant
  const [computing, setComputing] = useState(false)
  const [merchantId, setMerchantId] = useState<string>()
  const path = '/api/escrow/v1/mass-refunds'
  const list = useList<MassRefund>(`${path}?limit=50`)
  const columns: TableColumnsType<MassRefund> = [
    {
      title: w.merchant,
      render: (_, row) => (
        <Link to={`/notary/mass-refunds/${row.massRefundId}`}>{nameOf(row.merchantId)}</Link>
      ),
    },
    { title: w.asOf, render: (_, row) => shanghaiMinute(row.asOf) },
    { title: w.lots, dataIndex: 'lots', align: 'right' },
    { title: w.held, align: 'right', render: (_, row) => <Amount fen={row.heldFen} /> },
    { title: w.refund, align: 'right', render: (_, row) => <Amount fen={row.refundFen} /> },
    { title: w.shortfall, align: 'right', render: (_, row) => <Amount fen={row.shortfallFen} /> },
    { title: status, render: (_, row) => <StatusTag kind="mass" status={row.status} /> },
  ]
  const labels = Object.fromEntries(
    merchants.map((each) => [each.merchantId, `${each.name} · ${names[each.status]}`]),
  )
  return (
    <div className="stack">
      <div>
        <Button type="primary" onClick={() => setComputing(true)}>
          {w.compute}
        </Button>
      </div>
      <ListTable list={list} rowKey="massRefundId" empty={w.empty} columns={columns} />
      <CommandDialog
        open={computing}
        title={w.computeTitle}
        ok={w.compute}
        path={merchantId === undefined ? undefined : path}
        body={{ merchantId }}
        done={w.computed}
        onClose={() => setComputing(false)}
        onDone={list.reload}
      >
        <ChoiceField
          label={w.merchant}
          value={merchantId}
          names={labels}
          search
          onChange={setMerchantId}
        />
        <small className="quiet">{w.computeHint}</small>
      </CommandDialog>
    </div>
  )
}
