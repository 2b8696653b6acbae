// Moving a merchant to another state: to which, why, by which paper, and when it stopped.
import { useState } from 'react'
import { CommandDialog } from '../parts/command-dialog.tsx'
import { ChoiceField, DayField, EvidenceField, ReasonField } from '../parts/fields.tsx'
import { useWords } from '../parts/language.tsx'
import type { MerchantView } from '../parts/merchant-names.ts'
import { states } from '../parts/states.ts'
import { words as common } from '../parts/words.ts'
import { dutyWords } from './duty-words.ts'

type Status = MerchantView['status']
const STOPPED: readonly (Status | undefined)[] = ['PAYOUT_FROZEN', 'ABSCONDED']

type ChangeMerchantProps = {
  readonly merchant: MerchantView
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Offers every other state; the service says which it can come into from here. */
export function ChangeMerchant({ merchant, onClose, onDone }: ChangeMerchantProps) {
  const w = useWords(dutyWords).merchant
  const { reason: reasonWord } = useWords(common)
  const names = useWords(states).merchant
  const { [merchant.status]: _now, ONBOARDING: _first, ...aims } = names
  const [to, setTo] = useState<Status>()
  const [reason, setReason] = useState('')
  const [evidenceSha256, setEvidence] = useState<string>()
  const [stoppedOn, setStoppedOn] = useState('')
  const gone = to === 'ABSCONDED'
  const ready =
    to !== undefined &&
    reason.trim() !== '' &&
    (!gone || (evidenceSha256 !== undefined && stoppedOn !== ''))
  const body = {
    to,
    reason: reason.trim(),
    ...(evidenceSha256 ? { evidenceSha256 } : {}),
    ...(STOPPED.includes(to) && stoppedOn !== '' ? { stoppedOn } : {}),
  }
  return (
    <CommandDialog
      open
      title={`${w.changeTitle}：${merchant.name}`}
      ok={w.change}
      danger={gone || to === 'CLOSED'}
      path={ready ? `/api/escrow/v1/merchants/${merchant.merchantId}/status-changes` : undefined}
      body={body}
      done={w.changed}
      onClose={onClose}
      onDone={onDone}
    >
      <ChoiceField
        label={w.to}
        value={to}
        names={aims as Record<Status, string>}
        onChange={setTo}
      />
      {STOPPED.includes(to) ? <DayField label={w.stoppedOn} onChange={setStoppedOn} /> : null}
      <ReasonField label={reasonWord} value={reason} onChange={setReason} />
      <EvidenceField onChange={setEvidence} />
      <small className="quiet">{w.hint}</small>
    </CommandDialog>
  )
}
