// Money that nobody could be found for, oldest first: given to a pack that waits, or sent back.
import type { SuspenseView } from '@ticun/protocol'
import { Button, Tooltip } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import type { SettlementReply } from '../parts/api.ts'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { usePerson } from '../parts/person.ts'
import { useList } from '../parts/use-resource.ts'
import { dutyWords } from './duty-words.ts'
import { ApproveAssignment, AssignSuspense, ReturnSuspense } from './settle-suspense.tsx'
import { words } from './words.ts'

type SuspenseItem = SettlementReply['listSuspense']['items'][number]
type Chosen = { readonly of: SuspenseView; readonly deed: 'assign' | 'approve' | 'return' }

/** What may be done with the money escrow says, the bank's words come from settlement. */
export function SuspensePage() {
  const list = useList<SuspenseView>('/api/escrow/v1/suspense?status=WAITING&limit=100')
  const deposits = useList<SuspenseItem>('/api/settlement/v1/suspense?limit=1000')
  const w = useWords(words).suspense
  const [chosen, setChosen] = useState<Chosen>()
  const bankOf = ({ depositId }: SuspenseView) =>
    deposits.items.find((each) => each.depositId === depositId)
  const columns = useColumns(bankOf, setChosen)
  const reload = (): void => {
    list.reload()
    deposits.reload()
  }
  const close = (): void => setChosen(undefined)
  return (
    <>
      <ListTable list={list} rowKey="suspenseId" empty={w.empty} columns={columns} />
      {chosen?.deed === 'assign' ? (
        <AssignSuspense of={chosen.of} onClose={close} onDone={reload} />
      ) : null}
      {chosen?.deed === 'approve' ? (
        <ApproveAssignment of={chosen.of} onClose={close} onDone={reload} />
      ) : null}
      {chosen?.deed === 'return' ? (
        <ReturnSuspense of={chosen.of} onClose={close} onDone={reload} />
      ) : null}
    </>
  )
}

function useColumns(
  bankOf: (item: SuspenseView) => SuspenseItem | undefined,
  choose: (chosen: Chosen) => void,
): TableColumnsType<SuspenseView> {
  const w = useWords(words).suspense
  const d = useWords(dutyWords).suspense
  const { login } = usePerson()
  const reasons: Readonly<Record<string, string>> = d.reasons
  return [
    { title: w.booked, render: (_, row) => shanghaiMinute(row.paidAt) },
    { title: w.age, align: 'right', render: (_, row) => bankOf(row)?.ageDays },
    { title: w.amount, align: 'right', render: (_, row) => <Amount fen={row.leftFen} /> },
    { title: w.reason, render: (_, row) => reasons[row.reason] ?? row.reason },
    { title: w.remittance, render: (_, row) => bankOf(row)?.remittance },
    { title: w.serial, render: (_, row) => bankOf(row)?.bankSerial },
    {
      key: 'action',
      render: (_, of) => (
        <div className="wrap">
          {of.proposal ? (
            <Tooltip title={d.proposedBy(of.proposal.proposedBy)}>
              <Button
                size="small"
                type="primary"
                disabled={of.proposal.proposedBy === login}
                onClick={() => choose({ of, deed: 'approve' })}
              >
                {d.approve}
              </Button>
            </Tooltip>
          ) : null}
          <Button size="small" onClick={() => choose({ of, deed: 'assign' })}>
            {d.assign}
          </Button>
          <Button size="small" onClick={() => choose({ of, deed: 'return' })}>
            {d.giveBack}
          </Button>
        </div>
      ),
    },
  ]
}
