// What did not hold when the notary re-checked the book.
import type { TableColumnsType } from 'antd'
import type { NotaryReply } from '../parts/api.ts'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { useList } from '../parts/use-resource.ts'
import { words } from './words.ts'

type AlertItem = NotaryReply['listAlerts']['items'][number]

/** The list. */
export function AlertsPage() {
  const w = useWords(words).alert
  const list = useList<AlertItem>('/api/notary/v1/alerts?limit=50')
  const columns: TableColumnsType<AlertItem> = [
    { title: w.time, render: (_, row) => shanghaiMinute(row.raisedAt) },
    { title: w.code, dataIndex: 'code' },
    { title: w.sequence, dataIndex: 'sequence' },
    { title: w.detail, dataIndex: 'detail' },
  ]
  return <ListTable list={list} rowKey="detail" empty={w.empty} columns={columns} />
}
