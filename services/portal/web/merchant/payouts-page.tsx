// Payouts of the merchant, newest first.
import type { TableColumnsType } from 'antd'
import type { PaymentView } from '@ticun/protocol'
import { Amount } from '../parts/amount.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { words } from './words.ts'

/** The list of payouts. */
export function PayoutsPage() {
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
  return <ListTable list={list} rowKey="paymentId" empty={w.empty} columns={columns} />
}
