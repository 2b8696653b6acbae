// Asking an officer to decide on a session that the member does not confirm.
import type { SessionView } from '@ticun/protocol'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { EvidenceField, ReasonField } from '../parts/fields.tsx'
import { shanghaiMinute } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { words as common } from '../parts/words.ts'
import { deskWords } from './desk-words.ts'

type AskProps = {
  readonly session: SessionView
  readonly onClose: () => void
  readonly onDone: () => void
}

/** The dialog; a decision needs words and evidence. */
export function AskDecision({ session, onClose, onDone }: AskProps) {
  const w = useWords(deskWords).session
  const { reason: reasonWord } = useWords(common)
  const [reason, setReason] = useState('')
  const [evidenceSha256, setEvidence] = useState<string>()
  const ready = reason.trim() !== '' && evidenceSha256 !== undefined
  return (
    <CommandDialog
      open
      title={w.askTitle}
      ok={w.askDecision}
      path={ready ? `/api/escrow/v1/sessions/${session.sessionId}/decision-requests` : undefined}
      body={{ reason: reason.trim(), evidenceSha256 }}
      done={w.asked}
      onClose={onClose}
      onDone={onDone}
    >
      <div className="row">
        <span>{shanghaiMinute(session.occurredAt)}</span>
        <Amount fen={session.amountFen} />
      </div>
      <ReasonField label={reasonWord} value={reason} onChange={setReason} />
      <EvidenceField onChange={setEvidence} />
      <small className="quiet">{w.askHint}</small>
    </CommandDialog>
  )
}
