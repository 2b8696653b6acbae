// Asking for a guardianship: to act for somebody, or that somebody acts for her.
import type { GuardianshipView } from '@ticun/protocol'
import { Button } from 'antd'
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ChoiceField, TextField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { askedWords } from './asked-words.ts'

type Side = 'WARD' | 'GUARDIAN'

/** It holds once the other one accepts, or two officers have decided it. */
export function AskGuardian({ party }: { readonly party: string }) {
  const w = useWords(askedWords).guardians
  const [open, setOpen] = useState(false)
  const [side, setSide] = useState<Side>('GUARDIAN')
  const [kind, setKind] = useState<GuardianshipView['kind']>('MINOR')
  const [other, setOther] = useState('')
  const ids =
    side === 'GUARDIAN'
      ? { wardId: other, guardianId: party }
      : { wardId: party, guardianId: other }
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)} data-test="ask-guardian">
        {w.ask}
      </Button>
      <CommandDialog
        open={open}
        title={w.ask}
        ok={w.send}
        path={other.startsWith('con_') ? '/api/escrow/v1/guardianships' : undefined}
        body={{ ...ids, kind }}
        done={w.sent}
        onClose={() => setOpen(false)}
        onDone={() => setOther('')}
      >
        <small className="quiet">{w.hint}</small>
        <ChoiceField label={w.side} value={side} names={w.sides} onChange={setSide} />
        <ChoiceField label={w.kind} value={kind} names={w.kinds} onChange={setKind} />
        <TextField label={w.other} value={other} onChange={setOther} />
      </CommandDialog>
    </>
  )
}
