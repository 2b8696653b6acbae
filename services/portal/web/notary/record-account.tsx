// Recording the account that money goes to: a member's for her refunds, or that of a payer.
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { EvidenceField, TextField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { words } from './words.ts'

type RecordAccountProps = {
  /** Where it is recorded: of a consumer, or of one payment that is no consumer's. */
  readonly path: string
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Who records it does not approve a payment to it; the service sees to that. */
export function RecordAccount({ path, onClose, onDone }: RecordAccountProps) {
  const w = useWords(words).payment
  const [name, setName] = useState('')
  const [number, setNumber] = useState('')
  const [evidenceSha256, setEvidence] = useState<string>()
  const ready = name !== '' && number !== '' && evidenceSha256 !== undefined
  return (
    <CommandDialog
      open
      title={w.recordTitle}
      ok={w.record}
      path={ready ? path : undefined}
      body={{ account: { name, number }, evidenceSha256 }}
      done={w.recorded}
      onClose={onClose}
      onDone={onDone}
    >
      <TextField label={w.holder} value={name} onChange={setName} />
      <TextField label={w.number} value={number} onChange={setNumber} />
      <EvidenceField onChange={setEvidence} />
      <small className="quiet">{w.recordHint}</small>
    </CommandDialog>
  )
}
