// Placing a freeze: what is held still, on which ground, by which paper, and until when.
import type { ContractView } from '@ticun/protocol'
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ContractPicker } from '../parts/contract-picker.tsx'
import { ChoiceField, DayField, EvidenceField, ReasonField, YuanField } from '../parts/fields.tsx'
import { endOfShanghaiDay, yuan } from '../parts/format.ts'
import { useWords } from '../parts/language.tsx'
import { useMerchants } from '../parts/merchant-names.ts'
import { states } from '../parts/states.ts'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'

type FreezeWords = (typeof dutyWords)['zh']['freeze']
type Scope = keyof FreezeWords['scopes']
type Basis = keyof FreezeWords['bases']
type Subject = { readonly id?: string; readonly contract?: ContractView }

type PlaceFreezeProps = { readonly onClose: () => void; readonly onDone: () => void }

/** The dialog; it is there only while it is open. */
export function PlaceFreeze({ onClose, onDone }: PlaceFreezeProps) {
  const w = useWords(dutyWords).freeze
  const { reason: reasonWord } = useWords(common)
  const [scope, setScope] = useState<Scope>('MERCHANT')
  const [subject, setSubject] = useState<Subject>({})
  const [amountFen, setAmount] = useState<string>()
  const [basis, setBasis] = useState<Basis>('COURT_ORDER')
  const [reason, setReason] = useState('')
  const [evidenceSha256, setEvidence] = useState<string>()
  const [until, setUntil] = useState('')
  const money = scope === 'AMOUNT'
  const ready =
    subject.id !== undefined &&
    evidenceSha256 !== undefined &&
    reason.trim() !== '' &&
    (!money || amountFen !== undefined)
  const body = {
    scope,
    subjectId: subject.id,
    ...(money ? { amountFen } : {}),
    basis,
    reason: reason.trim(),
    evidenceSha256,
    ...(until === '' ? {} : { expiresAt: endOfShanghaiDay(until) }),
  }
  return (
    <CommandDialog
      open
      title={w.placeTitle}
      ok={w.place}
      danger
      path={ready ? '/api/notary/v1/freezes' : undefined}
      body={body}
      done={w.placed}
      onClose={onClose}
      onDone={onDone}
    >
      <small className="quiet">{w.placeHint}</small>
      <ChoiceField
        label={w.scope}
        value={scope}
        names={w.scopes}
        onChange={(next) => {
          setScope(next)
          setSubject({})
        }}
      />
      <SubjectField scope={scope} subject={subject} onChange={setSubject} />
      {money ? <YuanField label={w.amount} onChange={setAmount} /> : null}
      <ChoiceField label={w.basis} value={basis} names={w.bases} onChange={setBasis} />
      <ReasonField label={reasonWord} value={reason} onChange={setReason} />
      <EvidenceField onChange={setEvidence} />
      <DayField label={w.expires} onChange={setUntil} />
    </CommandDialog>
  )
}

type SubjectFieldProps = {
  readonly scope: Scope
  readonly subject: Subject
  readonly onChange: (subject: Subject) => void
}

/** A merchant by name; a member or a pack by way of a contract. */
function SubjectField({ scope, subject, onChange }: SubjectFieldProps) {
  const w = useWords(dutyWords).freeze
  const { lot: lotStates } = useWords(states)
  const { names } = useMerchants()
  const { contract } = subject
  if (scope === 'MERCHANT' || scope === 'AMOUNT') {
    return (
      <ChoiceField
        label={w.subject}
        value={subject.id}
        names={names}
        search
        onChange={(id) => onChange({ id })}
      />
    )
  }
  const lots = Object.fromEntries(
    (contract?.lots ?? []).map((lot) => [
      lot.lotId,
      `${contract?.productName ?? ''} · ${yuan(lot.heldFen)} · ${lotStates[lot.status]}`,
    ]),
  )
  return (
    <>
      <ContractPicker
        value={contract}
        onChange={(picked) => {
          const id = scope === 'CONSUMER' ? picked?.consumerId : picked?.lotId
          onChange({ ...(picked ? { contract: picked } : {}), ...(id ? { id } : {}) })
        }}
      />
      {scope === 'LOT' && contract ? (
        <ChoiceField
          label={w.lot}
          value={subject.id}
          names={lots}
          onChange={(id) => onChange({ contract, id })}
        />
      ) : null}
    </>
  )
}
