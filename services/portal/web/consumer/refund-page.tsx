// One refund of hers: what she gets, by which rule, which step it is at, and by when.
import type { RefundView } from '@ticun/protocol'
import { Alert, Button, Card, Skeleton, Steps } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { useWords } from '../parts/language.tsx'
import { ProblemView } from '../parts/problem-view.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { caseWords } from './case-words.ts'
import { CounterClaim } from './counter-claim.tsx'
import { refundSteps } from './refund-steps.tsx'
import { words } from './words.ts'

const WITHDRAWABLE: readonly string[] = [
  'REQUESTED',
  'AGREED',
  'CONTESTED',
  'MEDIATION',
  'ARBITRATION',
]

type RefundPageProps = { readonly contractId: string; readonly refundId: string }

/** The page of a case. */
export function RefundPage({ contractId, refundId }: RefundPageProps) {
  const w = useWords(caseWords).refund
  const list = useList<RefundView>(`/api/escrow/v1/refunds?contractId=${contractId}&limit=100`)
  const refund = list.items.find((each) => each.refundId === refundId)
  if (list.problem) return <ProblemView problem={list.problem} retry={list.reload} />
  if (!refund) {
    return list.loading ? <Skeleton active /> : <Alert type="info" showIcon title={w.missing} />
  }
  return (
    <div className="stack">
      <Link to={`/me/contracts/${contractId}`}>‹ {w.back}</Link>
      <div className="row">
        <h2 style={{ margin: 0 }}>{w.title}</h2>
        <StatusTag kind="refund" status={refund.status} />
      </div>
      <Figures of={refund} />
      <CounterClaim of={refund} onDone={list.reload} />
      <Card variant="borderless">
        <Progress of={refund} />
      </Card>
      <Withdraw of={refund} onDone={list.reload} />
    </div>
  )
}

function Figures({ of }: { readonly of: RefundView }) {
  const w = useWords(caseWords).refund
  const { formulaName } = useWords(words)
  const { fault } = useWords(words)
  return (
    <Card variant="borderless">
      <div className="quiet">{w.yours}</div>
      <Amount fen={of.amountFen} big />
      <div className="row ruled">
        <span>{w.theirs}</span>
        <Amount fen={of.merchantFen} />
      </div>
      <div className="row ruled">
        <span>{w.formula}</span>
        <span>
          {of.formula} · {formulaName[of.formula]}
        </span>
      </div>
      <div className="row ruled">
        <span>{w.fault}</span>
        <span>{fault[of.fault]}</span>
      </div>
      <div className="row ruled">
        <span>{w.reason}</span>
        <span>{of.reason}</span>
      </div>
    </Card>
  )
}

function Progress({ of }: { readonly of: RefundView }) {
  const w = useWords(caseWords).refund
  const { current, failed, items } = refundSteps(of, w)
  return (
    <Steps
      orientation="vertical"
      size="small"
      current={current}
      status={failed ? 'error' : 'process'}
      items={items}
    />
  )
}

type WithdrawProps = { readonly of: RefundView; readonly onDone: () => void }

function Withdraw({ of, onDone }: WithdrawProps) {
  const w = useWords(caseWords).refund
  const [open, setOpen] = useState(false)
  if (!WITHDRAWABLE.includes(of.status)) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{w.withdraw}</Button>
      <CommandDialog
        open={open}
        title={w.withdrawTitle}
        ok={w.withdraw}
        path={`/api/escrow/v1/refunds/${of.refundId}/decisions`}
        body={{ decision: 'WITHDRAW' }}
        done={w.withdrawDone}
        onClose={() => setOpen(false)}
        onDone={onDone}
      >
        {w.withdrawHint}
      </CommandDialog>
    </>
  )
}
