// The merchant's answer to a refund: it agrees, or says why not and whose reason it was.
import type { RefundView } from '@ticun/protocol'
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ChoiceField, EvidenceField, ReasonField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { states } from '../parts/states.ts'
import { deskWords } from './desk-words.ts'
import { words } from './words.ts'

type AnswerProps = {
  readonly refund: RefundView
  readonly onClose: () => void
  readonly onDone: () => void
}

const pathOf = ({ refundId }: RefundView): string => `/api/escrow/v1/refunds/${refundId}/decisions`

/** Agreement hands it on to the notary. */
export function AgreeDialog({ refund, onClose, onDone }: AnswerProps) {
  const w = useWords(words).refund
  return (
    <CommandDialog
      open
      title={w.agreeTitle}
      ok={w.agree}
      path={pathOf(refund)}
      body={{ decision: 'AGREE' }}
      onClose={onClose}
      onDone={onDone}
    >
      <Amount fen={refund.amountFen} big />
      <div>{refund.reason}</div>
      <small className="quiet">{w.agreeHint}</small>
    </CommandDialog>
  )
}

type Fault = RefundView['fault']

/** The member reads it; mediation, arbitration or a court decides. */
export function ContestDialog({ refund, onClose, onDone }: AnswerProps) {
  const w = useWords(words).refund
  const d = useWords(deskWords).refund
  const { fault: faults } = useWords(states)
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<Fault>('CONSUMER')
  const [evidenceSha256, setEvidence] = useState<string>()
  const proof = evidenceSha256 ? { evidenceSha256 } : {}
  return (
    <CommandDialog
      open
      title={w.rejectTitle}
      ok={w.reject}
      danger
      path={reason.trim() === '' ? undefined : pathOf(refund)}
      body={{ decision: 'CONTEST', reason: reason.trim(), fault, ...proof }}
      onClose={onClose}
      onDone={onDone}
    >
      <Amount fen={refund.amountFen} big />
      <ReasonField label={w.rejectReason} value={reason} onChange={setReason} />
      <ChoiceField label={d.whose} value={fault} names={faults} onChange={setFault} />
      <EvidenceField onChange={setEvidence} />
    </CommandDialog>
  )
}
