// Sessions that members dispute: the merchant gives way, or a notary decides.
import type { SessionCaseView } from '@ticun/protocol'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ContractName } from '../parts/contract-name.tsx'
import { DisputeList, useDisputes } from '../parts/dispute-list.tsx'
import { EvidenceField, ReasonField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { deskWords } from './desk-words.ts'

/** The list, open ones first. */
export function DisputesPage({ onChanged }: { readonly onChanged: () => void }) {
  const w = useWords(deskWords).dispute
  const disputes = useDisputes()
  const [conceding, setConceding] = useState<SessionCaseView>()
  const [answering, setAnswering] = useState<SessionCaseView>()
  return (
    <div className="stack">
      <DisputeList
        of={disputes}
        names={{ ...w, answer: w.yours }}
        renderContract={(row) => (
          <Link to={`/merchant/contracts/${row.contractId}`}>
            <ContractName contractId={row.contractId} />
          </Link>
        )}
        renderDeeds={(row) => (
          <div className="wrap">
            <Button size="small" type="primary" onClick={() => setAnswering(row)}>
              {w.answer}
            </Button>
            <Button size="small" onClick={() => setConceding(row)}>
              {w.concede}
            </Button>
          </div>
        )}
      />
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
            disputes.list.reload()
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
          onDone={disputes.list.reload}
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
