// The trial balance, from the notary's own copy of the book.
import { Table, Tag } from 'antd'
import type { TableColumnsType } from 'antd'
import { Amount } from '../parts/amount.tsx'
import type { NotaryReply } from '../parts/api.ts'
import { useLanguage, useWords } from '../parts/language.tsx'
import { useResource } from '../parts/use-resource.ts'
import { ResourceCard } from './resource-card.tsx'
import { words } from './words.ts'

type TrialBalance = NotaryReply['trialBalance']
type TrialLine = TrialBalance['lines'][number]

/** The table with its totals. */
export function TrialBalanceCard() {
  const w = useWords(words).trial
  const resource = useResource<TrialBalance>('/api/notary/v1/trial-balance')
  return (
    <ResourceCard title={w.title} resource={resource}>
      {(data) => <TrialTable of={data} />}
    </ResourceCard>
  )
}

function TrialTable({ of }: { readonly of: TrialBalance }) {
  const w = useWords(words).trial
  const { language } = useLanguage()
  const columns: TableColumnsType<TrialLine> = [
    { title: w.code, dataIndex: 'code' },
    { title: w.name, dataIndex: language === 'zh' ? 'nameZh' : 'nameEn' },
    { title: w.accounts, dataIndex: 'accounts', align: 'right' },
    { title: w.debit, align: 'right', render: (_, row) => side(row.debitFen) },
    { title: w.credit, align: 'right', render: (_, row) => side(row.creditFen) },
  ]
  return (
    <Table<TrialLine>
      dataSource={of.lines}
      columns={columns}
      rowKey="code"
      size="small"
      pagination={false}
      scroll={{ x: 'max-content' }}
      data-test="trial-balance"
      summary={() => totals(of, w)}
    />
  )
}

function totals(of: TrialBalance, w: (typeof words)['zh']['trial']) {
  const balanced = of.totalDebitFen === of.totalCreditFen
  return (
    <Table.Summary.Row>
      <Table.Summary.Cell index={0} colSpan={3}>
        <b>{w.total}</b>{' '}
        <Tag color={balanced ? 'green' : 'red'}>{balanced ? w.balanced : w.unbalanced}</Tag>
      </Table.Summary.Cell>
      <Table.Summary.Cell index={3} align="right">
        <b>
          <Amount fen={of.totalDebitFen} bare />
        </b>
      </Table.Summary.Cell>
      <Table.Summary.Cell index={4} align="right">
        <b>
          <Amount fen={of.totalCreditFen} bare />
        </b>
      </Table.Summary.Cell>
    </Table.Summary.Row>
  )
}

function side(fen: string) {
  return fen === '0' ? null : <Amount fen={fen} bare />
}
