// The officer's desk: everything that waits for her, by kind, oldest first.
import { Segmented, Table, Tag, Empty } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import { Due } from '../parts/due.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { Officer } from '../parts/officer.tsx'
import { usePerson } from '../parts/person.ts'
import { ProblemView } from '../parts/problem-view.tsx'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'
import type { Duty, DutyKind } from './duties.ts'
import { useQueue } from './use-queue.tsx'

const ALL = 'ALL'
const ROWS_SHOWN = 20

/** One table; the kinds above it say how many there are of each. */
export function QueuePage() {
  const w = useWords(dutyWords).queue
  const queue = useQueue()
  const [kind, setKind] = useState<string>(ALL)
  const columns = useColumns()
  const count = (each: DutyKind) => queue.duties.filter((duty) => duty.kind === each).length
  const kinds = (Object.entries(w.kinds) as [DutyKind, string][]).filter(
    ([each]) => count(each) > 0,
  )
  const shown = queue.duties.filter((duty) => kind === ALL || duty.kind === kind)
  return (
    <div className="stack" data-test="queue">
      {queue.problem ? <ProblemView problem={queue.problem} retry={queue.reload} /> : null}
      <div className="scroll-x">
        <Segmented
          value={kind}
          onChange={setKind}
          options={[
            { value: ALL, label: `${w.all} ${queue.duties.length}` },
            ...kinds.map(([value, label]) => ({ value, label: `${label} ${count(value)}` })),
          ]}
        />
      </div>
      <Table<Duty>
        dataSource={shown}
        columns={columns}
        rowKey="id"
        size="middle"
        loading={queue.loading && queue.duties.length === 0}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: ROWS_SHOWN, hideOnSinglePage: true }}
        locale={{ emptyText: <Empty description={w.empty} /> }}
        rowClassName={() => 'duty'}
      />
    </div>
  )
}

function useColumns(): TableColumnsType<Duty> {
  const w = useWords(dutyWords).queue
  const { amount, fourEyes } = useWords(common)
  const { login } = usePerson()
  return [
    { title: w.what, render: (_, row) => <Tag variant="filled">{w.kinds[row.kind]}</Tag> },
    { title: w.whose, render: (_, row) => <Link to={row.to}>{row.what}</Link> },
    {
      title: amount,
      align: 'right',
      render: (_, row) => (row.fen === undefined ? '—' : <Amount fen={row.fen} />),
    },
    { title: w.since, render: (_, row) => (row.since ? shanghaiMinute(row.since) : '—') },
    { title: w.due, render: (_, row) => <Due at={row.due} /> },
    {
      title: w.who,
      render: (_, row) => (
        <>
          {row.authors.map((id) => (
            <div key={id}>
              <Officer id={id} />
            </div>
          ))}
          {row.authors.includes(login) ? <small className="quiet">{fourEyes}</small> : null}
        </>
      ),
    },
    { key: 'go', render: (_, row) => <Link to={row.to}>{w.go}</Link> },
  ]
}
