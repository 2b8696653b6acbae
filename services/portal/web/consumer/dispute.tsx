// A member's objection to one session: to raise it, to see what became of it, to withdraw it.
import type { SessionCaseView, SessionView } from '@ticun/protocol'
import { Button, Radio } from 'antd'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ReasonField } from '../parts/fields.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { StatusTag } from '../parts/status-tag.tsx'
import { words as common } from '../parts/words.ts'
import { caseWords } from './case-words.ts'

type DisputeProps = { readonly session: SessionView; readonly onChanged: () => void }

/** Whether the service lets her object now: it waits for her, or its window is open. */
export function mayDispute({ status, disputableUntil }: SessionView): boolean {
  return status === 'SUBMITTED' || disputableUntil !== undefined
}

/** The button, and the dialog that it opens: one tap on a reason is enough. */
export function DisputeButton({ session, onChanged }: DisputeProps) {
  const w = useWords(caseWords)
  const [open, setOpen] = useState(false)
  const [picked, setPicked] = useState(0)
  const [other, setOther] = useState('')
  const listed = w.disputeReasons[picked]
  const reason = listed ?? other.trim()
  const path = `/api/escrow/v1/sessions/${session.sessionId}/dispute`
  const options = [...w.disputeReasons, w.disputeOther].map((label, value) => ({ value, label }))
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)} data-test="dispute">
        {w.dispute}
      </Button>
      <CommandDialog
        open={open}
        title={w.disputeTitle}
        ok={w.disputeSend}
        danger
        path={reason === '' ? undefined : path}
        body={{ reason }}
        done={w.disputeSent}
        onClose={() => setOpen(false)}
        onDone={onChanged}
      >
        <div className="row">
          <span>{shanghaiMinute(session.occurredAt)}</span>
          <Amount fen={session.amountFen} />
        </div>
        <Radio.Group
          vertical
          value={picked}
          options={options}
          aria-label={w.disputeTitle}
          onChange={(event) => setPicked(Number(event.target.value))}
        />
        {listed === undefined ? (
          <ReasonField label={w.disputeOther} value={other} onChange={setOther} />
        ) : null}
        <small className="quiet">{w.disputeHint}</small>
      </CommandDialog>
    </>
  )
}

type CaseProps = { readonly of: SessionCaseView; readonly onChanged: () => void }

/** How far a dispute is, and how it ended. */
export function DisputeState({ of, onChanged }: CaseProps) {
  const w = useWords(caseWords)
  const { reason } = useWords(common)
  const [asking, setAsking] = useState(false)
  const open = of.status === 'OPEN'
  const backFen = (BigInt(of.amountFen) - BigInt(of.merchantFen)).toString()
  const path = `/api/escrow/v1/sessions/${of.sessionId}/dispute/decisions`
  return (
    <div className="note" data-test="dispute-state">
      <div className="row">
        <StatusTag kind="case" status={of.status} />
        {of.outcome === undefined ? null : <StatusTag kind="outcome" status={of.outcome} />}
        <span>
          {open ? w.frozen : w.back} <Amount fen={open ? of.amountFen : backFen} />
        </span>
      </div>
      <small className="quiet">
        {w.said}：{of.reason ?? reason}
      </small>
      {of.answer === undefined ? null : (
        <div>
          <small className="quiet">
            {w.merchantSaid}：{of.answer}
          </small>
        </div>
      )}
      {open ? (
        <Button size="small" type="link" onClick={() => setAsking(true)}>
          {w.withdraw}
        </Button>
      ) : null}
      <CommandDialog
        open={asking}
        title={w.withdrawTitle}
        ok={w.withdraw}
        path={path}
        body={{ decision: 'WITHDRAW' }}
        done={w.withdrawn}
        onClose={() => setAsking(false)}
        onDone={onChanged}
      >
        {w.withdrawHint}
      </CommandDialog>
    </div>
  )
}
