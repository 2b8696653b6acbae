// What becomes of a fact that could not be handled: once more, or its end, by two officers.
import { useState } from 'react'
import { Amount } from '../parts/amount.tsx'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ReasonField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { words as common } from '../parts/words.ts'
import { deadWords } from './dead-words.ts'
import type { DeadAt } from './use-dead-facts.ts'

export type DeadDeed = 'replay' | 'end' | 'approve'

type SettleDeadFactProps = {
  readonly of: DeadAt
  readonly deed: DeadDeed
  readonly onClose: () => void
  readonly onDone: () => void
}

const PLACES: Record<DeadDeed, string> = {
  replay: 'replays',
  end: 'endings',
  approve: 'endings/approvals',
}

/** Asks once more before anything is done. */
export function SettleDeadFact({ of, deed, onClose, onDone }: SettleDeadFactProps) {
  const w = useWords(deadWords)
  const { reason: reasonWord } = useWords(common)
  const [reason, setReason] = useState('')
  const ready = deed !== 'end' || reason.trim() !== ''
  const path = `/api/${of.service}/v1/dead-facts/${of.deadFactId}/${PLACES[deed]}`
  return (
    <CommandDialog
      open
      title={w.titles[deed]}
      ok={w[deed]}
      danger={deed !== 'replay'}
      path={ready ? path : undefined}
      body={deed === 'end' ? { reason: reason.trim() } : {}}
      done={w.done[deed]}
      onClose={onClose}
      onDone={onDone}
    >
      <code>{of.type}</code>
      {of.amountFen ? <Amount fen={of.amountFen} big /> : null}
      <div>{deed === 'approve' ? of.ending?.reason : of.reason}</div>
      {deed === 'end' ? (
        <ReasonField label={reasonWord} value={reason} onChange={setReason} />
      ) : null}
      <small className="quiet">{w.hints[deed]}</small>
    </CommandDialog>
  )
}
