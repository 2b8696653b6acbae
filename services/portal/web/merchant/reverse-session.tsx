// Taking back a session that the desk recorded by mistake.
import type { SessionView } from '@ticun/protocol'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ReasonField } from '../parts/fields.tsx'
import { shanghaiDay, shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { deskWords } from './desk-words.ts'
import { words } from './words.ts'

/** What waits can be taken back any day; what is confirmed, on its own day only. */
export function mayReverse({ status, occurredAt }: SessionView, today: string): boolean {
  if (status === 'SUBMITTED' || status === 'UNFUNDED') return true
  return status === 'CONFIRMED' && shanghaiDay(occurredAt) === today
}

type ReverseProps = {
  readonly session: SessionView
  readonly onClose: () => void
  readonly onDone: () => void
}

/** The dialog; the usual reason is there already. */
export function ReverseDialog({ session, onClose, onDone }: ReverseProps) {
  const w = useWords(words).contract
  const d = useWords(deskWords).session
  const [reason, setReason] = useState(d.wrong)
  const path = `/api/escrow/v1/sessions/${session.sessionId}/reverse`
  return (
    <CommandDialog
      open
      title={w.reverseTitle}
      ok={w.reverse}
      danger
      path={reason.trim() === '' ? undefined : path}
      body={{ reason: reason.trim() }}
      onClose={onClose}
      onDone={onDone}
    >
      <div className="row">
        <span>{shanghaiMinute(session.occurredAt)}</span>
        <Amount fen={session.amountFen} />
      </div>
      <ReasonField label={d.reason} value={reason} onChange={setReason} />
      <small className="quiet">{d.reverseHint}</small>
    </CommandDialog>
  )
}
