// Freezes: placed at once by one officer, lifted by two.
import type { Freeze } from '@ticun/protocol'
import { Button, Segmented } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { useMerchants } from '../parts/merchant-names.ts'
import { Officer } from '../parts/officer.tsx'
import { usePerson } from '../parts/person.ts'
import { choices, states } from '../parts/states.ts'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'
import { LiftDialog } from './lift-dialog.tsx'
import { PlaceFreeze } from './place-freeze.tsx'

const ALL = 'ALL'

/** The list, and a button for a new one. */
export function FreezesPage() {
  const w = useWords(dutyWords).freeze
  const { all } = useWords(common)
  const names = useWords(states).freeze
  const { role } = usePerson()
  const [state, setState] = useState('PLACED')
  const [placing, setPlacing] = useState(false)
  const [lifting, setLifting] = useState<Freeze>()
  const filter = state === ALL ? '' : `&state=${state}`
  const list = useList<Freeze>(`/api/notary/v1/freezes?limit=50${filter}`)
  const columns = useColumns(setLifting)
  return (
    <div className="stack">
      <div className="wrap">
        {role === 'officer' ? (
          <Button type="primary" danger onClick={() => setPlacing(true)}>
            {w.place}
          </Button>
        ) : null}
        <Segmented
          value={state}
          onChange={setState}
          options={[...choices(names), { value: ALL, label: all }]}
        />
      </div>
      <ListTable list={list} rowKey="freezeId" empty={w.empty} columns={columns} />
      {placing ? <PlaceFreeze onClose={() => setPlacing(false)} onDone={list.reload} /> : null}
      {lifting ? (
        <LiftDialog
          key={lifting.freezeId}
          freeze={lifting}
          onClose={() => setLifting(undefined)}
          onDone={list.reload}
        />
      ) : null}
    </div>
  )
}

function useColumns(lift: (freeze: Freeze) => void): TableColumnsType<Freeze> {
  const w = useWords(dutyWords).freeze
  const { status, time, reason } = useWords(common)
  const { nameOf } = useMerchants()
  return [
    { title: time, render: (_, row) => shanghaiMinute(row.placedAt) },
    { title: w.scope, render: (_, row) => w.scopes[row.scope] },
    {
      title: w.subject,
      render: (_, row) => (
        <>
          <Subject of={row} nameOf={nameOf} />
          {row.scope === 'AMOUNT' ? (
            <div>
              <Amount fen={row.amountFen} />
            </div>
          ) : null}
        </>
      ),
    },
    { title: w.basis, render: (_, row) => w.bases[row.basis] },
    { title: reason, dataIndex: 'reason' },
    { title: w.by, render: (_, row) => <Officer id={row.placedBy} /> },
    {
      title: w.expiresAt,
      render: (_, row) => (row.expiresAt === undefined ? '—' : shanghaiMinute(row.expiresAt)),
    },
    { title: status, render: (_, row) => <StatusTag kind="freeze" status={row.state} /> },
    { key: 'action', render: (_, row) => <Lift freeze={row} lift={lift} /> },
  ]
}

type SubjectProps = { readonly of: Freeze; readonly nameOf: (id: string) => string }

/** A merchant by its name; members and packs by their number, which is what orders name. */
function Subject({ of, nameOf }: SubjectProps) {
  const isMerchant = of.scope === 'MERCHANT' || of.scope === 'AMOUNT'
  return isMerchant ? nameOf(of.subjectId) : <span className="hash">{of.subjectId}</span>
}

type LiftProps = { readonly freeze: Freeze; readonly lift: (freeze: Freeze) => void }

function Lift({ freeze, lift }: LiftProps) {
  const w = useWords(dutyWords).freeze
  const { fourEyes } = useWords(common)
  const { login, role } = usePerson()
  if (freeze.state !== 'PLACED') return <Officer id={freeze.liftedBy} />
  if (role !== 'officer') return null
  const asked = freeze.lift
  const own = asked?.requestedBy === login
  return (
    <>
      <Button size="small" disabled={own} onClick={() => lift(freeze)}>
        {asked ? w.approve : w.lift}
      </Button>
      {own ? (
        <div>
          <small className="quiet">{fourEyes}</small>
        </div>
      ) : null}
    </>
  )
}
