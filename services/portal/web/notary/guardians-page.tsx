// Who acts for whom, and what two officers decide about it.
import type { GuardianshipView } from '@ticun/protocol'
import { Button, Empty, Table } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { Officer } from '../parts/officer.tsx'
import { usePerson } from '../parts/person.ts'
import { ProblemView } from '../parts/problem-view.tsx'
import { DecideGuardian, RecordGuardian, type GuardianDeed } from './decide-guardian.tsx'
import { guardianWords } from './guardian-words.ts'
import { useGuardianships, waitsForOfficer } from './use-guardianships.ts'

type Chosen = { readonly of: GuardianshipView; readonly deed: GuardianDeed }

/** Those that are asked for or in force. */
export function GuardiansPage() {
  const w = useWords(guardianWords)
  const list = useGuardianships()
  const [chosen, setChosen] = useState<Chosen>()
  const [adding, setAdding] = useState(false)
  const columns = useColumns((of, deed) => setChosen({ of, deed }))
  return (
    <div className="stack">
      {list.problem ? <ProblemView problem={list.problem} retry={list.reload} /> : null}
      <div>
        <Button onClick={() => setAdding(true)}>{w.add}</Button>
      </div>
      <Table<GuardianshipView>
        dataSource={list.items}
        columns={columns}
        rowKey="guardianshipId"
        size="middle"
        loading={list.loading && list.items.length === 0}
        scroll={{ x: 'max-content' }}
        pagination={false}
        locale={{ emptyText: <Empty description={w.empty} /> }}
      />
      {adding ? <RecordGuardian onClose={() => setAdding(false)} onDone={list.reload} /> : null}
      {chosen ? (
        <DecideGuardian {...chosen} onClose={() => setChosen(undefined)} onDone={list.reload} />
      ) : null}
    </div>
  )
}

function useColumns(
  choose: (of: GuardianshipView, deed: GuardianDeed) => void,
): TableColumnsType<GuardianshipView> {
  const w = useWords(guardianWords)
  const { login } = usePerson()
  const idOf = (id: string) => <span className="hash">{id}</span>
  return [
    { title: w.ward, render: (_, row) => idOf(row.wardId) },
    { title: w.guardian, render: (_, row) => idOf(row.guardianId) },
    { title: w.kind, render: (_, row) => w.kinds[row.kind] },
    {
      title: w.state,
      render: (_, { status, decided, pending }) => (
        <>
          {status === 'ASKED' ? w.states.ASKED : w.states[decided ? 'DECIDED' : 'IN_FORCE']}
          {pending ? (
            <div className="quiet">
              {w.pending[pending.to]} <Officer id={pending.by} />
            </div>
          ) : null}
        </>
      ),
    },
    { title: w.since, render: (_, row) => shanghaiMinute(row.askedAt) },
    {
      key: 'action',
      fixed: 'right',
      render: (_, of) =>
        waitsForOfficer(of) ? (
          <div className="wrap">
            <Button
              size="small"
              type="primary"
              disabled={of.pending?.by === login}
              onClick={() => choose(of, 'approve')}
            >
              {of.pending ? w.approve : w.propose}
            </Button>
            <Button size="small" onClick={() => choose(of, 'reject')}>
              {w.reject}
            </Button>
          </div>
        ) : (
          <Button size="small" onClick={() => choose(of, 'end')}>
            {w.ends}
          </Button>
        ),
    },
  ]
}
