// Disputed sessions as either side of the desk sees them: the filter, the columns, the list.
import type { SessionCaseView } from '@ticun/protocol'
import { Segmented } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { Amount } from './amount.tsx'
import { DisputeAnswer } from './dispute-answer.tsx'
import { shanghaiMinute } from './format.ts'
import { useWords } from './language.tsx'
import { ListTable } from './list-table.tsx'
import { StatusTag } from './status-tag.tsx'
import { useList, type List } from './use-resource.ts'
import { words as common } from './words.ts'

type Disputes = {
  readonly status: string
  readonly choose: (status: string) => void
  readonly list: List<SessionCaseView>
}

/** The disputes that this person may see; open ones first. */
export function useDisputes(): Disputes {
  const [status, choose] = useState('OPEN')
  const path = `/api/escrow/v1/session-cases?kind=DISPUTE&status=${status}&limit=50`
  return { status, choose, list: useList<SessionCaseView>(path) }
}

/** How this entrance calls things. */
type Names = Readonly<
  Record<'open' | 'closed' | 'empty' | 'frozen' | 'said' | 'answer' | 'share', string>
>

type DisputeListProps = {
  readonly of: Disputes
  readonly names: Names
  readonly renderContract: (row: SessionCaseView) => ReactNode
  /** What may be done about an open one. */
  readonly renderDeeds: (row: SessionCaseView) => ReactNode
}

/** The filter and the table. */
export function DisputeList({ of, names, renderContract, renderDeeds }: DisputeListProps) {
  const { status, time, contract } = useWords(common)
  const columns: TableColumnsType<SessionCaseView> = [
    { title: time, render: (_, row) => shanghaiMinute(row.openedAt) },
    { title: contract, render: (_, row) => renderContract(row) },
    { title: names.frozen, align: 'right', render: (_, row) => <Amount fen={row.amountFen} /> },
    { title: names.said, dataIndex: 'reason' },
    { title: names.answer, render: (_, row) => <DisputeAnswer of={row} /> },
    {
      title: status,
      render: (_, row) => (
        <StatusTag kind={row.outcome ? 'outcome' : 'case'} status={row.outcome ?? row.status} />
      ),
    },
    {
      key: 'action',
      fixed: 'right',
      render: (_, row) =>
        row.status === 'OPEN' ? (
          renderDeeds(row)
        ) : (
          <span>
            {names.share} <Amount fen={row.merchantFen} />
          </span>
        ),
    },
  ]
  return (
    <>
      <div className="scroll-x">
        <Segmented
          value={of.status}
          onChange={of.choose}
          options={[
            { value: 'OPEN', label: names.open },
            { value: 'CLOSED', label: names.closed },
          ]}
        />
      </div>
      <ListTable list={of.list} rowKey="sessionId" empty={names.empty} columns={columns} />
    </>
  )
}
