// Credits that nobody could be found for, oldest first.
import type { TableColumnsType } from 'antd'
import { Amount } from '../parts/amount.tsx'
import type { SettlementReply } from '../parts/api.ts'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { useList } from '../parts/use-resource.ts'
import { words } from './words.ts'

type SuspenseItem = SettlementReply['listSuspense']['items'][number]

/** The list. */
export function SuspensePage() {
  const w = useWords(words).suspense
  const list = useList<SuspenseItem>('/api/settlement/v1/suspense?limit=50')
  const columns: TableColumnsType<SuspenseItem> = [
    { title: w.booked, render: (_, row) => shanghaiMinute(row.bookedAt) },
    { title: w.age, dataIndex: 'ageDays', align: 'right' },
    { title: w.amount, align: 'right', render: (_, row) => <Amount fen={row.amountFen} /> },
    {
      title: w.reason,
      render: (_, row) => (row.reason === undefined ? '' : w.reasons[row.reason]),
    },
    { title: w.remittance, dataIndex: 'remittance' },
    { title: w.serial, dataIndex: 'bankSerial' },
  ]
  return <ListTable list={list} rowKey="depositId" empty={w.empty} columns={columns} />
}
