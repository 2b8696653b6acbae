// Lifting a freeze: one officer asks and says why, another one approves.
import type { Freeze } from '@ticun/protocol'
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ReasonField } from '../parts/fields.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { Officer } from '../parts/officer.tsx'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'

type LiftDialogProps = {
  readonly freeze: Freeze
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Which of both it is follows from the freeze. */
export function LiftDialog({ freeze, onClose, onDone }: LiftDialogProps) {
  const w = useWords(dutyWords).freeze
  const { reason: reasonWord } = useWords(common)
  const [reason, setReason] = useState('')
  const path = `/api/notary/v1/freezes/${freeze.freezeId}`
  const why = reason.trim()
  if (freeze.lift) {
    return (
      <CommandDialog
        open
        title={w.approveTitle}
        ok={w.approve}
        path={`${path}/lift-approvals`}
        body={{}}
        done={w.approved}
        onClose={onClose}
        onDone={onDone}
      >
        <div className="row">
          <span>
            {w.liftAsked}：<Officer id={freeze.lift.requestedBy} />
          </span>
          <span>{shanghaiMinute(freeze.lift.requestedAt)}</span>
        </div>
        <div>{freeze.lift.reason}</div>
      </CommandDialog>
    )
  }
  return (
    <CommandDialog
      open
      title={w.liftTitle}
      ok={w.lift}
      path={why === '' ? undefined : `${path}/lift-requests`}
      body={{ reason: why }}
      done={w.liftDone}
      onClose={onClose}
      onDone={onDone}
    >
      <ReasonField label={reasonWord} value={reason} onChange={setReason} />
      <small className="quiet">{w.liftHint}</small>
    </CommandDialog>
  )
}
