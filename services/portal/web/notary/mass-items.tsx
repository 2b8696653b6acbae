// The lines of a mass refund's schedule, and what became of each.
import type { TableColumnsType } from 'antd'
import { Amount } from '../parts/amount.tsx'
import type { EscrowReply } from '../parts/api.ts'
import { ContractName } from '../parts/contract-name.tsx'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import type { List } from '../parts/use-resource.ts'
import { dutyWords } from './duty-words.ts'
import { words } from './words.ts'

export type MassItem = EscrowReply['listMassItems']['items'][number]

const ROWS_SHOWN = 20

/** The table; names are asked for the shown rows only. */
export function MassItems({ list }: { readonly list: List<MassItem> }) {
  const w = useWords(dutyWords).mass
  const { formula } = useWords(words).refund
  const columns: TableColumnsType<MassItem> = [
    { title: w.member, render: (_, row) => <ContractName contractId={row.contractId} /> },
    { title: formula, dataIndex: 'formula' },
    { title: w.held, align: 'right', render: (_, row) => <Amount fen={row.heldFen} /> },
    { title: w.disputed, align: 'right', render: (_, row) => <Amount fen={row.disputedFen} /> },
    { title: w.refund, align: 'right', render: (_, row) => <Amount fen={row.refundFen} /> },
    { title: w.shortfall, align: 'right', render: (_, row) => <Amount fen={row.shortfallFen} /> },
    { title: w.state, render: (_, row) => <StatusTag kind="massItem" status={row.status} /> },
  ]
  return <ListTable list={list} rowKey="lotId" columns={columns} rows={ROWS_SHOWN} />
}
