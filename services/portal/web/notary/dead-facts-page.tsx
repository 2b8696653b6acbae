// Facts that a service could not handle: an officer has one handled once more, two end one.
import { Button, Space, Table, Tooltip } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { usePerson } from '../parts/person.ts'
import { ProblemView } from '../parts/problem-view.tsx'
import { deadWords } from './dead-words.ts'
import { SettleDeadFact, type DeadDeed } from './settle-dead-fact.tsx'
import { useDeadFacts, type DeadAt } from './use-dead-facts.ts'

/** The facts of all services in one table; what is tried again by itself says when. */
export function DeadFactsPage() {
  const w = useWords(deadWords)
  const { login } = usePerson()
  const { items, problem, loading, reload } = useDeadFacts()
  const [settling, setSettling] = useState<{ of: DeadAt; deed: DeadDeed }>()
  return (
    <>
      {problem ? <ProblemView problem={problem} retry={reload} /> : null}
      <Table<DeadAt>
        dataSource={[...items]}
        columns={columnsOf(w, login, (of, deed) => setSettling({ of, deed }))}
        rowKey="key"
        loading={loading && items.length === 0}
        pagination={false}
        size="middle"
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: w.empty }}
        expandable={{
          expandedRowRender: dataOf,
        }}
      />
      {settling ? (
        <SettleDeadFact {...settling} onClose={() => setSettling(undefined)} onDone={reload} />
      ) : null}
    </>
  )
}

function dataOf({ data }: DeadAt) {
  return <pre>{JSON.stringify(data, undefined, 2)}</pre>
}

function columnsOf(
  w: (typeof deadWords)['zh'],
  login: string,
  settle: (of: DeadAt, deed: DeadDeed) => void,
): TableColumnsType<DeadAt> {
  return [
    { title: w.failed, render: (_, row) => shanghaiMinute(row.failedAt) },
    { title: w.speaker, dataIndex: 'source' },
    { title: w.hearer, dataIndex: 'service' },
    { title: w.type, render: (_, row) => <code>{row.type}</code> },
    {
      title: w.amount,
      align: 'right',
      render: (_, { amountFen }) => (amountFen ? <Amount fen={amountFen} /> : null),
    },
    { title: w.reason, dataIndex: 'reason' },
    {
      title: w.tries,
      render: (_, { attempts, nextTryAt }) =>
        nextTryAt ? `${attempts} · ${w.next(shanghaiMinute(nextTryAt))}` : attempts,
    },
    {
      key: 'action',
      render: (_, row) => {
        const { ending } = row
        const own = ending?.proposedBy === login
        return (
          <Space>
            <Button size="small" onClick={() => settle(row, 'replay')}>
              {w.replay}
            </Button>
            {ending && !own ? (
              <Tooltip title={`${ending.proposedBy}: ${ending.reason}`}>
                <Button size="small" danger onClick={() => settle(row, 'approve')}>
                  {w.approve}
                </Button>
              </Tooltip>
            ) : (
              <Tooltip title={own ? w.own : undefined}>
                <Button size="small" danger disabled={own} onClick={() => settle(row, 'end')}>
                  {w.end}
                </Button>
              </Tooltip>
            )}
          </Space>
        )
      },
    },
  ]
}
