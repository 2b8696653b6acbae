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

/** On any day, as the service has it; what is disputed is conceded instead. */
const REVERSIBLE: readonly SessionView['status'][] = ['UNFUNDED', 'SUBMITTED', 'CONFIRMED']

/** Whether the desk may take it back. */
export function mayReverse({ status }: SessionView): boolean {
  return REVERSIBLE.includes(status)
}

/** What is confirmed and of another day is no slip of the desk: somebody has to say why. */
function isSlip({ status, occurredAt }: SessionView): boolean {
  const today = shanghaiDay(new Date().toISOString())
  return status !== 'CONFIRMED' || shanghaiDay(occurredAt) === today
}

type ReverseProps = {
  readonly session: SessionView
  readonly onClose: () => void
  readonly onDone: () => void
}

/** The dialog; of a slip the usual reason is there already. */
export function ReverseDialog({ session, onClose, onDone }: ReverseProps) {
  const w = useWords(words).contract
  const d = useWords(deskWords).session
  const [reason, setReason] = useState(() => (isSlip(session) ? d.wrong : ''))
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
      <small className="quiet">{hintOf(session, d)}</small>
    </CommandDialog>
  )
}

function hintOf({ status }: SessionView, d: (typeof deskWords)['zh']['session']): string {
  if (status === 'UNFUNDED') return d.writeOffHint
  return status === 'CONFIRMED' ? d.takeBackHint : d.reverseHint
}
