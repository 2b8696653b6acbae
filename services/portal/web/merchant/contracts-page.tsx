// The merchant's contracts: a searchable table, one contract in a drawer with its own address.
import { Input, Select } from 'antd'
import type { TableColumnsType } from 'antd'
import type { ContractView } from '@ticun/protocol'
import { groupedReference } from '@ticun/protocol/reference'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { states } from '../parts/states.ts'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { ContractDrawer } from './contract-drawer.tsx'
import { OffersCard } from './offers-card.tsx'
import { words } from './words.ts'

const PAGE_SIZE = 20

/** The table; with a contract in the address, its drawer above it. */
export function ContractsPage({ onChanged }: { readonly onChanged: () => void }) {
  const w = useWords(words).contract
  const { lot } = useWords(states)
  const navigate = useNavigate()
  const { contractId } = useParams()
  const [query, setQuery] = useSearchParams()
  const asked = new URLSearchParams(query)
  asked.set('limit', String(PAGE_SIZE))
  const list = useList<ContractView>(`/api/escrow/v1/contracts?${asked}`)

  function ask(name: 'search' | 'status', value: string | undefined): void {
    const next = new URLSearchParams(query)
    if (value) next.set(name, value)
    else next.delete(name)
    setQuery(next, { replace: true })
  }
  const open = (id: string): void => void navigate(`/merchant/contracts/${id}?${query}`)

  const changed = (): void => {
    onChanged()
    list.reload()
  }

  return (
    <div className="stack">
      <OffersCard onDone={changed} />
      <div className="wrap">
        <Input.Search
          allowClear
          defaultValue={query.get('search') ?? ''}
          placeholder={w.search}
          onSearch={(text) => ask('search', text.trim())}
          style={{ maxWidth: 320 }}
        />
        <Select
          allowClear
          placeholder={w.status}
          value={query.get('status')}
          onChange={(value: string | undefined) => ask('status', value)}
          options={Object.entries(lot).map(([value, label]) => ({ value, label }))}
          style={{ minWidth: 130 }}
        />
      </div>
      <ListTable
        list={list}
        rowKey="contractId"
        empty={w.empty}
        columns={columns(w)}
        onRow={(row) => open(row.contractId)}
      />
      <ContractDrawer
        contractId={contractId}
        onClose={() => void navigate(`/merchant/contracts?${query}`)}
        onChanged={changed}
      />
    </div>
  )
}

type ContractWords = (typeof words)['zh']['contract']

function columns(w: ContractWords): TableColumnsType<ContractView> {
  return [
    { title: w.member, dataIndex: 'consumerName' },
    { title: w.product, dataIndex: 'productName' },
    {
      title: w.used,
      align: 'right',
      render: (_, row) => `${row.sessionsUsed} / ${row.sessionsTotal}`,
    },
    { title: w.held, align: 'right', render: (_, row) => <Amount fen={row.heldFen} /> },
    { title: w.status, render: (_, row) => <StatusTag kind="lot" status={row.status} /> },
    { title: w.signed, render: (_, row) => shanghaiMinute(row.signedAt) },
    { title: w.reference, render: (_, row) => groupedReference(row.reference) },
  ]
}
