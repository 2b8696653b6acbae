// Refund requests of the merchant's members: agree, or disagree with a reason, within the time.
import { Button } from 'antd'
import type { TableColumnsType } from 'antd'
import type { RefundView } from '@ticun/protocol'
import { useState } from 'react'
import { Link } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import { ContractName } from '../parts/contract-name.tsx'
import { Due } from '../parts/due.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { states } from '../parts/states.ts'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { AgreeDialog, ContestDialog } from './answer-refund.tsx'
import { deskWords } from './desk-words.ts'
import { words } from './words.ts'

type Chosen = { readonly refund: RefundView; readonly deed: 'agree' | 'contest' }

/** The merchant may still agree while others decide. */
const AGREEABLE: readonly string[] = ['REQUESTED', 'CONTESTED', 'MEDIATION', 'ARBITRATION']

/** The list with its two answers. */
export function RefundsPage() {
  const w = useWords(words).refund
  const list = useList<RefundView>('/api/escrow/v1/refunds?limit=50')
  const [chosen, setChosen] = useState<Chosen>()
  const columns = useColumns(setChosen)
  const close = (): void => setChosen(undefined)
  return (
    <>
      <ListTable list={list} rowKey="refundId" empty={w.empty} columns={columns} />
      {chosen?.deed === 'agree' ? (
        <AgreeDialog refund={chosen.refund} onClose={close} onDone={list.reload} />
      ) : null}
      {chosen?.deed === 'contest' ? (
        <ContestDialog refund={chosen.refund} onClose={close} onDone={list.reload} />
      ) : null}
    </>
  )
}

function useColumns(choose: (chosen: Chosen) => void): TableColumnsType<RefundView> {
  const w = useWords(words).refund
  const d = useWords(deskWords).refund
  const { status, contract } = useWords(common)
  const { fault } = useWords(states)
  return [
    { title: w.time, render: (_, row) => shanghaiMinute(row.requestedAt) },
    {
      title: contract,
      render: (_, row) => (
        <Link to={`/merchant/contracts/${row.contractId}`}>
          <ContractName contractId={row.contractId} />
          <br />
          <small className="quiet">{row.reason}</small>
        </Link>
      ),
    },
    {
      title: d.toMember,
      align: 'right',
      render: (_, row) => (
        <>
          <Amount fen={row.amountFen} />
          <br />
          <small className="quiet">
            {row.formula} · {fault[row.fault]}
          </small>
        </>
      ),
    },
    { title: d.mine, align: 'right', render: (_, row) => <Amount fen={row.merchantFen} /> },
    { title: status, render: (_, row) => <StatusTag kind="refund" status={row.status} /> },
    {
      title: d.due,
      render: (_, row) =>
        row.status === 'REQUESTED' ? (
          <Due at={row.reviewUntil} provisional={row.provisional} />
        ) : null,
    },
    {
      key: 'action',
      render: (_, refund) => (
        <div className="wrap">
          {AGREEABLE.includes(refund.status) ? (
            <Button size="small" type="primary" onClick={() => choose({ refund, deed: 'agree' })}>
              {w.agree}
            </Button>
          ) : null}
          {refund.status === 'REQUESTED' && refund.formula !== 'F1' ? (
            <Button size="small" danger onClick={() => choose({ refund, deed: 'contest' })}>
              {w.reject}
            </Button>
          ) : null}
        </div>
      ),
    },
  ]
}
