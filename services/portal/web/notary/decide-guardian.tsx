// What an officer does about a guardianship: record, propose, approve, reject, end.
import type { GuardianshipView } from '@ticun/protocol'
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ChoiceField, EvidenceField, TextField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import { guardianWords } from './guardian-words.ts'

const PATH = '/api/escrow/v1/guardianships'

type Closing = { readonly onClose: () => void; readonly onDone: () => void }

/** Asks for one between two people, on evidence. */
export function RecordGuardian(closing: Closing) {
  const w = useWords(guardianWords)
  const [wardId, setWard] = useState('')
  const [guardianId, setGuardian] = useState('')
  const [kind, setKind] = useState<GuardianshipView['kind']>('MINOR')
  const [evidenceSha256, setEvidence] = useState<string>()
  const named = wardId.startsWith('con_') && guardianId.startsWith('con_')
  const ready = named && evidenceSha256 !== undefined
  return (
    <CommandDialog
      open
      title={w.addTitle}
      ok={w.add}
      path={ready ? PATH : undefined}
      body={{ wardId, guardianId, kind, evidenceSha256 }}
      done={w.done}
      {...closing}
    >
      <small className="quiet">{w.addHint}</small>
      <TextField label={w.ward} value={wardId} onChange={setWard} />
      <TextField label={w.guardian} value={guardianId} onChange={setGuardian} />
      <ChoiceField label={w.kind} value={kind} names={w.kinds} onChange={setKind} />
      <EvidenceField onChange={setEvidence} />
    </CommandDialog>
  )
}

export type GuardianDeed = 'approve' | 'reject' | 'end'

type DecideProps = Closing & { readonly of: GuardianshipView; readonly deed: GuardianDeed }

/** The first officer shows evidence; the second one agrees to what it proved, or rejects it. */
export function DecideGuardian({ of, deed, ...closing }: DecideProps) {
  const w = useWords(guardianWords)
  const [evidenceSha256, setEvidence] = useState<string>()
  const isFirst = deed === 'end' || (deed === 'approve' && of.pending === undefined)
  const said = {
    approve: { title: w.approveTitle, ok: isFirst ? w.propose : w.approve },
    reject: { title: w.rejectTitle, ok: w.reject },
    end: { title: w.endTitle, ok: w.ends },
  }[deed]
  const proof = isFirst ? { evidenceSha256 } : {}
  const path = `${PATH}/${of.guardianshipId}/${deed === 'end' ? 'ends' : 'decisions'}`
  const decision = deed === 'end' ? {} : { decision: deed === 'approve' ? 'APPROVE' : 'REJECT' }
  return (
    <CommandDialog
      open
      {...said}
      path={isFirst && evidenceSha256 === undefined ? undefined : path}
      body={{ ...decision, ...proof }}
      done={w.done}
      {...closing}
    >
      <div className="hash">{`${w.ward} ${of.wardId}`}</div>
      <div className="hash">{`${w.guardian} ${of.guardianId}`}</div>
      {deed === 'approve' ? <small className="quiet">{w.approveHint}</small> : null}
      {isFirst ? <EvidenceField onChange={setEvidence} /> : null}
    </CommandDialog>
  )
}
