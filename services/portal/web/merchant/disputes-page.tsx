// Sessions that members dispute: the merchant gives way, or a notary decides.
import type { SessionCaseView } from '@ticun/protocol'
import { Button, Segmented } from 'antd'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ContractName } from '../parts/contract-name.tsx'
import { DisputeAnswer } from '../parts/dispute-answer.tsx'
import { EvidenceField, ReasonField } from '../parts/fields.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { useList } from '../parts/use-resource.ts'
import { words as common } from '../parts/words.ts'
import { deskWords } from './desk-words.ts'

/** The list, open ones first. */
export function DisputesPage({ onChanged }: { readonly onChanged: () => void }) {
  const w = useWords(deskWords).dispute
  const [status, setStatus] = useState('OPEN')
  const [conceding, setConceding] = useState<SessionCaseView>()
  const [answering, setAnswering] = useState<SessionCaseView>()
  const list = useList<SessionCaseView>(
    `/api/escrow/v1/session-cases?kind=DISPUTE&status=${status}&limit=50`,
  )
  const columns = useColumns(setConceding, setAnswering)
  return (
    <div className="stack">
      <div className="scroll-x">
        <Segmented
          value={status}
          onChange={setStatus}
          options={[
            { value: 'OPEN', label: w.open },
            { value: 'CLOSED', label: w.closed },
          ]}
        />
      </div>
      <ListTable list={list} rowKey="sessionId" empty={w.empty} columns={columns} />
      {conceding ? (
        <CommandDialog
          open
          title={w.concedeTitle}
          ok={w.concede}
          path={`/api/escrow/v1/sessions/${conceding.sessionId}/dispute/decisions`}
          body={{ decision: 'CONCEDE' }}
          done={w.conceded}
          onClose={() => setConceding(undefined)}
          onDone={() => {
            list.reload()
            onChanged()
          }}
        >
          <Amount fen={conceding.amountFen} big />
          <div>{conceding.reason}</div>
          <small className="quiet">{w.concedeHint}</small>
        </CommandDialog>
      ) : null}
      {answering ? (
        <AnswerDialog
          key={answering.sessionId}
          of={answering}
          onClose={() => setAnswering(undefined)}
          onDone={list.reload}
        />
      ) : null}
    </div>
  )
}

type AnswerDialogProps = {
  readonly of: SessionCaseView
  readonly onClose: () => void
  readonly onDone: () => void
}

function AnswerDialog({ of, onClose, onDone }: AnswerDialogProps) {
  const w = useWords(deskWords).dispute
  const [reason, setReason] = useState(of.answer ?? '')
  const [evidenceSha256, setEvidence] = useState<string>()
  const path = `/api/escrow/v1/sessions/${of.sessionId}/dispute/answers`
  const proof = evidenceSha256 ? { evidenceSha256 } : {}
  return (
    <CommandDialog
      open
      title={w.answerTitle}
      ok={w.answer}
      path={reason.trim() === '' ? undefined : path}
      body={{ reason: reason.trim(), ...proof }}
      done={w.answered}
      onClose={onClose}
      onDone={onDone}
    >
      <div className="row">
        <span>{w.said}</span>
        <span>{of.reason}</span>
      </div>
      <ReasonField label={w.yours} value={reason} onChange={setReason} />
      <EvidenceField onChange={setEvidence} />
      <small className="quiet">{w.answerHint}</small>
    </CommandDialog>
  )
}

function useColumns(
  concede: (dispute: SessionCaseView) => void,
  answer: (dispute: SessionCaseView) => void,
): TableColumnsType<SessionCaseView> {
  const w = useWords(deskWords).dispute
  const { status: state, time, contract } = useWords(common)
  return [
    { title: time, render: (_, row) => shanghaiMinute(row.openedAt) },
    {
      title: contract,
      render: (_, row) => (
        <Link to={`/merchant/contracts/${row.contractId}`}>
          <ContractName contractId={row.contractId} />
        </Link>
      ),
    },
    { title: w.frozen, align: 'right', render: (_, row) => <Amount fen={row.amountFen} /> },
    { title: w.said, dataIndex: 'reason' },
    { title: w.yours, render: (_, row) => <DisputeAnswer of={row} /> },
    {
      title: state,
      render: (_, row) => (
        <StatusTag kind={row.outcome ? 'outcome' : 'case'} status={row.outcome ?? row.status} />
      ),
    },
    {
      key: 'action',
      render: (_, row) =>
        row.status === 'OPEN' ? (
          <div className="wrap">
            <Button size="small" type="primary" onClick={() => answer(row)}>
              {w.answer}
            </Button>
            <Button size="small" onClick={() => concede(row)}>
              {w.concede}
            </Button>
          </div>
        ) : (
          <span>
            {w.share} <Amount fen={row.merchantFen} />
          </span>
        ),
    },
  ]
}
